// The built backend as a process of its own, over a real pipe.

import path from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BackendProcess, launchBackend } from '../pipe/index.js';
import { protocolVersion } from '../protos/gen/protocol-version.js';
import { type OpenRequest, type OpenResponse, WorkspaceServiceClient } from '../protos/gen/protopipe/v1/workspace.js';

/** The repository's folder; tests run from out/test. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the bundles, which `npm run build` makes. */
export const bundles = path.join(repository, 'dist');

export interface TestBackend {
  readonly process: BackendProcess;
  readonly workspace: WorkspaceServiceClient;
}

/** Starts a backend that is stopped when the test is over. */
export async function startTestBackend(context: TestContext): Promise<TestBackend> {
  const backend = await launchBackend({
    command: process.execPath,
    args: [path.join(bundles, 'server.cjs')],
    protocolVersion,
  });
  context.after(() => backend.stop(5_000));
  return { process: backend, workspace: backend.channel.client(WorkspaceServiceClient) };
}

/** Every message of a stream that ends by itself. */
export async function all<Response>(stream: AsyncIterable<Response>): Promise<Response[]> {
  const responses: Response[] = [];
  for await (const response of stream) responses.push(response);
  return responses;
}

/** Opens a folder and resolves with all responses. */
export function openFolder(
  { workspace }: TestBackend,
  folder: string,
  more: Partial<OpenRequest> = {},
): Promise<OpenResponse[]> {
  return all(workspace.open({ ...folderRequest(folder), ...more }));
}

export function folderRequest(folder: string): OpenRequest {
  const uri = pathToFileURL(folder).href;
  return {
    folders: [{ uri, name: '', excludeGlobs: [], importPaths: [], ignoreGitignore: false }],
    fileUris: [],
    importPaths: [],
    trusted: true,
  };
}
