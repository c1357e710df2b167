// Where imports are looked up, and in which order.
import { commonParts } from './infer-roots.js';
import { below, bundledRoot, isOnDisk, type Path, parentOf, relativeTo } from './location.js';

/** Why a folder is an import root, in the order in which roots are searched. */
export const rootOrigins = [
  /** Given by the user: a setting or --proto-path. */
  'import path',
  /** A module of buf.yaml or buf.work.yaml. */
  'buf.yaml',
  /** A dependency of buf.lock, in buf's module cache. */
  'buf.lock',
  /** Found by matching import strings against files. */
  'inferred',
  /** The workspace folder itself. */
  'workspace folder',
  /** The well-known types that come with the product. */
  'bundled',
  /** A folder above the importing file. */
  'parent folder',
] as const;

export type RootOrigin = (typeof rootOrigins)[number];

export interface ImportRoot {
  readonly path: Path;
  readonly origin: RootOrigin;
  /** The workspace folder it was set for. */
  readonly folder?: Path;
  /** What a user calls it, where that is not its path: the name of a buf dependency. */
  readonly name?: string;
}

/** A root in the search path of one importing folder. */
export interface SearchedRoot extends ImportRoot {
  /** Whether files that are not part of the workspace are looked for on disk. */
  readonly onDisk: boolean;
}

/** What an import string led to: a file, nothing, or files whose existence must be known first. */
export type Resolution =
  | { readonly kind: 'found'; readonly path: Path }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly probe: Path };

/** Whether a file exists; undefined when nobody has looked yet. */
export type Existence = (path: Path, onDisk: boolean) => boolean | undefined;

const missing: Resolution = { kind: 'missing' };

/** The roots of a workspace. Immutable. */
export class ImportRoots {
  readonly #searchPaths = new Map<Path, readonly SearchedRoot[]>();

  /**
   * @param roots In order within one origin. `inferred` ones are ordered by how many imports speak for them.
   * @param folders The workspace folders.
   * @param options `above`: as a last resort look on disk in the folders above the workspace folder, or above a file
   *   that is in none.
   */
  constructor(
    readonly roots: readonly ImportRoot[],
    readonly folders: readonly Path[],
    readonly options: { readonly above: boolean } = { above: true },
  ) {}

  /** Whether everything is resolved against the same roots in the same order. */
  equals({ roots, folders, options }: ImportRoots): boolean {
    if (roots.length !== this.roots.length || folders.length !== this.folders.length) return false;
    if (options.above !== this.options.above || !folders.every((path, i) => path === this.folders[i])) return false;
    return roots.every(({ path, origin, folder }, i) => {
      const other = this.roots[i];
      return path === other.path && origin === other.origin && folder === other.folder;
    });
  }

  /** The roots that imports of the files in `folder` are resolved against, in order. */
  searchPath(folder: Path): readonly SearchedRoot[] {
    let found = this.#searchPaths.get(folder);
    if (!found) this.#searchPaths.set(folder, (found = this.#order(folder)));
    return found;
  }

  /** What `importPath`, written in a file of `folder`, means. */
  resolve(folder: Path, importPath: string, exists: Existence): Resolution {
    if (!isVirtualPath(importPath)) return missing;
    for (const { path: root, onDisk } of this.searchPath(folder)) {
      const path = below(root, importPath);
      const known = exists(path, onDisk);
      if (known) return { kind: 'found', path };
      if (known === undefined && onDisk) return { kind: 'unknown', probe: path };
    }
    return missing;
  }

  /** How an import would spell a file: its path below the first of its folder's roots that holds it. */
  nameOf(path: Path, folder = parentOf(path)): string | undefined {
    for (const root of this.searchPath(folder)) {
      if (root.origin === 'parent folder') continue;
      const name = relativeTo(root.path, path);
      if (name) return name;
    }
    return undefined;
  }

  #order(folder: Path): SearchedRoot[] {
    const own = this.folders.find((other) => relativeTo(other, folder) !== undefined);
    const ranked = this.roots.map((root, index) => {
      const around = relativeTo(root.path, folder) !== undefined;
      const near = root.origin === 'buf.yaml' || root.origin === 'inferred';
      return {
        root: { ...root, onDisk: root.origin === 'inferred' ? around : root.origin !== 'bundled' },
        rank: [
          rootOrigins.indexOf(root.origin),
          // What was set for the importing file's workspace folder comes before what was set for others.
          root.folder === undefined || root.folder === own ? 0 : 1,
          !near || around ? 0 : 1,
          !near || around ? 0 : -commonParts(root.path, folder),
          index,
        ],
      };
    });
    ranked.sort((a, b) => compare(a.rank, b.rank));
    const seen = new Set<Path>();
    const ordered = ranked.map(({ root }) => root).filter(({ path }) => !seen.has(path) && seen.add(path));
    return this.options.above ? [...ordered, ...this.#above(folder, own, seen)] : ordered;
  }

  /** The folders above a file; those inside a workspace folder are left to inference. */
  #above(folder: Path, own: Path | undefined, seen: ReadonlySet<Path>): SearchedRoot[] {
    const found: SearchedRoot[] = [];
    if (!isOnDisk(folder)) return found;
    let path = own ? parentOf(own) : folder;
    for (let last = ''; path !== last; last = path, path = parentOf(path)) {
      if (!seen.has(path)) found.push({ path, origin: 'parent folder', onDisk: true });
    }
    return found;
  }
}

/** The roots of a workspace whose configured ones are not all: with those that were inferred and its folders. */
export function inferredRoots(
  configured: readonly ImportRoot[],
  inferred: readonly Path[],
  folders: readonly Path[],
): ImportRoots {
  const roots = [
    ...configured,
    ...inferred.map((path): ImportRoot => ({ path, origin: 'inferred' })),
    ...folders.map((path): ImportRoot => ({ path, origin: 'workspace folder', folder: path })),
    bundled,
  ];
  return new ImportRoots(roots, folders);
}

export const bundled: ImportRoot = { path: bundledRoot, origin: 'bundled' };

/** Whether protoc would look a path up at all: no empty part, no `.` or `..`, no backslash, not absolute. */
export function isVirtualPath(text: string): boolean {
  return !/^$|\\|(^|\/)\.{0,2}(\/|$)/.test(text);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}
