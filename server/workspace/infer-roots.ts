// Finds import roots where nothing says what they are, by matching import strings against the paths of files.
import { baseName, below, type Path, relativeTo } from './location.js';
import { Slices } from './slices.js';

/** A folder and the import strings of the files directly in it. */
export interface ImportEvidence {
  readonly folder: Path;
  readonly imports: Iterable<string>;
}

/**
 * The folders that, taken as import roots, make the imports resolve; the one that most imports speak for first. The
 * result depends on the arguments as sets only, not on their order.
 *
 * 1. An import string that is the end of a file's path makes the rest of the path a candidate:
 *    "acme/user.proto" and /work/proto/acme/user.proto make /work/proto one. A candidate may lie above the workspace.
 * 2. Of several candidates for one import, those that hold the importing folder count; if none does, those that share
 *    most of their path with it.
 * 3. A candidate that is the only one for some import is a root. For imports that none of these serves, the candidate
 *    that serves most of them is taken, until all are served; of equals the shorter path, then the alphabet.
 */
export async function inferRoots(
  files: readonly Path[],
  evidence: Iterable<ImportEvidence>,
  slices = new Slices(),
): Promise<Path[]> {
  const candidatesOf = candidateFinder(files);
  const votes = new Map<Path, number>();
  const roots = new Set<Path>();
  let open: (readonly Path[])[] = [];
  for (const { folder, imports } of evidence) {
    for (const text of new Set(imports)) {
      const options = preferred(candidatesOf(text), folder);
      for (const root of options) votes.set(root, (votes.get(root) ?? 0) + 1);
      if (options.length === 1) roots.add(options[0]);
      else if (options.length > 1) open.push(options);
    }
    if (slices.dueNow()) await slices.pause();
  }
  const better = (a: Path, b: Path, counts: ReadonlyMap<Path, number>) =>
    (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a.length - b.length || (a < b ? -1 : 1);
  for (;;) {
    open = open.filter((options) => !options.some((root) => roots.has(root)));
    if (open.length === 0) break;
    const counts = new Map<Path, number>();
    for (const options of open) for (const root of options) counts.set(root, (counts.get(root) ?? 0) + 1);
    const best = [...counts.keys()].reduce((a, b) => (better(a, b, counts) < 0 ? a : b));
    roots.add(best);
    if (slices.dueNow()) await slices.pause();
  }
  return [...roots].sort((a, b) => better(a, b, votes));
}

/** A function that gives the folders below which an import string names a file. */
export function candidateFinder(files: readonly Path[]): (importPath: string) => readonly Path[] {
  const byName = new Map<string, Path[]>();
  for (const file of files) {
    const name = baseName(file);
    const same = byName.get(name);
    if (same) same.push(file);
    else byName.set(name, [file]);
  }
  const found = new Map<string, readonly Path[]>();
  return (importPath) => {
    let roots = found.get(importPath);
    if (roots) return roots;
    const end = `/${importPath}`;
    roots = (byName.get(baseName(importPath)) ?? [])
      .filter((file) => file.endsWith(end))
      .map((file) => file.slice(0, -end.length) || '/');
    found.set(importPath, roots);
    return roots;
  };
}

function preferred(candidates: readonly Path[], folder: Path): readonly Path[] {
  if (candidates.length < 2) return candidates;
  const around = candidates.filter((root) => relativeTo(root, folder) !== undefined);
  if (around.length > 0) return around;
  const shared = candidates.map((root) => commonParts(root, folder));
  const most = Math.max(...shared);
  return candidates.filter((_, i) => shared[i] === most);
}

/** How many leading parts two paths share. */
export function commonParts(a: Path, b: Path): number {
  const left = below(a, '');
  const right = below(b, '');
  let parts = 0;
  for (let i = 0; i < left.length && left[i] === right[i]; i++) if (left[i] === '/') parts++;
  return parts;
}
