// LanguageService for request files: decodes a question, asks the feature, encodes its answer.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { DocumentEdit, Location } from '../../protos/gen/protopipe/v1/common.js';
import {
  CodeActionKind,
  type DocumentPosition,
  type DocumentVersion,
  EndOfLine,
  type FormatRequest,
  type ListCodeActionsRequest,
  OutlineKind,
  type RenameRequest,
  type RenameResponse,
} from '../../protos/gen/protopipe/v1/language.js';
import { editsWithin } from '../format/format-edits.js';
import { withLineBreaks } from '../format/line-breaks.js';
import { lineEdits } from '../format/line-edits.js';
import { indentUnit } from '../format/style.js';
import { applyReplacements } from '../language/edits.js';
import { FileView } from '../language/file-view.js';
import { referencesTo } from '../language/references.js';
import { prepareRename, type RenameEdits, rename } from '../language/rename.js';
import { sameTarget, type Target } from '../language/target.js';
import { completeRequest } from '../requests/features/complete.js';
import { requestDefinition, requestTypeDefinition, variableDefinition } from '../requests/features/definition.js';
import { requestFolding, requestSymbols } from '../requests/features/document-symbols.js';
import { hoverRequest } from '../requests/features/hover.js';
import { placesOf, renameIn } from '../requests/features/references.js';
import { formatRequestFile } from '../requests/format/format-request-file.js';
import { filePlaces, placeAt } from '../requests/places.js';
import { parseRequestFile } from '../requests/syntax/parse-request-file.js';
import { LineIndex } from '../text/line-index.js';
import type { FileSystem } from '../workspace/file-system.js';
import { Slices } from '../workspace/slices.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import type { AskedDocument } from './asked-document.js';
import { type AskedRequest, askedRequest, typesOf } from './asked-request.js';
import { editable, unlessRefused } from './editable.js';
import { encodeProblems, encodeRange } from './encode-diagnostic.js';
import { encodeCompletions, encodeLink, foldingKinds } from './encode-language.js';
import { styleOf } from './format-style.js';
import { knownVariablesOf, requestProblems } from './request-problems.js';

export class RequestLanguage {
  constructor(
    readonly workspace: Workspace,
    readonly fs: FileSystem,
  ) {}

  async complete(position: DocumentPosition, signal: AbortSignal) {
    const { asked, offset } = await this.#place(position, signal);
    const { values: variables, privateNames } = await knownVariablesOf(this.fs, asked.workspace, asked.document);
    return encodeCompletions(completeRequest(asked.file, asked.types, offset, { variables, privateNames }), asked);
  }

  async hover(position: DocumentPosition, signal: AbortSignal) {
    const { asked, offset } = await this.#place(position, signal);
    const { values: variables, privateNames } = await knownVariablesOf(this.fs, asked.workspace, asked.document);
    const found = hoverRequest(asked.file, asked.types, offset, { variables, privateNames });
    return found ? { contents: found.contents, range: asked.range(found) } : { contents: '', range: undefined };
  }

  async findDefinition(position: DocumentPosition, signal: AbortSignal) {
    const { asked, offset } = await this.#place(position, signal);
    const variable = variableDefinition(asked.file, offset);
    if (variable) {
      const link = {
        origin: asked.range(variable.origin),
        targetUri: asked.document.uri,
        targetRange: asked.range(variable.target),
        targetSelection: asked.range(variable.selection),
      };
      return { links: [link] };
    }
    return { links: this.#links(asked, requestDefinition(asked.file, asked.types, offset)) };
  }

  async findTypeDefinition(position: DocumentPosition, signal: AbortSignal) {
    const { asked, offset } = await this.#place(position, signal);
    return { links: this.#links(asked, requestTypeDefinition(asked.file, asked.types, offset)) };
  }

  #links(asked: AskedRequest, links: ReturnType<typeof requestDefinition>) {
    return links.map((link) => encodeLink(link, asked.protos, (origin) => asked.range(origin)));
  }

  /** Uses in .proto files and in request files of what a request names at a place. */
  async *findReferences(position: DocumentPosition, includeDeclaration: boolean, signal: AbortSignal) {
    const { asked, offset } = await this.#place(position, signal);
    const target = placeAt(asked.file, asked.types, offset)?.target;
    if (!target) return;
    yield* referencesInRequests(asked.workspace, target, signal);
    const first = target.kind === 'package' ? asked.workspace.schema.descriptorFile : target.file;
    for await (const { file, places } of referencesTo(asked.workspace.schema, target, first, signal)) {
      const shown = includeDeclaration ? places : places.filter(({ declares }) => !declares);
      if (shown.length > 0) yield shown.map((found) => asked.protos.location(file, found));
    }
  }

  async highlight(position: DocumentPosition, signal: AbortSignal) {
    const { asked, offset } = await this.#place(position, signal);
    const { places } = filePlaces(asked.file, asked.types);
    const here = places.find(({ start, end }) => start <= offset && offset <= end);
    const same = here ? places.filter(({ target }) => sameTarget(target, here.target)) : [];
    return { highlights: same.map((place) => ({ range: asked.range(place), declaration: false })) };
  }

  async listDocumentSymbols(document: DocumentVersion | undefined, signal: AbortSignal) {
    const asked = await askedRequest(this.workspace, document, signal);
    return {
      symbols: requestSymbols(asked.file).map(({ name, detail, span, selection }) => ({
        name,
        detail,
        kind: OutlineKind.REQUEST,
        deprecated: false,
        range: asked.range(span),
        selection: asked.range(selection),
        children: [],
      })),
    };
  }

  async listFoldingRanges(document: DocumentVersion | undefined, signal: AbortSignal) {
    const asked = await askedRequest(this.workspace, document, signal);
    return { ranges: requestFolding(asked.file).map((range) => ({ ...range, kind: foldingKinds[range.kind] })) };
  }

  async listCodeActions({ document, range }: ListCodeActionsRequest, signal: AbortSignal) {
    const asked = await askedRequest(this.workspace, document, signal);
    const start = range ? asked.offset({ line: range.startLine, column: range.startColumn }) : 0;
    const end = range ? asked.offset({ line: range.endLine, column: range.endColumn }) : asked.document.bytes.length;
    const problems = await requestProblems(this.fs, asked.workspace, asked.document);
    const actions = problems
      .filter((problem) => problem.start <= end && problem.end >= start)
      .flatMap((problem) =>
        (problem.fixes ?? []).map(({ title, edits }) => ({
          title,
          kind: CodeActionKind.QUICK_FIX,
          edits: asked.textEdits(edits),
          diagnostic: encodeProblems([problem], asked.document, asked.workspace)[0],
          preferred: true,
        })),
      );
    return { actions };
  }

  async format({ document, range, defaults }: FormatRequest, signal: AbortSignal) {
    const style = await styleOf(this.fs, document?.uri ?? '', defaults);
    const asked = await askedRequest(this.workspace, document, signal);
    const { bytes } = asked.document;
    const text = applyReplacements(bytes, formatRequestFile(asked.file, indentUnit(style)));
    const start = range ? asked.offset({ line: range.startLine, column: range.startColumn }) : 0;
    const end = range ? asked.offset({ line: range.endLine, column: range.endColumn }) : bytes.length;
    // Line breaks are an editor's property of the document: the edits keep to those it has.
    const edits = lineEdits(bytes, withLineBreaks(text, bytes, { ...style, endOfLine: undefined }));
    return {
      edits: asked.textEdits(editsWithin(bytes, edits, { start, end })),
      endOfLine: EndOfLine.UNSPECIFIED,
    };
  }

  async prepareRename(position: DocumentPosition, signal: AbortSignal) {
    const { asked, offset } = await this.#place(position, signal);
    const { place, file, at } = renamed(asked, offset);
    const found = unlessRefused(prepareRename(asked.workspace.schema, file, at, editable(asked.protos)));
    return { range: asked.range(place), placeholder: found.placeholder, companions: [...found.companions] };
  }

  async rename({ position, newName, companions }: RenameRequest, signal: AbortSignal): Promise<RenameResponse> {
    if (!position) throw new RpcError(status.INVALID_ARGUMENT, 'The request names no place.');
    const { asked, offset } = await this.#place(position, signal);
    const { file, at } = renamed(asked, offset);
    const options = { companions, isEditable: editable(asked.protos) };
    const found = unlessRefused(await rename(asked.workspace.schema, file, at, newName, options, signal));
    return renameResponse(asked.protos, found, signal);
  }

  async #place(position: DocumentPosition, signal: AbortSignal) {
    const asked = await askedRequest(this.workspace, position, signal);
    return { asked, offset: asked.offset(position) };
  }
}

/** What is renamed at an offset of a request: the declaration, at its name. */
function renamed(asked: AskedRequest, offset: number) {
  const place = placeAt(asked.file, asked.types, offset);
  if (place?.target.kind !== 'symbol') {
    const reason = place
      ? 'Rename a package at its package statement.'
      : 'Only names that a .proto file declares can be renamed.';
    throw new RpcError(status.FAILED_PRECONDITION, reason);
  }
  const { file, node } = place.target;
  return { place, file, at: new FileView(asked.workspace.schema, file).nameSpan(node).start };
}

/** The uses of a declaration in all request files, a batch for each. */
export async function* referencesInRequests(
  workspace: WorkspaceSnapshot,
  target: Target,
  signal: AbortSignal,
): AsyncGenerator<Location[], void, void> {
  if (workspace.requests.size === 0) return;
  const types = typesOf(workspace);
  const slices = new Slices(signal);
  for (const document of workspace.requests.values()) {
    const places = placesOf(parseRequestFile(document.bytes), types, target);
    const lines = new LineIndex(document.bytes);
    if (places.length > 0) yield places.map((place) => ({ uri: document.uri, range: encodeRange(place, lines) }));
    if (slices.dueNow()) await slices.pause();
  }
}

/** The edits of a rename in .proto files, with those of request files. */
export async function renameResponse(
  asked: AskedDocument,
  { edits, warnings, renamed: targets }: RenameEdits,
  signal: AbortSignal,
): Promise<RenameResponse> {
  const { workspace } = asked;
  const documents = asked.documentEdits(edits);
  if (workspace.requests.size === 0 || targets.length === 0) return { documents, warnings: [...warnings] };
  const types = typesOf(workspace);
  const slices = new Slices(signal);
  for (const document of workspace.requests.values()) {
    const file = parseRequestFile(document.bytes);
    const own = targets.flatMap(({ target, newName }) => renameIn(file, types, target, newName));
    if (own.length > 0) documents.push(encodeEdits(document.uri, document.bytes, own));
    if (slices.dueNow()) await slices.pause();
  }
  return { documents, warnings: [...warnings] };
}

function encodeEdits(uri: string, bytes: Uint8Array, edits: ReturnType<typeof renameIn>): DocumentEdit {
  const lines = new LineIndex(bytes);
  const ordered = [...edits].sort((a, b) => a.start - b.start);
  return { uri, edits: ordered.map((edit) => ({ range: encodeRange(edit, lines), newText: edit.text })) };
}
