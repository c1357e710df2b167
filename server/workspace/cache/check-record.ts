// What is kept of one check between runs, and its form on disk: a line that says what follows, then two texts in JSON.
// The second is only read when the first does not hold any more.
import type { Problem } from '../../diagnostics/problem.js';
import type { Path } from '../location.js';
import type { CachePorts } from './cache-ports.js';
import type { FileVersion } from './file-versions.js';
import type { Observations } from './observed-files.js';

/** Grows with every change of what is written below. */
const formatVersion = 1;

/** What the caller made of a check; has to survive JSON. */
export interface Answer<Report> {
  readonly fileCount: number;
  readonly hasRequests: boolean;
  readonly reports: readonly Report[];
}

/** A whole check, and what it was true of. */
export interface KnownAnswer<Report> {
  readonly observations: Observations;
  readonly answer: Answer<Report>;
}

/** What was found out about single files, column by column. Files are named by their indexes here. */
export interface KnownLinks {
  readonly paths: readonly Path[];
  readonly versions: readonly FileVersion[];
  /** How files are imported; '' for those that were not placed. */
  readonly names: readonly string[];
  /** The imports of file i end at importEnds[i] of the next three. */
  readonly importEnds: readonly number[];
  /** Addresses of the Import nodes. */
  readonly importNodes: readonly number[];
  /** Indexes of the import strings. */
  readonly importPaths: readonly number[];
  /** What they led to, or -1. */
  readonly resolved: readonly number[];
  readonly strings: readonly string[];
  /** See Schema.snapshot; -1 for the one that comes with the product. */
  readonly descriptorFile: number;
  /** 1 for each file whose findings are known and depend on nothing but what it imports. */
  readonly isLinked: readonly (0 | 1)[];
  /** Of linked files that have any; places in other files have their indexes. */
  readonly findings: readonly (readonly [number, readonly Problem[]])[];
}

export const noLinks: KnownLinks = {
  paths: [],
  versions: [],
  names: [],
  importEnds: [],
  importNodes: [],
  importPaths: [],
  resolved: [],
  strings: [],
  descriptorFile: -1,
  isLinked: [],
  findings: [],
};

export interface CheckRecord<Report> {
  readonly known: KnownAnswer<Report>;
  /** Reads the other half; undefined when it is damaged. */
  links(): KnownLinks | undefined;
}

type Framing = Pick<CachePorts, 'build' | 'digest'>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const lineEnd = 0x0a;
const maxHeaderBytes = 1024;

export function encodeRecord<Report>(
  known: KnownAnswer<Report>,
  links: KnownLinks,
  { build, digest }: Framing,
): Uint8Array {
  const parts = [known, links].map((part) => encoder.encode(JSON.stringify(part)));
  const sizes = parts.flatMap((part) => [part.length, digest(part)]);
  const header = encoder.encode(`${['protopipe-check', formatVersion, build, ...sizes].join(' ')}\n`);
  const record = new Uint8Array(header.length + parts[0].length + parts[1].length);
  record.set(header);
  record.set(parts[0], header.length);
  record.set(parts[1], header.length + parts[0].length);
  return record;
}

/** undefined when the record is damaged, or was written by another build. */
export function decodeRecord<Report>(record: Uint8Array, { build, digest }: Framing): CheckRecord<Report> | undefined {
  const headerEnd = record.subarray(0, maxHeaderBytes).indexOf(lineEnd) + 1;
  const fields = decoder.decode(record.subarray(0, Math.max(0, headerEnd - 1))).split(' ');
  if (fields.length !== 7 || fields.slice(0, 3).join(' ') !== `protopipe-check ${formatVersion} ${build}`) {
    return undefined;
  }
  const lengths = [Number(fields[3]), Number(fields[5])];
  if (record.length !== headerEnd + lengths[0] + lengths[1]) return undefined;
  const first = record.subarray(headerEnd, headerEnd + lengths[0]);
  const second = record.subarray(headerEnd + lengths[0]);
  if (digest(first) !== fields[4]) return undefined;
  return {
    known: JSON.parse(decoder.decode(first)) as KnownAnswer<Report>,
    links: () => (digest(second) === fields[6] ? (JSON.parse(decoder.decode(second)) as KnownLinks) : undefined),
  };
}
