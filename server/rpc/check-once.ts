// WorkspaceService.CheckOnce: everything wrong with folders, without opening them.
import type { CheckOnceRequest, CheckOnceResponse } from '../../protos/gen/protopipe/v1/workspace.js';
import { type CheckedWorkspace, type CheckOncePorts, checkOnce } from '../workspace/check-once.js';
import type { WorkspaceSettings } from '../workspace/configuration.js';
import { bulkFrom } from '../workspace/file-loader.js';
import { uriOfPath } from '../workspace/location.js';
import { createLocalTeam, type ShardTeam } from '../workspace/shard-team.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { OpenOptions } from '../workspace/workspace.js';
import type { BackendLog } from './backend-log.js';
import { CheckReport } from './check-report.js';
import { requestsAt } from './check-workspace.js';
import { encodeOtherProblems, encodeProblems } from './encode-diagnostic.js';
import { phases, settingsOf } from './open-workspace.js';
import { requestDiagnostics } from './request-problems.js';
import type { Send } from './stream-handlers.js';
import { everyMs } from './throttle.js';

export interface CheckOnceServicePorts extends Omit<CheckOncePorts, 'team'> {
  /** Threads that share the work; they cost time to start. */
  readonly workerTeam: () => ShardTeam;
  /** Opens a workspace for this one check. */
  readonly openWorkspace: (settings: WorkspaceSettings, signal: AbortSignal) => Promise<WorkspaceSnapshot>;
  readonly log: BackendLog;
}

export async function checkFolders(
  ports: CheckOnceServicePorts,
  request: CheckOnceRequest,
  send: Send<CheckOnceResponse>,
  signal: AbortSignal,
): Promise<void> {
  const report = new CheckReport(send);
  const due = everyMs(100);
  let sending = Promise.resolve();
  let lastPhase = '';
  const checked = await checkWithTeam(ports, request, {
    signal,
    onProgress: ({ phase, done, total }) => {
      if (!due(phase !== lastPhase)) return;
      lastPhase = phase;
      const value = { phase: phases[phase], filesDone: done, filesTotal: total };
      sending = sending.then(() => report.progress(value)).catch(() => {});
    },
  });
  await sending;
  for (const { path, bytes, problems } of checked.otherProblems) {
    await report.file(uriOfPath(path), encodeOtherProblems(problems, bytes));
  }
  for (const { file, problems } of checked.findings) {
    signal.throwIfAborted();
    await report.file(file.uri, encodeProblems(problems, file, checked));
  }
  const requests = checked.hasRequests ? await checkRequests(ports, request, report, signal) : 0;
  await report.finish(checked.fileCount + requests);
}

/** Request files are held against the whole model. Returns how many there are. */
async function checkRequests(
  { fs, openWorkspace }: CheckOnceServicePorts,
  { workspace }: CheckOnceRequest,
  report: CheckReport,
  signal: AbortSignal,
): Promise<number> {
  const snapshot = await openWorkspace(settingsOf(workspace), signal);
  const requests = requestsAt(snapshot, []);
  for (const each of requests) await report.file(each.uri, await requestDiagnostics(fs, snapshot, each));
  return requests.length;
}

/** With threads if that pays; when they break down, once more without. */
async function checkWithTeam(
  { fs, bundled, bufCacheFolder, workerTeam, log }: CheckOnceServicePorts,
  { workspace }: CheckOnceRequest,
  options: OpenOptions,
): Promise<CheckedWorkspace> {
  const settings = settingsOf(workspace);
  const localTeam = () => createLocalTeam(fs, bundled);
  const team = (fileCount: number) => (fileCount < bulkFrom ? localTeam() : workerTeam());
  try {
    return await checkOnce({ fs, bundled, bufCacheFolder, team }, settings, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    log.warning(`Worker threads failed; checking again without them. ${error}`);
    return checkOnce({ fs, bundled, bufCacheFolder, team: localTeam }, settings, options);
  }
}
