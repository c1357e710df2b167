// Add, Edit and Remove Target: the entries of the setting `protopipe.targets`.
import * as vscode from 'vscode';
import { askAddress, enterTarget } from '../calls/pick-target.js';
import { type SavedTarget, savedTargets, saveTargets } from '../config/targets.js';
import { targetOf } from '../views/targets/target-nodes.js';

export async function addTarget(): Promise<void> {
  await enterTarget();
}

interface EditItem extends vscode.QuickPickItem {
  readonly edit: (target: SavedTarget) => Promise<SavedTarget | undefined>;
}

/** `node` is an entry of the Targets view; without it a target is asked for. */
export async function editTarget(_: unknown, node?: unknown): Promise<void> {
  const target = targetOf(node) ?? (await pick('Edit Target'));
  if (!target) return;
  const items: EditItem[] = [
    text('Name', target.name, (name) => ({ ...target, name })),
    {
      label: 'Address',
      description: target.address,
      edit: async () => {
        const address = await askAddress(target.address);
        return address === undefined ? undefined : { ...target, address };
      },
    },
    {
      label: 'TLS',
      description: target.tls === undefined ? 'as the address says' : target.tls ? 'on' : 'off',
      edit: async () => {
        const choices = ['as the address says', 'on', 'off'];
        const chosen = await vscode.window.showQuickPick(choices, { title: 'TLS' });
        return chosen === undefined
          ? undefined
          : { ...target, tls: chosen === 'as the address says' ? undefined : chosen === 'on' };
      },
    },
    text('Server Name', target.serverName, (serverName) => ({ ...target, serverName })),
    text('Certificate Authorities (PEM file)', target.caFile, (caFile) => ({ ...target, caFile })),
    text('Client Certificate (PEM file)', target.certificateFile, (certificateFile) => ({
      ...target,
      certificateFile,
    })),
    text('Client Key (PEM file)', target.keyFile, (keyFile) => ({ ...target, keyFile })),
    text('Client Certificate and Key (PKCS#12 file)', target.pkcs12File, (pkcs12File) => ({ ...target, pkcs12File })),
    text('Secret with the Passphrase of the Key', target.passphraseSecret, (passphraseSecret) => ({
      ...target,
      passphraseSecret,
    })),
    {
      label: 'Accept any Certificate',
      description: target.skipVerification ? 'yes' : 'no',
      edit: async () => ({ ...target, skipVerification: target.skipVerification ? undefined : true }),
    },
    {
      label: 'Headers ...',
      description: Object.keys(target.headers ?? {}).join(', '),
      edit: async () => {
        await vscode.commands.executeCommand('workbench.action.openWorkspaceSettingsFile');
        return undefined;
      },
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: `Edit Target ${target.name ?? target.address}` });
  const edited = await chosen?.edit(target);
  if (!edited) return;
  const all = savedTargets();
  const at = all.findIndex(({ address }) => address === target.address);
  await saveTargets(at < 0 ? [...all, edited] : all.with(at, edited));
}

export async function removeTarget(_: unknown, node?: unknown): Promise<void> {
  const target = targetOf(node) ?? (await pick('Remove Target'));
  if (target) await saveTargets(savedTargets().filter(({ address }) => address !== target.address));
}

function text(label: string, value: string | undefined, change: (text: string | undefined) => SavedTarget): EditItem {
  return {
    label,
    description: value,
    edit: async () => {
      const answer = await vscode.window.showInputBox({ title: label, value, prompt: 'Empty: none' });
      return answer === undefined ? undefined : change(answer.trim() || undefined);
    },
  };
}

async function pick(title: string): Promise<SavedTarget | undefined> {
  const items = savedTargets().map((target) => ({ label: target.name ?? target.address, target }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage('This workspace has no targets yet.');
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title }))?.target;
}
