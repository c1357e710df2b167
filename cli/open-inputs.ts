// Opens what a command line names as the backend's workspace.
import path from 'node:path';
import {
  type OpenRequest,
  Phase,
  type Progress,
  WorkspaceServiceClient,
} from '../protos/gen/protopipe/v1/workspace.js';
import { type CommandBackend, responsesOf } from './backend.js';
import type { CommandContext } from './command-context.js';
import { UsageError } from './exit-code.js';
import type { InputPaths } from './input-paths.js';
import type { ProgressBar } from './progress-bar.js';

const phaseLabels: Readonly<Record<Phase, string>> = {
  [Phase.UNSPECIFIED]: 'Working',
  [Phase.SCANNING]: 'Finding files',
  [Phase.PARSING]: 'Reading',
  [Phase.LINKING]: 'Checking',
  [Phase.REPORTING]: 'Reporting',
  [Phase.BUILDING]: 'Building',
  [Phase.FORMATTING]: 'Formatting',
};

export function showProgress(bar: ProgressBar, { phase, filesDone, filesTotal }: Progress): void {
  bar.show(phaseLabels[phase], filesDone, filesTotal);
}

/** What a command line names, as a workspace. `protoPath` are folders that imports are looked up in. */
export function workspaceOf(cwd: string, inputs: InputPaths, protoPath: readonly string[]): OpenRequest {
  const folders = inputs.folderUris.map((uri) => ({
    uri,
    name: '',
    excludeGlobs: [],
    importPaths: [],
    ignoreGitignore: false,
  }));
  const importPaths = protoPath.map((dir) => path.resolve(cwd, dir));
  return { folders, fileUris: [...inputs.fileUris], importPaths, trusted: true };
}

/** `given` are the paths as typed, possibly none. */
export function refuseNoFiles(files: number, given: readonly string[]): void {
  if (files === 0 && given.length > 0) throw new UsageError(`no .proto files in ${given.join(', ')}`);
}

/** `given` are the paths as typed, for messages. */
export async function openInputs(
  { cwd, signal }: CommandContext,
  backend: CommandBackend,
  given: readonly string[],
  inputs: InputPaths,
  protoPath: readonly string[],
  bar: ProgressBar,
): Promise<void> {
  const opening = backend.client(WorkspaceServiceClient).open(workspaceOf(cwd, inputs, protoPath));
  for await (const { event } of responsesOf(opening, signal)) {
    if (event?.$case === 'progress') showProgress(bar, event.value);
    if (event?.$case === 'ready' && event.value.files === 0) bar.clear();
    if (event?.$case === 'ready') refuseNoFiles(event.value.files, given);
  }
}
