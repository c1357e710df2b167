// Finds out what imports lead to, looking on disk where that is needed.

import type { FileSystem } from './file-system.js';
import { type FileEntry, type FileTable, exists as isThere } from './file-table.js';
import type { Existence, ImportRoots, Resolution } from './import-roots.js';
import { isOnDisk, type Path } from './location.js';
import type { Slices } from './slices.js';

/** Files looked for at the same time. */
const concurrency = 64;

/** Remembers what is on disk beside the known files. */
export class Probes {
  readonly #found = new Map<Path, boolean>();

  constructor(
    readonly fs: FileSystem,
    readonly table: FileTable,
    readonly bundled: ReadonlyMap<Path, Uint8Array>,
  ) {}

  readonly exists: Existence = (path, onDisk) => {
    const entry = this.table.get(path);
    if (entry && isThere(entry)) return true;
    if (this.bundled.has(path)) return true;
    return onDisk && isOnDisk(path) ? this.#found.get(path) : false;
  };

  async look(paths: Iterable<Path>): Promise<void> {
    const rest = [...paths];
    const next = async (): Promise<void> => {
      for (let path = rest.pop(); path !== undefined; path = rest.pop()) {
        this.#found.set(path, (await this.fs.kind(path)) === 'file');
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, rest.length) }, next));
  }

  /** A file that was found could not be read any more. */
  gone(path: Path): void {
    this.#found.set(path, false);
  }

  /** Forgets what was not there, and with `all` what was. */
  forget(all: boolean): void {
    for (const [path, found] of this.#found) if (all || !found) this.#found.delete(path);
  }
}

/** What one import string means in the files of one folder. */
export interface ImportMeaning {
  readonly resolution: Resolution;
  /** The entry of the file that was found, once there is one. */
  entry: FileEntry | undefined;
}

/** The meanings of import strings, folder by folder: files of a folder mostly import the same. */
export class ImportMap {
  readonly #roots: ImportRoots;
  readonly #exists: Existence;
  readonly #byFolder = new Map<Path, Map<string, ImportMeaning>>();

  constructor(roots: ImportRoots, exists: Existence) {
    this.#roots = roots;
    this.#exists = exists;
  }

  /** As `ImportRoots.resolve`, for each import string of a folder; an answer is kept unless it needs a look at the disk. */
  meaningsIn(folder: Path): (importPath: string) => ImportMeaning {
    let known = this.#byFolder.get(folder);
    if (!known) this.#byFolder.set(folder, (known = new Map()));
    const meanings = known;
    return (importPath) => {
      let meaning = meanings.get(importPath);
      if (!meaning || meaning.resolution.kind === 'unknown') {
        meaning = { resolution: this.#roots.resolve(folder, importPath, this.#exists), entry: undefined };
        meanings.set(importPath, meaning);
      }
      return meaning;
    };
  }
}

/** What stands between an import and its answer. */
export interface Unknowns {
  /** Files that must be looked for. */
  readonly probes: Set<Path>;
  /** Files that are there and must be read, each under the name by which it is imported. */
  readonly wanted: Map<Path, string>;
}

/**
 * Sets `entry.resolved` as far as it is known. Returns whether it is complete; what is missing is added to `unknowns`.
 */
export function resolveEntry(entry: FileEntry, map: ImportMap, table: FileTable, unknowns: Unknowns): boolean {
  const { imports } = entry;
  const resolved = new Int32Array(imports.length).fill(-1);
  const meaningOf = map.meaningsIn(entry.folder);
  let complete = true;
  for (let i = 0; i < imports.length; i++) {
    const { path } = imports[i];
    const meaning = meaningOf(path);
    const { resolution } = meaning;
    if (resolution.kind === 'unknown') {
      unknowns.probes.add(resolution.probe);
      complete = false;
    } else if (resolution.kind === 'found') {
      meaning.entry ??= table.get(resolution.path);
      if (meaning.entry && isThere(meaning.entry)) resolved[i] = meaning.entry.id;
      else {
        unknowns.wanted.set(resolution.path, path);
        complete = false;
      }
    }
  }
  if (!sameNumbers(entry.resolved, resolved)) entry.resolved = resolved;
  return complete;
}

/** The import strings of folders that the given roots do not serve; the input of inference. */
export async function unserved(
  entries: readonly FileEntry[],
  roots: ImportRoots,
  probes: Probes,
  slices: Slices,
): Promise<{ folder: Path; imports: Set<string> }[]> {
  const byFolder = new Map<Path, Set<string>>();
  for (const entry of entries) {
    if (entry.imports.length === 0) continue;
    const { folder } = entry;
    let imports = byFolder.get(folder);
    if (!imports) byFolder.set(folder, (imports = new Set()));
    for (const { path } of entry.imports) imports.add(path);
    if (slices.due()) await slices.pause();
  }
  if (roots.roots.length > 0) {
    for (let unknown = new Set<Path>(); ; unknown = new Set()) {
      for (const [folder, imports] of byFolder) {
        for (const path of imports) {
          const resolution = roots.resolve(folder, path, probes.exists);
          if (resolution.kind === 'found') imports.delete(path);
          else if (resolution.kind === 'unknown') unknown.add(resolution.probe);
          if (slices.due()) await slices.pause();
        }
      }
      if (unknown.size === 0) break;
      await probes.look(unknown);
    }
  }
  return [...byFolder].map(([folder, imports]) => ({ folder, imports }));
}

export function sameNumbers(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
