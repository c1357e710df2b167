// Work on many files that threads share, with and without those threads.

import type { CheckOncePorts } from '../workspace/check-once.js';
import { bulkFrom } from '../workspace/file-loader.js';
import { createLocalTeam, type ShardTeam } from '../workspace/shard-team.js';
import type { BackendLog } from './backend-log.js';

/** What is wanted of the files beside what a check needs. */
export interface WantedOfFiles {
  readonly withDigests?: boolean;
  readonly withSourceInfo?: boolean;
}

export interface TeamPorts extends Omit<CheckOncePorts, 'team'> {
  /** Threads that share the work; they cost time to start. */
  readonly workerTeam: (wanted: WantedOfFiles) => ShardTeam;
  readonly log: BackendLog;
}

/** A team for so many files, which has threads if that pays. */
export type TeamFor = (fileCount: number) => ShardTeam;

/**
 * Calls `work` with teams that have threads if that pays. When something breaks down, `again` with teams of this thread
 * alone. Rejects on abort.
 */
export async function withThreads<T>(
  { fs, bundled, workerTeam, log }: TeamPorts,
  { wanted, digest, signal }: { wanted: WantedOfFiles; digest?: (bytes: Uint8Array) => string; signal?: AbortSignal },
  work: (team: TeamFor) => Promise<T>,
  again: (team: TeamFor) => Promise<T> = work,
): Promise<T> {
  const localTeam = () => createLocalTeam(fs, bundled, digest);
  try {
    return await work((fileCount) => (fileCount < bulkFrom ? localTeam() : workerTeam(wanted)));
  } catch (error) {
    signal?.throwIfAborted();
    log.warning(`Once more, in one thread. ${error}`);
    return again(localTeam);
  }
}
