// The outline of a document.
import * as vscode from 'vscode';
import { OutlineKind, type DocumentSymbol as SymbolMessage } from '../../protos/gen/protopipe/v1/language.js';
import type { Asker } from '../backend/ask.js';
import { documentVersion } from '../convert/place.js';
import { toRange } from '../convert/range.js';

export function documentSymbols({ ask }: Asker): vscode.DocumentSymbolProvider {
  return {
    async provideDocumentSymbols(document, token) {
      const request = { document: documentVersion(document) };
      const answer = await ask('listDocumentSymbols', request, token);
      return answer?.symbols.map(toDocumentSymbol);
    },
  };
}

function toDocumentSymbol(message: SymbolMessage): vscode.DocumentSymbol {
  const { name, detail, kind, range, selection } = message;
  const symbol = new vscode.DocumentSymbol(name, detail, kinds[kind], toRange(range), toRange(selection));
  symbol.children = message.children.map(toDocumentSymbol);
  if (message.deprecated) symbol.tags = [vscode.SymbolTag.Deprecated];
  return symbol;
}

const { SymbolKind: Kind } = vscode;

const kinds: Readonly<Record<OutlineKind, vscode.SymbolKind>> = {
  [OutlineKind.UNSPECIFIED]: Kind.Null,
  [OutlineKind.PACKAGE]: Kind.Package,
  [OutlineKind.MESSAGE]: Kind.Struct,
  [OutlineKind.FIELD]: Kind.Field,
  [OutlineKind.ONEOF]: Kind.Object,
  [OutlineKind.ENUM]: Kind.Enum,
  [OutlineKind.ENUM_VALUE]: Kind.EnumMember,
  [OutlineKind.EXTENSION]: Kind.Property,
  [OutlineKind.EXTEND]: Kind.Namespace,
  [OutlineKind.SERVICE]: Kind.Interface,
  [OutlineKind.METHOD]: Kind.Method,
  [OutlineKind.REQUEST]: Kind.Event,
};
