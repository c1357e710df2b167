// WorkspaceService.CheckOnce: everything wrong with folders, without opening them.
import type { BuildRequest, BuildResponse } from '../../protos/gen/protopipe/v1/build.js';
import type { CheckOnceRequest, CheckOnceResponse, FileDiagnostics } from '../../protos/gen/protopipe/v1/workspace.js';
import type { CachePorts } from '../workspace/cache/cache-ports.js';
import { CachedCheck } from '../workspace/cache/cached-check.js';
import type { Answer } from '../workspace/cache/check-record.js';
import { type CheckedWorkspace, checkOnce } from '../workspace/check-once.js';
import type { WorkspaceSettings } from '../workspace/configuration.js';
import { uriOfPath } from '../workspace/location.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { OpenOptions } from '../workspace/workspace.js';
import { CheckReport } from './check-report.js';
import { requestsAt } from './check-workspace.js';
import { encodeBareProblems } from './encode-diagnostic.js';
import { phases, settingsOf } from './open-workspace.js';
import { requestDiagnostics } from './request-problems.js';
import type { Send } from './stream-handlers.js';
import { everyMs } from './throttle.js';
import { type TeamFor, type TeamPorts, withThreads } from './with-threads.js';

export interface CheckOnceServicePorts extends TeamPorts {
  /** What is kept in a folder between checks. */
  readonly cacheIn: (folder: string) => CachePorts;
  /** Opens a workspace for this one check. */
  readonly openWorkspace: (settings: WorkspaceSettings, signal: AbortSignal) => Promise<WorkspaceSnapshot>;
}

export interface FolderCheck {
  check(request: CheckOnceRequest, send: Send<CheckOnceResponse>, signal: AbortSignal): Promise<void>;
  /** A check that encodes what it has linked. */
  build(request: BuildRequest, send: Send<BuildResponse>, signal: AbortSignal): Promise<void>;
}

export async function checkFolders(
  ports: CheckOnceServicePorts,
  request: CheckOnceRequest,
  send: Send<CheckOnceResponse>,
  signal: AbortSignal,
): Promise<void> {
  const report = new CheckReport(send);
  const settings = settingsOf(request.workspace);
  const cached = request.cacheFolder
    ? new CachedCheck<FileDiagnostics>(ports.cacheIn(request.cacheFolder), { ...ports, settings })
    : undefined;
  let answer = await cached?.recall(signal);
  if (!answer) {
    answer = await checkNow(ports, settings, cached, report, signal);
    cached?.remember(answer);
  }
  for (const { uri, diagnostics } of answer.reports) {
    signal.throwIfAborted();
    await report.file(uri, diagnostics);
  }
  const requests = answer.hasRequests ? await checkRequests(ports, settings, report, signal) : 0;
  await report.finish(answer.fileCount + requests);
}

async function checkNow(
  ports: CheckOnceServicePorts,
  settings: WorkspaceSettings,
  cached: CachedCheck<FileDiagnostics> | undefined,
  report: CheckReport,
  signal: AbortSignal,
): Promise<Answer<FileDiagnostics>> {
  const due = everyMs(100);
  let sending = Promise.resolve();
  let lastPhase = '';
  const checked = await checkWithTeam(ports, settings, cached, {
    signal,
    onProgress: ({ phase, done, total }) => {
      if (!due(phase !== lastPhase)) return;
      lastPhase = phase;
      const value = { phase: phases[phase], filesDone: done, filesTotal: total };
      sending = sending.then(() => report.progress(value)).catch(() => {});
    },
  });
  await sending;
  const others = checked.otherProblems.map(({ path, bytes, problems }): FileDiagnostics => {
    return { uri: uriOfPath(path), diagnostics: encodeBareProblems(problems, bytes) };
  });
  const own = checked.findings.map(({ file, problems }): FileDiagnostics => {
    return { uri: file.uri, diagnostics: encodeBareProblems(problems, file.source.parsed.bytes) };
  });
  return { fileCount: checked.listed.length, hasRequests: checked.hasRequests, reports: [...others, ...own] };
}

/** Request files are held against the whole model. Returns how many there are. */
async function checkRequests(
  { fs, openWorkspace }: CheckOnceServicePorts,
  settings: WorkspaceSettings,
  report: CheckReport,
  signal: AbortSignal,
): Promise<number> {
  const snapshot = await openWorkspace(settings, signal);
  const requests = requestsAt(snapshot, []);
  for (const each of requests) await report.file(each.uri, await requestDiagnostics(fs, snapshot, each));
  return requests.length;
}

/** When the threads break down, what was to be kept is not. */
function checkWithTeam(
  ports: CheckOnceServicePorts,
  settings: WorkspaceSettings,
  cached: CachedCheck<FileDiagnostics> | undefined,
  options: OpenOptions,
): Promise<CheckedWorkspace> {
  const { fs, bundled, bufCacheFolder } = ports;
  const check = (team: TeamFor) => checkOnce({ fs, bundled, bufCacheFolder, team }, settings, options);
  if (!cached) return withThreads(ports, { wanted: {}, signal: options.signal }, check);
  return withThreads(
    ports,
    { wanted: { withDigests: true }, digest: cached.digest, signal: options.signal },
    (team) => {
      const observed = { fs: cached.files, bundled, bufCacheFolder, team: () => cached.team(team) };
      return checkOnce(observed, settings, options);
    },
    (team) => {
      cached.forget();
      return check(team);
    },
  );
}
