// Which file each import of a set of files leads to: finds the roots, then looks up import after import.

import type { FileSystem } from './file-system.js';
import { exists, type FileEntry, type FileTable } from './file-table.js';
import { ImportMap, Probes, resolveEntry, type Unknowns, unserved } from './import-resolution.js';
import { bundled, type ImportRoot, ImportRoots, inferredRoots } from './import-roots.js';
import { candidateFinder, inferRoots } from './infer-roots.js';
import { below, bundledRoot, type Path } from './location.js';
import type { Slices } from './slices.js';

/** Roots that somebody set. */
export interface ConfiguredRoots {
  /** In search order. */
  readonly roots: readonly ImportRoot[];
  /** Nothing else is looked up, but for the bundled files. */
  readonly onlyTheseRoots: boolean;
}

export interface ImportGraphPorts {
  readonly fs: FileSystem;
  readonly table: FileTable;
  /** The bundled files by path. */
  readonly bundled: ReadonlyMap<Path, Uint8Array>;
  /** Default: nothing was looked for. */
  readonly probes?: Probes;
  /** Reads files that are imported, but not part of the workspace. */
  readonly read: (entries: readonly FileEntry[], signal: AbortSignal | undefined) => Promise<void>;
}

/** Entries whose imports were looked up with some roots. */
export interface LookedUp {
  readonly roots: ImportRoots;
  readonly placed: { has(entry: FileEntry): boolean };
}

export class ImportGraph {
  readonly #ports: ImportGraphPorts;
  readonly #probes: Probes;
  #roots = new ImportRoots([bundled], []);
  #map: ImportMap;
  #unresolved = new Set<FileEntry>();

  constructor(ports: ImportGraphPorts) {
    this.#ports = ports;
    this.#probes = ports.probes ?? new Probes(ports.fs, ports.table, ports.bundled);
    this.#map = this.#freshMap();
  }

  get roots(): ImportRoots {
    return this.#roots;
  }

  /** Entries whose imports must be looked up. */
  get unresolved(): ReadonlySet<FileEntry> {
    return this.#unresolved;
  }

  /** The imports of an entry are others than before. */
  add(entry: FileEntry): void {
    this.#unresolved.add(entry);
  }

  /** Files may have come or gone: nothing that was seen on disk counts. */
  forgetDisk(): void {
    this.#probes.forget(true);
  }

  /** What was not found on disk may be there by now. */
  lookAgain(): void {
    this.#probes.forget(false);
    for (const entry of this.#ports.table.entries) if (entry.resolved.includes(-1)) this.#unresolved.add(entry);
    if (this.#unresolved.size > 0) this.#map = this.#freshMap();
  }

  /** Looks up the imports of open documents, as far as that needs no look at the disk. */
  resolveOpenNow(): void {
    const unknowns: Unknowns = { probes: new Set(), wanted: new Map() };
    for (const entry of this.#unresolved) {
      if (entry.document && resolveEntry(entry, this.#map, this.#ports.table, unknowns)) this.#unresolved.delete(entry);
    }
  }

  /** Whether an import that leads nowhere matches the end of a file's path: a root may be missing. */
  mayNeedRoots(): boolean {
    const files = this.#ports.table.entries.filter(({ listed }) => listed).map(({ path }) => path);
    let candidatesOf: ReturnType<typeof candidateFinder> | undefined;
    for (const entry of this.#unresolved) {
      const meaningOf = this.#map.meaningsIn(entry.folder);
      for (const { path } of entry.imports) {
        if (meaningOf(path).resolution.kind === 'found' || this.#ports.bundled.has(below(bundledRoot, path))) continue;
        candidatesOf ??= candidateFinder(files);
        if (candidatesOf(path).length > 0) return true;
      }
    }
    return false;
  }

  /**
   * Works out the roots again and looks up every import. `folders` are those of the workspace; `before` is what was
   * looked up already.
   */
  async relink(
    { roots: configured, onlyTheseRoots }: ConfiguredRoots,
    folders: readonly Path[],
    slices: Slices,
    before?: LookedUp,
  ): Promise<void> {
    const there = this.#ports.table.entries.filter(exists);
    if (onlyTheseRoots) {
      this.#roots = new ImportRoots([...configured, bundled], folders, { above: false });
    } else {
      const files = there.filter(({ listed }) => listed);
      const known = new ImportRoots(configured, folders, { above: false });
      const evidence = await unserved(files, known, this.#probes, slices);
      const paths = files.map(({ path }) => path);
      this.#roots = inferredRoots(configured, await inferRoots(paths, evidence, slices), folders);
    }
    this.#map = this.#freshMap();
    const placed = before?.roots.equals(this.#roots) ? before.placed : undefined;
    for (const entry of there) {
      entry.name = '';
      if (!placed?.has(entry)) this.#unresolved.add(entry);
    }
    await this.resolve(slices);
  }

  /** Looks up imports until nothing is unknown, reading the files that are found on the way. */
  async resolve(slices: Slices): Promise<void> {
    while (this.#unresolved.size > 0) {
      const entries = this.#unresolved;
      this.#unresolved = new Set();
      const unknowns: Unknowns = { probes: new Set(), wanted: new Map() };
      for (const entry of entries) {
        if (exists(entry) && !resolveEntry(entry, this.#map, this.#ports.table, unknowns)) this.#unresolved.add(entry);
        if (slices.due()) await slices.pause();
      }
      if (unknowns.probes.size > 0) await this.#probes.look(unknowns.probes);
      if (unknowns.wanted.size > 0) await this.#fetch(unknowns.wanted, slices.signal);
      slices.signal?.throwIfAborted();
    }
  }

  async #fetch(wanted: ReadonlyMap<Path, string>, signal: AbortSignal | undefined): Promise<void> {
    const entries = [...wanted].map(([path, importPath]) => {
      const entry = this.#ports.table.add(path);
      entry.importedAs = importPath;
      return entry;
    });
    await this.#ports.read(entries, signal);
    for (const entry of entries) {
      if (exists(entry)) {
        this.#unresolved.add(entry);
        continue;
      }
      this.#probes.gone(entry.path);
      this.#map = this.#freshMap();
    }
  }

  #freshMap(): ImportMap {
    return new ImportMap(this.#roots, this.#probes.exists);
  }
}
