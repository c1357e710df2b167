// WorkspaceService.SearchSymbols: symbols by fuzzy name.
import {
  type SearchSymbolsRequest,
  type SearchSymbolsResponse,
  SymbolKind,
  type Symbol as SymbolMessage,
} from '../../protos/gen/protopipe/v1/workspace.js';
import { Kind } from '../syntax/tree.js';
import { defaultLimit, type FoundSymbol, searchSymbols } from '../workspace/search-symbols.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Send } from './stream-handlers.js';

/** Answers from what is known at once; while the workspace is being read that is a part of it. */
export async function findSymbols(
  workspace: Workspace,
  { query, limit }: SearchSymbolsRequest,
  send: Send<SearchSymbolsResponse>,
  signal: AbortSignal,
): Promise<void> {
  for await (const batch of searchSymbols(workspace.current(), query, limit || defaultLimit, signal)) {
    await send({ symbols: batch.map(encodeSymbol) });
  }
}

function encodeSymbol({ name, container, kind, isExtension, uri, range }: FoundSymbol): SymbolMessage {
  return {
    name,
    container,
    kind: isExtension ? SymbolKind.EXTENSION : (kinds.get(kind) ?? SymbolKind.UNSPECIFIED),
    location: {
      uri,
      range: {
        startLine: range.start.line,
        startColumn: range.start.column,
        endLine: range.end.line,
        endColumn: range.end.column,
      },
    },
  };
}

const kinds: ReadonlyMap<Kind, SymbolKind> = new Map([
  [Kind.message, SymbolKind.MESSAGE],
  [Kind.group, SymbolKind.MESSAGE],
  [Kind.field, SymbolKind.FIELD],
  [Kind.mapField, SymbolKind.FIELD],
  [Kind.oneof, SymbolKind.ONEOF],
  [Kind.enum, SymbolKind.ENUM],
  [Kind.enumValue, SymbolKind.ENUM_VALUE],
  [Kind.service, SymbolKind.SERVICE],
  [Kind.method, SymbolKind.METHOD],
]);
