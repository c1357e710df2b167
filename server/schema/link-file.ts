// Links one file: resolves what it names and runs every check of the language on it.
import type { Problem } from '../diagnostics/problem.js';
import { checks } from './checks.js';
import { LinkContext } from './link-context.js';
import type { SchemaSnapshot } from './schema.js';
import type { SourceFile } from './source-file.js';

/** Immutable. */
export interface LinkedFile {
  readonly file: SourceFile;
  /** Equal as long as no file of the closure looks different from outside. */
  readonly closureHash: number;
  /** For TypeRef n: the file and the path of what it names, at 2n and 2n + 1; file -1 when it is not found. */
  readonly refs: Int32Array;
  /** Those of the parser and of linking, in source order. */
  readonly problems: readonly Problem[];
  /** Other files that problems point into: places there move with every edit, also with one that nobody else sees. */
  readonly pointedAt: readonly SourceFile[];
}

export function linkFile(
  snapshot: SchemaSnapshot,
  id: number,
  closure: readonly number[],
  closureHash: number,
): LinkedFile {
  const context = new LinkContext(snapshot, id, closure);
  for (const check of checks) check(context);
  const problems = [...context.file.parsed.problems, ...context.problems].sort((a, b) => a.start - b.start);
  const { file, refs } = context;
  return { file, closureHash, refs, problems, pointedAt: filesPointedAt(snapshot, id, problems) };
}

function filesPointedAt(snapshot: SchemaSnapshot, id: number, problems: readonly Problem[]): readonly SourceFile[] {
  const ids = new Set<number>();
  for (const { related } of problems) for (const { file } of related ?? []) if (file !== id) ids.add(file);
  return ids.size === 0 ? none : [...ids].map((file) => snapshot.file(file));
}

const none: readonly SourceFile[] = [];
