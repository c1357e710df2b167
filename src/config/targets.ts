// The targets that a workspace has saved, in its setting `protopipe.targets`. Secrets are not among them: a header may
// name one as `{{$secret NAME}}`.
import * as vscode from 'vscode';

export interface SavedTarget {
  readonly address: string;
  /** What the view shows; the address when there is none. */
  readonly name?: string;
  readonly tls?: boolean;
  /** Paths of PEM and PKCS#12 files, absolute or relative to the workspace folder. */
  readonly caFile?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
  readonly pkcs12File?: string;
  /** Name of the secret that opens the key. */
  readonly passphraseSecret?: string;
  readonly serverName?: string;
  readonly skipVerification?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

const texts = [
  'name',
  'caFile',
  'certificateFile',
  'keyFile',
  'pkcs12File',
  'passphraseSecret',
  'serverName',
] as const satisfies readonly (keyof SavedTarget)[];
const switches = ['tls', 'skipVerification'] as const satisfies readonly (keyof SavedTarget)[];

/** In the order of the setting; entries without an address are left out. */
export function savedTargets(): SavedTarget[] {
  const value: unknown = vscode.workspace.getConfiguration('protopipe').get('targets');
  return Array.isArray(value) ? value.flatMap(readTarget) : [];
}

/** Writes the setting of the workspace, or of the user when no folder is open. */
export async function saveTargets(targets: readonly SavedTarget[]): Promise<void> {
  const where = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace
    .getConfiguration('protopipe')
    .update('targets', targets.length === 0 ? undefined : targets, where);
}

/** Adds a target, or replaces the one with the same address. */
export async function saveTarget(target: SavedTarget): Promise<void> {
  const rest = savedTargets();
  const at = rest.findIndex(({ address }) => address === target.address);
  await saveTargets(at < 0 ? [...rest, target] : rest.with(at, target));
}

export function affectsTargets(change: vscode.ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration('protopipe.targets');
}

/** Settings are whatever a person typed. */
function readTarget(value: unknown): SavedTarget[] {
  if (typeof value === 'string' && value !== '') return [{ address: value }];
  if (typeof value !== 'object' || value === null) return [];
  const given = value as Record<string, unknown>;
  if (typeof given.address !== 'string' || given.address === '') return [];
  const headers =
    typeof given.headers === 'object' && given.headers !== null
      ? Object.fromEntries(Object.entries(given.headers).filter(([, text]) => typeof text === 'string'))
      : undefined;
  return [
    {
      address: given.address,
      ...pick(given, texts, 'string'),
      ...pick(given, switches, 'boolean'),
      ...(headers ? { headers } : {}),
    },
  ];
}

function pick(given: Record<string, unknown>, names: readonly string[], type: string): object {
  return Object.fromEntries(names.flatMap((name) => (typeof given[name] === type ? [[name, given[name]]] : [])));
}
