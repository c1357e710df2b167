// What threads that parse and those who ask them tell each other. Everything bulky lies in buffers that change hands.
import type { Problem } from '../../diagnostics/problem.js';
import type { ExportedNames } from '../../syntax/translate-names.js';
import type { FileError } from '../file-system.js';
import type { Path } from '../location.js';
import type { Packed } from './packed-arrays.js';

/** Work for a worker. */
export interface ParseRequest {
  /** Of all files of one load: the index of the first. */
  readonly first: number;
  readonly paths: readonly Path[];
  /** Whether the texts are wanted beside the trees. */
  readonly withTexts: boolean;
  /** Whether outlines are wanted; see OutlineBuilder. */
  readonly withOutlines: boolean;
  /** Whether the digests of the texts are wanted. */
  readonly withDigests: boolean;
  /** Whether drafts of source info are wanted; see SourceInfoDraft. */
  readonly withSourceInfo: boolean;
}

/** What became of the files of one request, in its order. */
export interface ParseReply {
  readonly first: number;
  /** `all` is empty if they are not wanted. */
  readonly texts: Packed<Uint8Array<ArrayBuffer>>;
  /** See digest.ts; '' for a file that failed. Empty if they are not wanted. */
  readonly digests: readonly string[];
  /** Four numbers a file: the members of FileStamp in their order. */
  readonly stamps: Float64Array<ArrayBuffer>;
  /** When the first stamp was taken, in milliseconds since 1970. */
  readonly seenMs: number;
  /** Syntax trees, with the worker's Names ids. */
  readonly nodes: Packed<Int32Array<ArrayBuffer>>;
  /** With the worker's Names ids. Empty if they are not wanted. */
  readonly outlines: Packed<Int32Array<ArrayBuffer>>;
  /** The two halves of SourceInfoDraft. Empty if they are not wanted, and for files with problems. */
  readonly sourceInfo: Packed<Uint8Array<ArrayBuffer>>;
  readonly sourceInfoBlanks: Packed<Int32Array<ArrayBuffer>>;
  /** Of files that have any. */
  readonly problems: readonly { readonly file: number; readonly problems: readonly Problem[] }[];
  readonly failures: readonly {
    readonly file: number;
    readonly reason: FileError['reason'];
    readonly message: string;
  }[];
  /** What the worker's Names got since its last reply. */
  readonly names: ExportedNames;
}
