// What a team of shards and its worker threads tell each other. What is long lies in flat arrays.
import type { FileError } from '../file-system.js';
import type { Path } from '../location.js';
import type { FileFindings } from '../shard.js';
import type { TeamFile } from '../shard-team.js';

/** Given to a worker when it starts. */
export interface ShardWorkerData {
  readonly bundled: ReadonlyMap<Path, Uint8Array>;
  /** Whether replies say what the digests of texts are. */
  readonly withDigests: boolean;
}

export type ShardRequest =
  | { readonly kind: 'read'; readonly files: readonly TeamFile[] }
  /** Notes what the files declare that it was told to read. */
  | { readonly kind: 'declare' }
  /** Files of others that are imported, to be read too, and the imports of all. */
  | { readonly kind: 'place'; readonly foreign: readonly TeamFile[]; readonly placed: PlacedFiles }
  | CheckRequest;

/** Many `PlacedFile`s; the imports of file i end at importEnds[i]. */
export interface PlacedFiles {
  readonly ids: Int32Array;
  readonly names: readonly string[];
  readonly importEnds: Int32Array;
  readonly imports: Int32Array;
}

/** Checks files of the shard. */
export interface CheckRequest {
  readonly kind: 'check';
  readonly ids: Int32Array;
  readonly texts: readonly number[];
  readonly descriptorFile: number | undefined;
  /** Every file of the workspace was placed. */
  readonly hasAll: boolean;
}

/** What a batch of files imports. */
export interface ReadReply {
  readonly kind: 'read';
  /** Import strings that the worker had not named before; it counts them from 0. */
  readonly strings: readonly string[];
  /** Imports of file i end at ends[i]; node and string number of each. */
  readonly ends: Int32Array;
  readonly nodes: Int32Array;
  readonly paths: Int32Array;
  /** Of each file's text, '' for one that failed; empty when there are none to be told. */
  readonly digests: readonly string[];
  readonly failures: readonly {
    readonly file: number;
    readonly reason: FileError['reason'];
    readonly message: string;
  }[];
}

export type ShardReply =
  | ReadReply
  | { readonly kind: 'checked'; readonly count: number }
  | {
      readonly kind: 'result';
      readonly findings: readonly FileFindings[];
      readonly texts: ReadonlyMap<number, Uint8Array>;
      /** See CheckResult. */
      readonly searched: readonly number[];
    };
