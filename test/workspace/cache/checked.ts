// Checks a folder with and without what was kept, and says how much work that was.
import { wellKnownTypes } from '../../../protos/gen/well-known-types.js';
import { encodeBareProblems, encodeProblems } from '../../../server/rpc/encode-diagnostic.js';
import { bundledPaths } from '../../../server/workspace/bundled-files.js';
import type { CacheDisk, CachePorts, CacheStore } from '../../../server/workspace/cache/cache-ports.js';
import { CachedCheck } from '../../../server/workspace/cache/cached-check.js';
import { type CheckedWorkspace, checkOnce } from '../../../server/workspace/check-once.js';
import type { WorkspaceSettings } from '../../../server/workspace/configuration.js';
import { cacheDisk } from '../../../server/workspace/node/cache-disk.js';
import { digest } from '../../../server/workspace/node/digest.js';
import { fromNative, disk as realDisk } from '../../../server/workspace/node/disk.js';
import { createWorkerTeam } from '../../../server/workspace/node/worker-team.js';
import { createLocalTeam, type ShardTeam } from '../../../server/workspace/shard-team.js';

const bundled = bundledPaths(new Map(wellKnownTypes));
const workerFile = new URL('../../../server/workspace/node/parse-worker.js', import.meta.url);

export function settingsOf(folder: string): WorkspaceSettings {
  return {
    folders: [{ path: fromNative(folder), excludeGlobs: [], importPaths: [], ignoreGitignore: false }],
    files: [],
    importPaths: [],
  };
}

/** A store in memory. */
export class MemoryStore implements CacheStore {
  readonly records = new Map<string, Uint8Array>();

  read(name: string): Uint8Array | undefined {
    return this.records.get(name);
  }

  write(name: string, record: Uint8Array): void {
    this.records.set(name, record);
  }
}

/** The disk of this machine, with what was read of it. */
export class CountingDisk implements CacheDisk {
  readonly reads: string[] = [];
  readonly list = cacheDisk.list;
  stamp: CacheDisk['stamp'] = cacheDisk.stamp;

  read(path: string): Uint8Array {
    this.reads.push(path);
    return cacheDisk.read(path);
  }
}

export function portsOf(store: CacheStore, changes: Partial<CachePorts> = {}): CachePorts {
  return { fs: realDisk, disk: cacheDisk, store, build: 'test', digest, nowMs: Date.now, ...changes };
}

export interface CachedResult {
  /** Everything that a client would be told, in JSON. */
  readonly reports: string;
  /** Whether the whole answer was known. */
  readonly recalled: boolean;
  /** Names of the files that were checked, sorted. */
  readonly checked: readonly string[];
}

export interface TeamChoice {
  /** Threads instead of a team in this one. */
  readonly threads?: boolean;
}

export async function checkCached(
  folder: string,
  ports: CachePorts,
  { threads = false }: TeamChoice = {},
): Promise<CachedResult> {
  const settings = settingsOf(folder);
  const cached = new CachedCheck<string>(ports, { settings, bundled });
  const known = await cached.recall();
  if (known) return { reports: JSON.stringify(known), recalled: true, checked: [] };
  const names: string[] = [];
  const team = (): ShardTeam => {
    const inner = threads
      ? createWorkerTeam({ workerFile, workers: 2, bundled, withDigests: true })
      : createLocalTeam(ports.fs, bundled, digest);
    return {
      ...inner,
      check(job, signal) {
        names.push(...job.wanted.flatMap((id) => job.files[id]?.name ?? []));
        return inner.check(job, signal);
      },
    };
  };
  const checked = await checkOnce({ fs: cached.files, bundled, team: () => cached.team(team) }, settings);
  const answer = answerOf(checked);
  cached.remember(answer);
  return { reports: JSON.stringify(answer), recalled: false, checked: names.sort() };
}

/** What a check says that knows nothing. */
export async function checkPlainly(folder: string): Promise<string> {
  const team = () => createLocalTeam(realDisk, bundled);
  return JSON.stringify(answerOf(await checkOnce({ fs: realDisk, bundled, team }, settingsOf(folder))));
}

function answerOf(checked: CheckedWorkspace) {
  const { files } = checked;
  const places = { files, uriOf: (id: number) => files[id]?.uri ?? '' };
  const reports = [
    ...checked.otherProblems.map(({ path, bytes, problems }) => [path, encodeBareProblems(problems, bytes)]),
    ...checked.findings.map(({ file, problems }) => [file.uri, encodeProblems(problems, file, places)]),
  ];
  return {
    fileCount: checked.listed.length,
    hasRequests: checked.hasRequests,
    reports: reports.map((report) => JSON.stringify(report)),
  };
}
