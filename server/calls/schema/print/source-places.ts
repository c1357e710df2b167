// What a file's source info tells of its declarations, by the path of each: comments, and which came first.
import type { FileDescriptorProto, SourceCodeInfo_Location } from '@bufbuild/protobuf/wkt';

/** As SourceCodeInfo.Location.path: field numbers and indexes of descriptor.proto. */
export type DescriptorPath = readonly number[];

/** Lines without the comment sign, each with the space that follows it. */
export interface Comment {
  /** Comments above, each followed by an empty line. */
  readonly detached: readonly (readonly string[])[];
  readonly leading: readonly string[];
  readonly trailing: readonly string[];
}

/** A stretch of the source; lines and columns count from 0. */
export interface Place {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface SourcePlace {
  readonly place: Place;
  readonly comment: Comment | undefined;
}

export interface SourcePlaces {
  get(path: DescriptorPath): SourcePlace | undefined;
  /** All places with a path: statements that add to one list, such as `reserved`, share theirs. */
  all(path: DescriptorPath): readonly SourcePlace[];
}

const known = new WeakMap<FileDescriptorProto, SourcePlaces>();

export function sourcePlaces(file: FileDescriptorProto): SourcePlaces {
  const cached = known.get(file);
  if (cached) return cached;
  const byPath = new Map<string, SourcePlace[]>();
  for (const location of file.sourceCodeInfo?.location ?? []) {
    const place = placeOf(location.span);
    if (!place) continue;
    const key = location.path.join();
    const same = byPath.get(key);
    const found = { place, comment: commentOf(location) };
    if (same) same.push(found);
    else byPath.set(key, [found]);
  }
  const places: SourcePlaces = {
    get: (path) => byPath.get(path.join())?.[0],
    all: (path) => byPath.get(path.join()) ?? [],
  };
  known.set(file, places);
  return places;
}

/** Below zero if `a` begins before `b`. */
export function comparePlaces(a: Place, b: Place): number {
  return a.startLine - b.startLine || a.startColumn - b.startColumn;
}

export function contains(outer: Place, inner: Place): boolean {
  const endsWithin = outer.endLine - inner.endLine || outer.endColumn - inner.endColumn;
  return comparePlaces(outer, inner) <= 0 && endsWithin >= 0;
}

/** Three numbers when the end is on the line of the start. */
function placeOf(span: readonly number[]): Place | undefined {
  const [startLine, startColumn, third, fourth] = span;
  if (startLine === undefined || startColumn === undefined || third === undefined) return undefined;
  return fourth === undefined
    ? { startLine, startColumn, endLine: startLine, endColumn: third }
    : { startLine, startColumn, endLine: third, endColumn: fourth };
}

function commentOf(location: SourceCodeInfo_Location): Comment | undefined {
  const { leadingComments, trailingComments, leadingDetachedComments } = location;
  if (leadingComments === '' && trailingComments === '' && leadingDetachedComments.length === 0) return undefined;
  return {
    detached: leadingDetachedComments.map(linesOf),
    leading: linesOf(leadingComments),
    trailing: linesOf(trailingComments),
  };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
