// WorkspaceService.Check: everything wrong with files, one file after the other.
import { status as grpcStatus } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { type CheckRequest, type CheckResponse, Phase } from '../../protos/gen/protopipe/v1/workspace.js';
import type { FileSystem } from '../workspace/file-system.js';
import { type Path, pathOfUri, relativeTo, uriOfPath } from '../workspace/location.js';
import type { RequestDocument } from '../workspace/request-documents.js';
import { Slices } from '../workspace/slices.js';
import type { WorkspaceFile, WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import type { BackendStatus } from './backend-status.js';
import { CheckReport } from './check-report.js';
import { encodeBareProblems, encodeProblems } from './encode-diagnostic.js';
import { requestDiagnostics } from './request-problems.js';
import type { Send } from './stream-handlers.js';
import { everyMs } from './throttle.js';

export async function checkWorkspace(
  workspace: Workspace,
  fs: FileSystem,
  status: BackendStatus,
  request: CheckRequest,
  send: Send<CheckResponse>,
  signal: AbortSignal,
): Promise<void> {
  const report = new CheckReport(send);
  if (!workspace.isOpen && !workspace.isOpening) {
    throw new RpcError(grpcStatus.FAILED_PRECONDITION, 'No workspace is open.');
  }
  workspace.lookAgain(request.uris.length === 0);
  const snapshot = await workspace.settled(signal);
  const asked = request.uris.map(pathOfUri);
  const files = filesAt(snapshot, asked);
  const requests = requestsAt(snapshot, asked);
  const slices = new Slices(signal);
  const due = everyMs(100);
  try {
    for (const { path, bytes, problems } of snapshot.otherProblems) {
      if (asked.length > 0 && !asked.some((folder) => relativeTo(folder, path) !== undefined)) continue;
      await report.file(uriOfPath(path), encodeBareProblems(problems, bytes));
    }
    for (let done = 0; done < files.length; done++) {
      const file = files[done];
      const problems = snapshot.problems(file);
      if (problems.length > 0) await report.file(file.uri, encodeProblems(problems, file, snapshot));
      if (!slices.dueNow()) continue;
      await slices.pause();
      if (!due()) continue;
      status.progress(done + 1, files.length);
      await report.progress({ phase: Phase.LINKING, filesDone: done + 1, filesTotal: files.length });
    }
    for (const request of requests) {
      await report.file(request.uri, await requestDiagnostics(fs, snapshot, request));
      if (slices.dueNow()) await slices.pause();
    }
  } finally {
    status.progress(0, 0);
  }
  await report.finish(files.length + requests.length);
}

/** The request files to report on, in the order of their paths. */
export function requestsAt({ requests }: WorkspaceSnapshot, asked: readonly Path[]): RequestDocument[] {
  return [...requests.values()]
    .filter(({ path, listed }) =>
      asked.length === 0 ? listed : asked.some((each) => relativeTo(each, path) !== undefined),
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The .proto files to report on, in the order of their paths. */
export function filesAt(snapshot: WorkspaceSnapshot, asked: readonly Path[]): readonly WorkspaceFile[] {
  const listed = snapshot.listed();
  if (asked.length === 0) return listed;
  const found = new Set<WorkspaceFile>();
  for (const path of asked) {
    const file = snapshot.fileAt(path);
    if (file) found.add(file);
    else for (const each of listed) if (relativeTo(path, each.path) !== undefined) found.add(each);
  }
  return [...found].sort((a, b) => (a.path < b.path ? -1 : 1));
}
