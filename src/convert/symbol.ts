// Declared symbols of the contract as VS Code's symbol kinds and icons.
import * as vscode from 'vscode';
import { type Symbol as ProtoSymbol, SymbolKind } from '../../protos/gen/protopipe/v1/workspace.js';
import { toLocation } from './range.js';

/** Undefined for a symbol without a place. */
export function toSymbolInformation(symbol: ProtoSymbol): vscode.SymbolInformation | undefined {
  if (!symbol.location) return undefined;
  return new vscode.SymbolInformation(
    symbol.name,
    toSymbolKind(symbol.kind),
    symbol.container,
    toLocation(symbol.location),
  );
}

/** The icon that VS Code's theme shows for the kind. */
export function toSymbolIcon(kind: SymbolKind): vscode.ThemeIcon {
  return new vscode.ThemeIcon(symbolIcons[kind]);
}

function toSymbolKind(kind: SymbolKind): vscode.SymbolKind {
  switch (kind) {
    case SymbolKind.UNSPECIFIED:
      return vscode.SymbolKind.Null;
    case SymbolKind.PACKAGE:
      return vscode.SymbolKind.Package;
    case SymbolKind.MESSAGE:
      return vscode.SymbolKind.Struct;
    case SymbolKind.FIELD:
    case SymbolKind.EXTENSION:
      return vscode.SymbolKind.Field;
    case SymbolKind.ONEOF:
      return vscode.SymbolKind.Object;
    case SymbolKind.ENUM:
      return vscode.SymbolKind.Enum;
    case SymbolKind.ENUM_VALUE:
      return vscode.SymbolKind.EnumMember;
    case SymbolKind.SERVICE:
      return vscode.SymbolKind.Interface;
    case SymbolKind.METHOD:
      return vscode.SymbolKind.Method;
  }
}

const symbolIcons: Readonly<Record<SymbolKind, string>> = {
  [SymbolKind.UNSPECIFIED]: 'symbol-misc',
  [SymbolKind.PACKAGE]: 'symbol-package',
  [SymbolKind.MESSAGE]: 'symbol-struct',
  [SymbolKind.FIELD]: 'symbol-field',
  [SymbolKind.EXTENSION]: 'symbol-field',
  [SymbolKind.ONEOF]: 'symbol-object',
  [SymbolKind.ENUM]: 'symbol-enum',
  [SymbolKind.ENUM_VALUE]: 'symbol-enum-member',
  [SymbolKind.SERVICE]: 'symbol-interface',
  [SymbolKind.METHOD]: 'symbol-method',
};
