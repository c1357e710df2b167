// Call hierarchy: methods, the messages they take and return, and what holds those.
import * as vscode from 'vscode';
import {
  type Declaration,
  type HierarchyCall,
  type HierarchyItem,
  SymbolRole,
} from '../../protos/gen/protopipe/v1/language.js';
import type { Asker } from '../backend/ask.js';
import { documentPosition } from '../convert/place.js';
import { toRange } from '../convert/range.js';

/** Keeps the name by which the backend knows the item. */
class Item extends vscode.CallHierarchyItem {
  constructor(
    { name, detail, role, range, selection }: HierarchyItem,
    readonly declaration: Declaration,
  ) {
    super(kinds[role], name, detail, vscode.Uri.parse(declaration.uri), toRange(range), toRange(selection));
  }
}

export function callHierarchy({ ask }: Asker): vscode.CallHierarchyProvider {
  return {
    async prepareCallHierarchy(document, position, token) {
      const request = { position: documentPosition(document, position) };
      const answer = await ask('prepareCallHierarchy', request, token);
      return toItem(answer?.item);
    },
    async provideCallHierarchyIncomingCalls(item, token) {
      const answer = await ask('listIncomingCalls', asked(item), token);
      return toCalls(answer?.calls, vscode.CallHierarchyIncomingCall);
    },
    async provideCallHierarchyOutgoingCalls(item, token) {
      const answer = await ask('listOutgoingCalls', asked(item), token);
      return toCalls(answer?.calls, vscode.CallHierarchyOutgoingCall);
    },
  };
}

function asked(item: vscode.CallHierarchyItem): { declaration: Declaration | undefined } {
  return { declaration: item instanceof Item ? item.declaration : undefined };
}

function toItem(message: HierarchyItem | undefined): Item | undefined {
  return message?.declaration && new Item(message, message.declaration);
}

function toCalls<Call>(
  calls: readonly HierarchyCall[] | undefined,
  make: new (item: vscode.CallHierarchyItem, ranges: vscode.Range[]) => Call,
): Call[] | undefined {
  return calls?.flatMap((call) => {
    const item = toItem(call.item);
    return item ? [new make(item, call.ranges.map(toRange))] : [];
  });
}

const { SymbolKind: Kind } = vscode;

const kinds: Readonly<Record<SymbolRole, vscode.SymbolKind>> = {
  [SymbolRole.UNSPECIFIED]: Kind.Null,
  [SymbolRole.METHOD]: Kind.Method,
  [SymbolRole.MESSAGE]: Kind.Struct,
  [SymbolRole.ENUM]: Kind.Enum,
  [SymbolRole.SERVICE]: Kind.Interface,
};
