// What is wrong with request files, encoded for clients.
import type { Diagnostic } from '../../protos/gen/protopipe/v1/common.js';
import type { Problem } from '../diagnostics/problem.js';
import { checkRequestFile } from '../requests/check.js';
import { parseRequestFile } from '../requests/syntax/parse-request-file.js';
import { type Environment, everyVariable } from '../requests/variables/environment.js';
import type { FileSystem } from '../workspace/file-system.js';
import type { RequestDocument } from '../workspace/request-documents.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import { typesOf } from './asked-request.js';
import { encodeProblems } from './encode-diagnostic.js';
import { readEveryEnvironmentFile } from './request-environment.js';

/** Everything wrong with a request file. `syntaxOnly` while the .proto files are still being read. */
export async function requestDiagnostics(
  fs: FileSystem,
  workspace: WorkspaceSnapshot,
  document: RequestDocument,
  syntaxOnly = false,
): Promise<Diagnostic[]> {
  const problems = syntaxOnly
    ? parseRequestFile(document.bytes).problems
    : await requestProblems(fs, workspace, document);
  return encodeProblems(problems, document, workspace);
}

export async function requestProblems(
  fs: FileSystem,
  workspace: WorkspaceSnapshot,
  document: RequestDocument,
): Promise<readonly Problem[]> {
  const { values } = await knownVariablesOf(fs, workspace, document);
  return checkRequestFile(parseRequestFile(document.bytes), typesOf(workspace), {
    knownVariables: new Set(values.keys()),
  });
}

/** The variables that environment files give in any environment. */
export async function knownVariablesOf(
  fs: FileSystem,
  workspace: WorkspaceSnapshot,
  { path }: RequestDocument,
): Promise<Environment> {
  return everyVariable(await readEveryEnvironmentFile(fs, path, workspace.folders));
}
