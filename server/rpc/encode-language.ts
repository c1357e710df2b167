// Answers of the language features as clients get them: byte offsets become lines and UTF-16 columns, ids become URIs.
import type { Range, TextEdit } from '../../protos/gen/protopipe/v1/common.js';
import {
  CodeActionKind,
  type CodeAction as CodeActionMessage,
  type CompleteResponse,
  type CompletionItem as CompletionItemMessage,
  CompletionKind,
  type CompletionOrigin,
  type Declaration,
  type DefinitionLink as DefinitionLinkMessage,
  type DocumentSymbol as DocumentSymbolMessage,
  FoldingKind,
  type HierarchyCall as HierarchyCallMessage,
  type HierarchyItem as HierarchyItemMessage,
  type ListSemanticTokensResponse,
  OutlineKind,
  SymbolRole,
} from '../../protos/gen/protopipe/v1/language.js';
import type { Problem, Replacement } from '../diagnostics/problem.js';
import type { ActionKind, CodeAction } from '../language/actions/action.js';
import type { HierarchyCall, HierarchyItem } from '../language/call-hierarchy.js';
import type { CompletionItem, Completions, ItemKind } from '../language/completion/item.js';
import type { DefinitionLink } from '../language/definition.js';
import type { DocumentSymbol, OutlineKind as OutlineName } from '../language/document-symbols.js';
import type { FoldingRange } from '../language/folding.js';
import { type SemanticTokens, semanticTokenModifiers, semanticTokenTypes } from '../language/semantic-tokens.js';
import type { Span } from '../text/span.js';
import type { AskedDocument } from './asked-document.js';
import { encodeProblems } from './encode-diagnostic.js';

const completionKinds: Readonly<Record<ItemKind, CompletionKind>> = {
  keyword: CompletionKind.KEYWORD,
  scalar: CompletionKind.SCALAR,
  message: CompletionKind.MESSAGE,
  enum: CompletionKind.ENUM,
  enumValue: CompletionKind.ENUM_VALUE,
  field: CompletionKind.FIELD,
  extension: CompletionKind.EXTENSION,
  package: CompletionKind.PACKAGE,
  file: CompletionKind.FILE,
  folder: CompletionKind.FOLDER,
  number: CompletionKind.NUMBER,
  name: CompletionKind.NAME,
  snippet: CompletionKind.SNIPPET,
  value: CompletionKind.VALUE,
  method: CompletionKind.METHOD,
  variable: CompletionKind.VARIABLE,
};

/** Places in the document that was asked about. */
interface AskedPlaces {
  range(span: Span): Range;
  textEdits(edits: readonly Replacement[]): TextEdit[];
}

/** Nothing can be completed without `found`. */
export function encodeCompletions(found: Completions | undefined, asked: AskedPlaces): CompleteResponse {
  if (!found) return { replace: undefined, items: [], incomplete: false, origins: [] };
  const origins: CompletionOrigin[] = [];
  const known = new Map<string, number>();
  const originOf = ({ detail = '', description = '', edits = [] }: CompletionItem): number => {
    const key = `${detail}\n${description}\n${edits.map(({ start, end, text }) => `${start} ${end} ${text}`).join()}`;
    let origin = known.get(key);
    if (origin === undefined) {
      origin = origins.push({ detail, description, additionalEdits: asked.textEdits(edits) }) - 1;
      known.set(key, origin);
    }
    return origin;
  };
  const items = found.items.map((item) => encodeCompletion(item, originOf(item)));
  return { replace: asked.range(found.replace), items, incomplete: found.incomplete, origins };
}

function encodeCompletion(item: CompletionItem, origin: number): CompletionItemMessage {
  return {
    label: item.label,
    kind: completionKinds[item.kind],
    insertText: item.insert ?? '',
    snippet: item.snippet ?? false,
    filterText: item.filter ?? '',
    origin,
    rank: item.rank,
    deprecated: item.deprecated ?? false,
    completeAgain: item.again ?? false,
    documentation: item.documentation ?? '',
    symbol: item.symbol,
  };
}

function encodeDeclaration(file: number, path: number, { workspace, snapshot }: AskedDocument): Declaration {
  return { uri: workspace.uriOf(file), fullName: snapshot.schema.paths.text(path) };
}

/** `encodeOrigin` places the use in the document that was asked about. */
export function encodeLink(
  link: DefinitionLink,
  asked: AskedDocument,
  encodeOrigin: (origin: Span) => Range = (origin) => asked.range(origin),
): DefinitionLinkMessage {
  return {
    origin: encodeOrigin(link.origin),
    targetUri: asked.workspace.uriOf(link.file),
    targetRange: asked.range(link.target, link.file),
    targetSelection: asked.range(link.selection, link.file),
  };
}

const outlineKinds: Readonly<Record<OutlineName, OutlineKind>> = {
  package: OutlineKind.PACKAGE,
  message: OutlineKind.MESSAGE,
  field: OutlineKind.FIELD,
  oneof: OutlineKind.ONEOF,
  enum: OutlineKind.ENUM,
  enumValue: OutlineKind.ENUM_VALUE,
  extension: OutlineKind.EXTENSION,
  extend: OutlineKind.EXTEND,
  service: OutlineKind.SERVICE,
  method: OutlineKind.METHOD,
};

export function encodeSymbol(symbol: DocumentSymbol, asked: AskedDocument): DocumentSymbolMessage {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: outlineKinds[symbol.kind],
    deprecated: symbol.deprecated,
    range: asked.range(symbol.span),
    selection: asked.range(symbol.selection),
    children: symbol.children.map((child) => encodeSymbol(child, asked)),
  };
}

export const foldingKinds: Readonly<Record<FoldingRange['kind'], FoldingKind>> = {
  block: FoldingKind.BLOCK,
  comment: FoldingKind.COMMENT,
  imports: FoldingKind.IMPORTS,
};

/** Packs tokens as VS Code wants them. Identifiers are ASCII, so bytes are UTF-16 code units. */
export function encodeSemanticTokens(tokens: SemanticTokens, asked: AskedDocument): ListSemanticTokensResponse {
  const lines = asked.linesOf(asked.id);
  const data: number[] = [];
  let lastLine = 0;
  let lastColumn = 0;
  for (let i = 0; i < tokens.starts.length; i++) {
    const { line, column } = lines.position(tokens.starts[i]);
    data.push(
      line - lastLine,
      line === lastLine ? column - lastColumn : column,
      tokens.ends[i] - tokens.starts[i],
      tokens.types[i],
      tokens.modifiers[i],
    );
    lastLine = line;
    lastColumn = column;
  }
  return { data, types: [...semanticTokenTypes], modifiers: [...semanticTokenModifiers] };
}

const actionKinds: Readonly<Record<ActionKind, CodeActionKind>> = {
  quickfix: CodeActionKind.QUICK_FIX,
  refactor: CodeActionKind.REFACTOR,
  organizeImports: CodeActionKind.ORGANIZE_IMPORTS,
  fixAll: CodeActionKind.FIX_ALL,
};

export function encodeAction(
  action: CodeAction,
  problems: readonly Problem[],
  asked: AskedDocument,
): CodeActionMessage {
  const problem = action.problem === undefined ? undefined : problems[action.problem];
  return {
    title: action.title,
    kind: actionKinds[action.kind],
    edits: asked.textEdits(action.edits),
    diagnostic: problem && encodeProblems([problem], asked.file, asked.workspace)[0],
    preferred: action.preferred ?? false,
  };
}

const roles: Readonly<Record<HierarchyItem['kind'], SymbolRole>> = {
  method: SymbolRole.METHOD,
  message: SymbolRole.MESSAGE,
  enum: SymbolRole.ENUM,
  service: SymbolRole.SERVICE,
};

export function encodeHierarchyItem(item: HierarchyItem, asked: AskedDocument): HierarchyItemMessage {
  return {
    name: item.name,
    detail: item.detail,
    role: roles[item.kind],
    declaration: encodeDeclaration(item.file, item.path, asked),
    range: asked.range(item.span, item.file),
    selection: asked.range(item.selection, item.file),
  };
}

/** `user` is the file in which the uses lie: the caller's. */
export function encodeCall({ item, places }: HierarchyCall, user: number, asked: AskedDocument): HierarchyCallMessage {
  return { item: encodeHierarchyItem(item, asked), ranges: places.map((place) => asked.range(place, user)) };
}
