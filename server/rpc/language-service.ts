// LanguageService: decodes a question, asks the feature, encodes its answer.
import type {
  Declaration,
  FindReferencesRequest,
  FindReferencesResponse,
  LanguageServiceServer,
} from '../../protos/gen/protopipe/v1/language.js';
import { codeActions } from '../language/actions/code-actions.js';
import { callees, callers, type HierarchyItem, hierarchyItem, hierarchyItemAt } from '../language/call-hierarchy.js';
import { methodLenses, referenceLenses } from '../language/code-lens.js';
import { complete } from '../language/completion/complete.js';
import { definition, typeDefinition } from '../language/definition.js';
import { describeDeclaration } from '../language/describe-declaration.js';
import { documentLinks } from '../language/document-links.js';
import { documentSymbols } from '../language/document-symbols.js';
import { foldingRanges } from '../language/folding.js';
import { highlights } from '../language/highlight.js';
import { hover } from '../language/hover.js';
import { inlayHints } from '../language/inlay-hints.js';
import { prepareRename, rename } from '../language/rename.js';
import { selectionRanges } from '../language/selection-ranges.js';
import { semanticTokens } from '../language/semantic-tokens.js';
import type { FileSystem } from '../workspace/file-system.js';
import { below, parentOf } from '../workspace/location.js';
import type { Workspace } from '../workspace/workspace.js';
import { type AskedDocument, askedDocument } from './asked-document.js';
import { isRequest } from './asked-request.js';
import { editable, unlessRefused } from './editable.js';
import {
  encodeAction,
  encodeCall,
  encodeCompletions,
  encodeHierarchyItem,
  encodeLink,
  encodeSemanticTokens,
  encodeSymbol,
  foldingKinds,
} from './encode-language.js';
import { findReferences } from './find-references.js';
import { formatDocument } from './format-document.js';
import { renameFiles } from './rename-files.js';
import { RequestLanguage, renameResponse } from './request-language.js';
import type { StreamHandlers } from './stream-handlers.js';

export function languageService(
  { unary, serverStream }: StreamHandlers,
  workspace: Workspace,
  fs: FileSystem,
): LanguageServiceServer {
  const requests = new RequestLanguage(workspace, fs);
  /** A place or document that lies in a request file. */
  const inRequest = <D extends { readonly uri: string }>(document: D | undefined): document is D =>
    document !== undefined && isRequest(workspace, document.uri);
  return {
    complete: unary('Complete', async ({ position }, signal) => {
      if (inRequest(position)) return requests.complete(position, signal);
      const { asked, offset } = await place(workspace, position, signal);
      return encodeCompletions(complete(asked.snapshot, asked.id, offset), asked);
    }),

    resolveCompletion: unary('ResolveCompletion', ({ symbol }) => {
      const { schema } = workspace.current();
      return { documentation: symbol ? describeDeclaration(schema, symbol.file, symbol.path) : '' };
    }),

    hover: unary('Hover', async ({ position }, signal) => {
      if (inRequest(position)) return requests.hover(position, signal);
      const { asked, offset } = await place(workspace, position, signal);
      const found = hover(asked.snapshot, asked.id, offset, (file) => describeFile(asked, file));
      return found ? { contents: found.contents, range: asked.range(found) } : { contents: '', range: undefined };
    }),

    findDefinition: unary('FindDefinition', async ({ position }, signal) => {
      if (inRequest(position)) return requests.findDefinition(position, signal);
      const { asked, offset } = await place(workspace, position, signal);
      return { links: definition(asked.snapshot, asked.id, offset).map((link) => encodeLink(link, asked)) };
    }),

    findTypeDefinition: unary('FindTypeDefinition', async ({ position }, signal) => {
      if (inRequest(position)) return requests.findTypeDefinition(position, signal);
      const { asked, offset } = await place(workspace, position, signal);
      return { links: typeDefinition(asked.snapshot, asked.id, offset).map((link) => encodeLink(link, asked)) };
    }),

    findReferences: serverStream<FindReferencesRequest, FindReferencesResponse>(
      'FindReferences',
      async (request, send, signal) => {
        const { position, includeDeclaration } = request;
        if (!inRequest(position)) return findReferences(workspace, request, send, signal);
        for await (const locations of requests.findReferences(position, includeDeclaration, signal)) {
          await send({ locations });
        }
      },
    ),

    highlight: unary('Highlight', async ({ position }, signal) => {
      if (inRequest(position)) return requests.highlight(position, signal);
      const { asked, offset } = await place(workspace, position, signal);
      const found = highlights(asked.snapshot, asked.id, offset);
      return { highlights: found.map((each) => ({ range: asked.range(each), declaration: each.declares })) };
    }),

    listDocumentSymbols: unary('ListDocumentSymbols', async ({ document }, signal) => {
      if (inRequest(document)) return requests.listDocumentSymbols(document, signal);
      const asked = await askedDocument(workspace, document, signal);
      return { symbols: documentSymbols(asked.snapshot, asked.id).map((symbol) => encodeSymbol(symbol, asked)) };
    }),

    listFoldingRanges: unary('ListFoldingRanges', async ({ document }, signal) => {
      if (inRequest(document)) return requests.listFoldingRanges(document, signal);
      const asked = await askedDocument(workspace, document, signal);
      const ranges = foldingRanges(asked.snapshot, asked.id);
      return { ranges: ranges.map((range) => ({ ...range, kind: foldingKinds[range.kind] })) };
    }),

    listSelectionRanges: unary('ListSelectionRanges', async ({ document, positions }, signal) => {
      const asked = await askedDocument(workspace, document, signal);
      const offsets = positions.map((position) => asked.offset(position));
      const selections = selectionRanges(asked.snapshot, asked.id, offsets);
      return { selections: selections.map((spans) => ({ ranges: spans.map((span) => asked.range(span)) })) };
    }),

    listDocumentLinks: unary('ListDocumentLinks', async ({ document }, signal) => {
      const asked = await askedDocument(workspace, document, signal);
      const links = documentLinks(asked.snapshot, asked.id);
      return {
        links: links.map((link) => ({ range: asked.range(link), targetUri: asked.workspace.uriOf(link.target) })),
      };
    }),

    listSemanticTokens: unary('ListSemanticTokens', async ({ document, range }, signal) => {
      const asked = await askedDocument(workspace, document, signal);
      return encodeSemanticTokens(semanticTokens(asked.snapshot, asked.id, range && asked.span(range)), asked);
    }),

    listInlayHints: unary('ListInlayHints', async ({ document, range }, signal) => {
      const asked = await askedDocument(workspace, document, signal);
      const hints = inlayHints(asked.snapshot, asked.id, asked.span(range));
      return {
        hints: hints.map(({ offset, label, tooltip }) => ({ position: asked.position(offset), label, tooltip })),
      };
    }),

    listCodeLenses: unary('ListCodeLenses', async ({ document }, signal) => {
      const asked = await askedDocument(workspace, document, signal);
      const lenses = referenceLenses(asked.snapshot, asked.id);
      const methods = methodLenses(asked.snapshot, asked.id);
      return {
        lenses: lenses.map((lens) => ({ range: asked.range(lens), references: lens.count })),
        methods: methods.map((lens) => ({ range: asked.range(lens), method: lens.method })),
      };
    }),

    listCodeActions: unary('ListCodeActions', async (request, signal) => {
      const { document, range } = request;
      if (inRequest(document)) return requests.listCodeActions(request, signal);
      const asked = await askedDocument(workspace, document, signal);
      const problems = asked.workspace.problems(asked.file);
      const actions = codeActions(asked.snapshot, asked.id, asked.span(range), problems);
      return { actions: actions.map((action) => encodeAction(action, problems, asked)) };
    }),

    format: unary('Format', (request, signal) =>
      inRequest(request.document) ? requests.format(request, signal) : formatDocument(workspace, fs, request, signal),
    ),

    prepareRename: unary('PrepareRename', async ({ position }, signal) => {
      if (inRequest(position)) return requests.prepareRename(position, signal);
      const { asked, offset } = await place(workspace, position, signal);
      const found = unlessRefused(prepareRename(asked.snapshot, asked.id, offset, editable(asked)));
      return { range: asked.range(found), placeholder: found.placeholder, companions: [...found.companions] };
    }),

    rename: unary('Rename', async (request, signal) => {
      const { position, newName, companions } = request;
      if (inRequest(position)) return requests.rename(request, signal);
      const { asked, offset } = await place(workspace, position, signal);
      const options = { companions, isEditable: editable(asked) };
      const found = unlessRefused(await rename(asked.snapshot, asked.id, offset, newName, options, signal));
      return renameResponse(asked, found, signal);
    }),

    renameFiles: unary('RenameFiles', ({ files }) => renameFiles(workspace.current(), files)),

    prepareCallHierarchy: unary('PrepareCallHierarchy', async ({ position }, signal) => {
      const { asked, offset } = await place(workspace, position, signal);
      const item = hierarchyItem(asked.snapshot, asked.id, offset);
      return { item: item && encodeHierarchyItem(item, asked) };
    }),

    listIncomingCalls: unary('ListIncomingCalls', async ({ declaration }, signal) => {
      const { asked, item } = await declaredItem(workspace, declaration, signal);
      const calls = item ? await callers(asked.snapshot, item, signal) : [];
      return { calls: calls.map((call) => encodeCall(call, call.item.file, asked)) };
    }),

    listOutgoingCalls: unary('ListOutgoingCalls', async ({ declaration }, signal) => {
      const { asked, item } = await declaredItem(workspace, declaration, signal);
      return { calls: item ? callees(asked.snapshot, item).map((call) => encodeCall(call, asked.id, asked)) : [] };
    }),
  };
}

async function place(workspace: Workspace, position: Parameters<typeof askedDocument>[1], signal: AbortSignal) {
  const asked = await askedDocument(workspace, position, signal);
  return { asked, offset: position && 'line' in position ? asked.offset(position) : 0 };
}

async function declaringDocument(
  workspace: Workspace,
  declaration: Declaration | undefined,
  signal: AbortSignal,
): Promise<AskedDocument> {
  return askedDocument(workspace, declaration && { uri: declaration.uri, version: 0 }, signal);
}

async function declaredItem(
  workspace: Workspace,
  declaration: Declaration | undefined,
  signal: AbortSignal,
): Promise<{ asked: AskedDocument; item: HierarchyItem | undefined }> {
  const asked = await declaringDocument(workspace, declaration, signal);
  const path = asked.snapshot.schema.paths.findText(declaration?.fullName ?? '');
  return { asked, item: path === 0 ? undefined : hierarchyItemAt(asked.snapshot, asked.id, path) };
}

/** Where an imported file lies, and which import root led to it. */
function describeFile({ workspace, file }: AskedDocument, id: number): string {
  const target = workspace.files[id];
  if (!target) return '';
  const root = workspace.roots
    .searchPath(parentOf(file.path))
    .find(({ path }) => below(path, target.source.name) === target.path);
  const name = root?.name ?? root?.path;
  const found = root ? ` · found by ${root.origin}${root.origin === 'bundled' ? '' : ` \`${name}\``}` : '';
  return `\`${target.path}\`${found}`;
}
