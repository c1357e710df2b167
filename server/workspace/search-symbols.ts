// Finds declared symbols of the workspace by fuzzy name.

import { tokensOf } from '../syntax/tokenize.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import { LineIndex } from '../text/line-index.js';
import type { Range } from '../text/span.js';
import { isSymbol } from './file-table.js';
import { fuzzyQuery, fuzzyScore } from './fuzzy-match.js';
import { Slices } from './slices.js';
import type { WorkspaceFile, WorkspaceSnapshot } from './snapshot.js';

export interface FoundSymbol {
  readonly name: string;
  /** Full name of what holds it; empty at file level without a package. */
  readonly container: string;
  readonly kind: Kind;
  /** Whether it is an extension field. */
  readonly isExtension: boolean;
  readonly uri: string;
  /** The place of its name. */
  readonly range: Range;
}

export const defaultLimit = 10_000;
/** The first batch is small, so that it comes soon. */
const batchSizes = [50, 500];
const maxScore = 4095;

interface Candidate {
  readonly file: WorkspaceFile;
  readonly node: number;
  readonly score: number;
  readonly name: string;
  readonly container: string;
}

/**
 * Symbols that fit `query`, best first, in batches; at most `limit` of them. What stands before the last dot of the
 * query is matched against the full name of what holds the symbol. Yields to other work every few milliseconds; throws the
 * signal's reason on abort.
 */
export async function* searchSymbols(
  snapshot: WorkspaceSnapshot,
  query: string,
  limit: number,
  signal?: AbortSignal,
): AsyncIterable<FoundSymbol[]> {
  signal?.throwIfAborted();
  const slices = new Slices(signal);
  const matches = await matchNames(snapshot, query, limit, slices);
  const found = await rank(snapshot, matches, limit, slices);
  for (let from = 0, batch = 0; from < found.length; batch++) {
    const size = batchSizes[Math.min(batch, batchSizes.length - 1)];
    yield await locate(found.slice(from, from + size), slices);
    from += size;
  }
}

interface Matches {
  readonly files: readonly WorkspaceFile[];
  /** Per match: index into files, node, score. */
  readonly triples: Int32Array;
  readonly count: number;
}

/** Every symbol whose name fits, with its score. Names are matched once, however often they are declared. */
async function matchNames(snapshot: WorkspaceSnapshot, query: string, limit: number, slices: Slices): Promise<Matches> {
  const { names } = snapshot;
  const dot = query.lastIndexOf('.');
  const wanted = fuzzyQuery(query.slice(dot + 1));
  const holder = dot < 0 ? undefined : fuzzyQuery(query.slice(0, dot));
  const everything = wanted.lower.length === 0 && !holder?.lower.length;
  /** By Names id: score + 1, or 0 for a name that was not looked at yet. */
  const scores = new Uint16Array(names.size);
  const files = snapshot.listed();
  let triples = new Int32Array(3 << 10);
  let count = 0;
  for (let index = 0; index < files.length && !(everything && count >= limit); index++) {
    const { nodes } = files[index].source.parsed;
    let holderScores: Map<string, number> | undefined;
    for (let node = Node.size as number; node < nodes[Node.end]; node += Node.size) {
      if (!isSymbol(nodes[node] & Flag.kind)) continue;
      const id = nodes[node + Node.name];
      if (id === 0) continue;
      let score = (scores[id] ||= Math.min(fuzzyScore(wanted, names.bytes(id)), maxScore) + 1) - 1;
      if (score === 0) continue;
      if (holder) {
        holderScores ??= new Map();
        const container = containerOf(snapshot, files[index], node);
        let held = holderScores.get(container);
        if (held === undefined) holderScores.set(container, (held = fuzzyScore(holder, encoder.encode(container))));
        if (held === 0) continue;
        score = Math.min(score + held, maxScore);
      }
      if (3 * count === triples.length) {
        const grown = new Int32Array(triples.length * 2);
        grown.set(triples);
        triples = grown;
      }
      triples.set([index, node, score + weightOf(nodes[node] & Flag.kind)], 3 * count++);
    }
    if (slices.dueNow()) await slices.pause();
  }
  return { files, triples, count };
}

const encoder = new TextEncoder();

/** What is looked for most comes first among equals. */
function weightOf(kind: Kind): number {
  switch (kind) {
    case Kind.message:
    case Kind.enum:
    case Kind.service:
      return 2;
    case Kind.method:
      return 1;
    default:
      return 0;
  }
}

/** The best `limit` matches in order. */
async function rank(
  snapshot: WorkspaceSnapshot,
  { files, triples, count }: Matches,
  limit: number,
  slices: Slices,
): Promise<Candidate[]> {
  const withScore = new Int32Array(maxScore + 3);
  for (let i = 0; i < count; i++) withScore[triples[3 * i + 2]]++;
  let least = withScore.length - 1;
  for (let sum = withScore[least]; least > 0 && sum < limit; ) sum += withScore[--least];
  const found: Candidate[] = [];
  let ofLeast = limit;
  for (let score = least + 1; score < withScore.length; score++) ofLeast -= withScore[score];
  for (let i = 0; i < count; i++) {
    const score = triples[3 * i + 2];
    // Of the last score that has room, those that come first in the workspace are taken.
    if (score < least || (score === least && --ofLeast < 0)) continue;
    const file = files[triples[3 * i]];
    const node = triples[3 * i + 1];
    const name = snapshot.names.text(file.source.parsed.nodes[node + Node.name]);
    found.push({ file, node, score, name, container: containerOf(snapshot, file, node) });
    if (slices.due()) await slices.pause();
  }
  return found.sort(
    (a, b) =>
      b.score - a.score ||
      a.name.length - b.name.length ||
      order(a.name, b.name) ||
      order(a.container, b.container) ||
      order(a.file.path, b.file.path) ||
      a.node - b.node,
  );
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Adds the places, reading each file of the batch once. */
async function locate(batch: readonly Candidate[], slices: Slices): Promise<FoundSymbol[]> {
  const located: FoundSymbol[] = [];
  const places = new Map<WorkspaceFile, (node: number) => Range>();
  for (const { file, node, name, container } of batch) {
    let rangeOf = places.get(file);
    if (!rangeOf) places.set(file, (rangeOf = namePlaces(file)));
    const head = file.source.parsed.nodes[node];
    const kind: Kind = head & Flag.kind;
    const isExtension = (kind === Kind.field || kind === Kind.group) && (head & Flag.extension) !== 0;
    located.push({ name, container, kind, isExtension, uri: file.uri, range: rangeOf(node) });
    if (slices.dueNow()) await slices.pause();
  }
  return located;
}

function namePlaces({ source: { parsed } }: WorkspaceFile): (node: number) => Range {
  const tokens = tokensOf(parsed.bytes);
  const lines = new LineIndex(parsed.bytes);
  return (node) => {
    const token = parsed.nodes[node + Node.aux];
    return lines.range(tokens.span(token, token));
  };
}

/** The full name of what holds a symbol. */
function containerOf({ names }: WorkspaceSnapshot, { source: { parsed } }: WorkspaceFile, node: number): string {
  const { nodes } = parsed;
  const parts: string[] = [];
  for (let at = nodes[node + Node.parent]; at > 0; at = nodes[at + Node.parent]) {
    switch (nodes[at] & Flag.kind) {
      case Kind.groupMessage:
      case Kind.message:
      case Kind.service:
        parts.push(names.text(nodes[at + Node.name]));
        break;
      case Kind.enum:
        // The values of an enum belong to the scope around it.
        if ((nodes[node] & Flag.kind) !== Kind.enumValue) parts.push(names.text(nodes[at + Node.name]));
        break;
      default:
    }
  }
  for (let at = Node.size as number; at < nodes[Node.end]; at = nodes[at + Node.end]) {
    if ((nodes[at] & Flag.kind) !== Kind.package) continue;
    parts.push(names.text(nodes[at + Node.name]));
    break;
  }
  return parts.reverse().join('.');
}
