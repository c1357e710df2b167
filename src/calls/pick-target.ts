// Asks for a target: one that is saved, one that is discovered, or one that is typed.
import * as vscode from 'vscode';
import { type SavedTarget, savedTargets, saveTarget } from '../config/targets.js';

const lastKey = 'protopipe.lastTarget';

interface TargetItem extends vscode.QuickPickItem {
  readonly target?: SavedTarget;
  readonly discover?: boolean;
  readonly add?: boolean;
}

export interface PickTargetOptions {
  readonly title: string;
  /** Finds targets on this machine and asks for one of them. */
  readonly discover: () => Promise<SavedTarget | undefined>;
}

/** Undefined when nobody chose. What was chosen last stands first the next time. */
export async function pickTarget(
  memento: vscode.Memento,
  { title, discover }: PickTargetOptions,
): Promise<SavedTarget | undefined> {
  const last = memento.get<string>(lastKey);
  const saved = [...savedTargets()].sort((a, b) => Number(b.address === last) - Number(a.address === last));
  const items: TargetItem[] = [
    ...saved.map((target) => ({
      label: target.name ?? target.address,
      description: target.name === undefined ? '' : target.address,
      iconPath: new vscode.ThemeIcon('server'),
      target,
    })),
    { label: 'Enter an Address...', iconPath: new vscode.ThemeIcon('add'), add: true },
    { label: 'Discover Local Pipes...', iconPath: new vscode.ThemeIcon('search'), discover: true },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: 'Where the service listens' });
  const target =
    chosen?.target ?? (chosen?.discover ? await discover() : chosen?.add ? await enterTarget() : undefined);
  if (target) await memento.update(lastKey, target.address);
  return target;
}

/** Asks for an address and a name and saves the target. */
export async function enterTarget(): Promise<SavedTarget | undefined> {
  const address = await askAddress('');
  if (address === undefined) return undefined;
  const known = savedTargets().find((target) => target.address === address);
  if (known) return known;
  const target = { address };
  await saveTarget(target);
  return target;
}

/** Undefined when nobody answered. */
export async function askAddress(value: string): Promise<string | undefined> {
  const address = await vscode.window.showInputBox({
    title: 'Address of the Target',
    prompt: 'host:port, https://host, pipe:NAME, \\\\.\\pipe\\NAME or unix:PATH',
    placeHolder: 'localhost:50051',
    value,
    validateInput: (text) => (text.trim() === '' || /\s/.test(text.trim()) ? 'An address without spaces' : undefined),
  });
  return address?.trim() || undefined;
}
