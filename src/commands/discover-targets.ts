// Discover Local Pipes: lists pipes and sockets of this machine that answer gRPC, as they are found.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { DiscoverTargetsResponse } from '../../protos/gen/protopipe/v1/call.js';
import type { Session } from '../backend/session.js';
import { mayCall } from '../calls/trust.js';
import { type SavedTarget, savedTargets, saveTarget } from '../config/targets.js';
import { count } from '../ui/count.js';
import type { CommandContext } from './command.js';

/** For one listener to answer. */
const timeoutMs = 1_000;

interface FoundItem extends vscode.QuickPickItem {
  readonly address?: string;
}

/** Saves the target that is chosen, and returns it. Closing the list ends the search. */
export function discoverTargets({ log }: CommandContext, session: Session): Promise<SavedTarget | undefined> {
  if (!mayCall()) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const search = new AbortController();
    const picker = vscode.window.createQuickPick<FoundItem>();
    let chosen: Promise<SavedTarget> | undefined;
    picker.title = 'Discover Local Pipes';
    picker.placeholder = 'Looking for pipes and sockets that answer gRPC …';
    picker.matchOnDescription = true;
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      if (item?.address !== undefined) chosen = keep(item.address);
      picker.hide();
    });
    picker.onDidHide(() => {
      search.abort();
      picker.dispose();
      resolve(chosen);
    });
    picker.show();
    fill(picker, session, search.signal).catch((error) => {
      if (search.signal.aborted) return;
      log.error(`targets could not be discovered: ${error}`);
      picker.busy = false;
      picker.placeholder = `The search failed: ${RpcError.from(error).message}`;
    });
  });
}

async function fill(picker: vscode.QuickPick<FoundItem>, session: Session, signal: AbortSignal): Promise<void> {
  picker.busy = true;
  const items: FoundItem[] = [];
  for await (const found of session.discoverTargets({ timeoutMs }, signal)) {
    items.push(toItem(found));
    picker.items = items;
  }
  if (signal.aborted) return;
  picker.busy = false;
  picker.placeholder =
    items.length === 0
      ? 'No pipe and no socket answered gRPC'
      : `${count(items.length, 'target')} found; choose one to save it`;
  if (items.length === 0) picker.items = [];
}

function toItem({ address, health, services }: DiscoverTargetsResponse): FoundItem {
  const own = services.filter((name) => !name.startsWith('grpc.'));
  return {
    label: `$(plug) ${address}`,
    description: health.toLowerCase(),
    detail: own.length > 0 ? own.join(', ') : undefined,
    address,
  };
}

async function keep(address: string): Promise<SavedTarget> {
  const known = savedTargets().find((target) => target.address === address);
  if (known) return known;
  await saveTarget({ address });
  return { address };
}
