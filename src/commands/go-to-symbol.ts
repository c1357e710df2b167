// Go to Symbol in Workspace: a list that fills while the backend still searches.
import * as vscode from 'vscode';
import type { Symbol as ProtoSymbol } from '../../protos/gen/protopipe/v1/workspace.js';
import type { Session } from '../backend/session.js';
import { toLocation } from '../convert/range.js';
import { toSymbolIcon } from '../convert/symbol.js';
import type { CommandContext } from './command.js';

/** More rows than anybody scrolls through. */
const limit = 500;

interface SymbolItem extends vscode.QuickPickItem {
  readonly location: vscode.Location;
}

export function goToSymbol({ log }: CommandContext, session: Session): Promise<void> {
  return new Promise((resolve) => {
    const picker = vscode.window.createQuickPick<SymbolItem>();
    picker.placeholder = 'Name of a message, field, enum, service or method; with a dot, of its full name';
    let search = new AbortController();
    const run = (query: string) => {
      search.abort();
      search = new AbortController();
      void fill(picker, session, query, search.signal).catch((error) => {
        log.error(`symbols could not be searched: ${error}`);
        picker.title = 'The search was not finished: the backend stopped';
      });
    };
    picker.onDidChangeValue(run);
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      picker.hide();
      if (item) void open(item.location);
    });
    picker.onDidHide(() => {
      search.abort();
      picker.dispose();
      resolve();
    });
    picker.show();
    run('');
  });
}

async function fill(
  picker: vscode.QuickPick<SymbolItem>,
  session: Session,
  query: string,
  signal: AbortSignal,
): Promise<void> {
  picker.busy = true;
  const found: SymbolItem[] = [];
  try {
    for await (const { symbols } of session.searchSymbols(query, limit, signal)) {
      if (signal.aborted) return;
      found.push(...symbols.flatMap(toItem));
      picker.items = found;
    }
    if (found.length === 0) picker.items = [];
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    // A search that was replaced by the next one leaves the list and the mark to it.
    if (!signal.aborted) picker.busy = false;
  }
}

function toItem(symbol: ProtoSymbol): SymbolItem[] {
  if (!symbol.location) return [];
  const location = toLocation(symbol.location);
  const item = {
    label: symbol.name,
    description: symbol.container,
    detail: vscode.workspace.asRelativePath(location.uri),
    iconPath: toSymbolIcon(symbol.kind),
    // The backend has matched already, in more ways than the list would.
    alwaysShow: true,
    location,
  };
  return [item];
}

async function open({ uri, range }: vscode.Location): Promise<void> {
  // The cursor before the name, as VS Code's own search leaves it.
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(range.start, range.start) });
}
