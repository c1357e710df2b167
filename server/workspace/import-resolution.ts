// Finds out what imports lead to, looking on disk where that is needed.

import type { FileSystem } from './file-system.js';
import { type FileEntry, type FileTable, exists as isThere } from './file-table.js';
import type { Existence, ImportRoots, Resolution } from './import-roots.js';
import { isOnDisk, type Path, parentOf } from './location.js';
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

/** The folders and import strings of files, each pair once. */
export class ImportMap {
  readonly #roots: ImportRoots;
  readonly #exists: Existence;
  readonly #byFolder = new Map<Path, Map<string, Resolution>>();

  constructor(roots: ImportRoots, exists: Existence) {
    this.#roots = roots;
    this.#exists = exists;
  }

  /** As `ImportRoots.resolve`, remembering answers until they may change by a look at the disk. */
  resolve(folder: Path, importPath: string): Resolution {
    let imports = this.#byFolder.get(folder);
    if (!imports) this.#byFolder.set(folder, (imports = new Map()));
    let resolution = imports.get(importPath);
    if (!resolution || resolution.kind === 'unknown') {
      resolution = this.#roots.resolve(folder, importPath, this.#exists);
      imports.set(importPath, resolution);
    }
    return resolution;
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
  const folder = parentOf(entry.path);
  const resolved = new Int32Array(entry.imports.length);
  let complete = true;
  entry.imports.forEach(({ path }, i) => {
    const resolution = map.resolve(folder, path);
    resolved[i] = -1;
    if (resolution.kind === 'unknown') {
      unknowns.probes.add(resolution.probe);
      complete = false;
    } else if (resolution.kind === 'found') {
      const imported = table.get(resolution.path);
      if (imported && isThere(imported)) resolved[i] = imported.id;
      else {
        unknowns.wanted.set(resolution.path, path);
        complete = false;
      }
    }
  });
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
    const folder = parentOf(entry.path);
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

function sameNumbers(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
