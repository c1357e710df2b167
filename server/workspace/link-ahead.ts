// Has files linked while others are still being read, by guessing what imports lead to: all that is known of the
// workspace then is the paths of its files and the imports of those that were read.
import { descriptorFileName } from '../schema/source-file.js';
import { exists, type FileEntry, type FileTable } from './file-table.js';
import type { ConfiguredRoots, LookedUp } from './import-graph.js';
import { ImportMap, type Probes } from './import-resolution.js';
import { bundled as bundledFolder, type Existence, ImportRoots, inferredRoots } from './import-roots.js';
import { inferRoots } from './infer-roots.js';
import { baseName, type Path } from './location.js';
import type { PlacedFile, ShardTeam } from './shard-team.js';
import { Slices } from './slices.js';

export interface LinkAheadOptions {
  readonly team: ShardTeam;
  readonly table: FileTable;
  readonly probes: Probes;
  readonly configured: ConfiguredRoots;
  /** Those of the workspace. */
  readonly folders: readonly Path[];
  readonly listed: readonly FileEntry[];
  /** Reads entries that are not listed. */
  readonly read: (entries: readonly FileEntry[]) => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** What imports lead to if these are the roots, and every listed file is there. */
export interface GuessedImports extends LookedUp {
  /** Also all that they import was looked up. */
  readonly placed: ReadonlyMap<FileEntry, PlacedFile>;
}

/** So many files must have been read before roots are guessed from what they import. */
const filesToGuessFrom = 64;

/** A wrong guess costs time only: whoever links looks whether files are placed as they were. */
export class LinkAhead {
  readonly #options: LinkAheadOptions;
  #roots: ImportRoots | undefined;
  #map: ImportMap | undefined;
  #read: FileEntry[] = [];
  /** Files that were read, but wait for this many of their imports. */
  readonly #waitsFor = new Map<FileEntry, number>();
  readonly #importers = new Map<FileEntry, FileEntry[]>();
  /** Files that were read with all that they import, in an order in which imports come first. */
  readonly #complete = new Map<FileEntry, PlacedFile>();
  #ready: PlacedFile[] = [];
  #descriptorFile: number | undefined;
  #running: Promise<void> | undefined;
  #isOver = false;

  constructor(options: LinkAheadOptions) {
    this.#options = options;
  }

  /** Tells about a file that was read. */
  add(entry: FileEntry): void {
    this.#read.push(entry);
    if (this.#isOver || this.#running || this.#read.length < filesToGuessFrom) return;
    this.#running = this.#run();
    // Awaited by `finish`, if that is reached.
    this.#running.catch(() => {});
  }

  /** What is not linked by now is left to others. Returns undefined when nothing was guessed. */
  async finish(): Promise<GuessedImports | undefined> {
    this.#isOver = true;
    await this.#running;
    return this.#roots && { roots: this.#roots, placed: this.#complete };
  }

  async #run(): Promise<void> {
    const { team, signal } = this.#options;
    const slices = new Slices(signal);
    const roots = (this.#roots ??= await this.#guessRoots(slices));
    const map = (this.#map ??= new ImportMap(roots, this.#exists));
    while (!this.#isOver) {
      const read = this.#read;
      this.#read = [];
      await this.#resolve(read, roots, map);
      const ready = this.#descriptorFile === undefined ? [] : this.#ready;
      if (ready.length > 0) this.#ready = [];
      else if (this.#read.length === 0) break;
      await team.linkAhead?.(ready, this.#descriptorFile, () => this.#isOver, signal);
    }
    this.#running = undefined;
  }

  async #guessRoots(slices: Slices): Promise<ImportRoots> {
    const { configured, folders, listed } = this.#options;
    const { roots, onlyTheseRoots } = configured;
    if (onlyTheseRoots) return new ImportRoots([...roots, bundledFolder], folders, { above: false });
    const known = new ImportRoots(roots, folders, { above: false });
    const evidence = this.#read.map(({ folder, imports }) => ({
      folder,
      imports: imports
        .map(({ path }) => path)
        .filter((path) => known.resolve(folder, path, this.#exists).kind !== 'found'),
    }));
    const paths = listed.map(({ path }) => path);
    return inferredRoots(roots, await inferRoots(paths, evidence, slices), folders);
  }

  async #resolve(read: readonly FileEntry[], roots: ImportRoots, map: ImportMap): Promise<void> {
    const { table, probes, team } = this.#options;
    const first = new Set<number>();
    const beside: FileEntry[] = [];
    const unknown = new Set<Path>();
    const again: FileEntry[] = [];
    for (const entry of read) {
      if (!exists(entry)) continue;
      const meaningOf = map.meaningsIn(entry.folder);
      const targets: FileEntry[] = [];
      for (const { path: importPath } of entry.imports) {
        const meaning = meaningOf(importPath);
        const { resolution } = meaning;
        if (resolution.kind === 'unknown') {
          unknown.add(resolution.probe);
          again.push(entry);
        }
        if (resolution.kind !== 'found') break;
        meaning.entry ??= table.get(resolution.path);
        if (!meaning.entry) {
          // A file that comes with the product, or is on disk without being one of the workspace.
          meaning.entry = table.add(resolution.path);
          meaning.entry.importedAs = importPath;
          beside.push(meaning.entry);
        }
        const target = meaning.entry;
        targets.push(target);
        if (target.listed && !exists(target)) first.add(target.id);
      }
      if (targets.length === entry.imports.length) this.#wait(entry, targets, roots);
    }
    if (first.size > 0) team.readFirst?.(first);
    if (unknown.size > 0) await probes.look(unknown);
    if (beside.length > 0) {
      const reading = this.#options.read(beside);
      team.readFirst?.(new Set(beside.map(({ id }) => id)));
      await reading;
    }
    const next = [...beside, ...again];
    if (next.length > 0) await this.#resolve(next, roots, map);
  }

  #wait(entry: FileEntry, targets: readonly FileEntry[], roots: ImportRoots): void {
    entry.resolved = Int32Array.from(targets, ({ id }) => id);
    let count = 0;
    for (const target of targets) {
      if (this.#complete.has(target)) continue;
      count++;
      const importers = this.#importers.get(target);
      if (importers) importers.push(entry);
      else this.#importers.set(target, [entry]);
    }
    if (count > 0) this.#waitsFor.set(entry, count);
    else this.#completed(entry, roots);
  }

  #completed(first: FileEntry, roots: ImportRoots): void {
    const visit = [first];
    for (let entry = visit.pop(); entry; entry = visit.pop()) {
      const file = placedIn(roots, entry);
      if (file.name === descriptorFileName) this.#descriptorFile ??= file.id;
      this.#complete.set(entry, file);
      this.#ready.push(file);
      for (const importer of this.#importers.get(entry) ?? []) {
        const left = (this.#waitsFor.get(importer) ?? 0) - 1;
        this.#waitsFor.set(importer, left);
        if (left === 0) visit.push(importer);
      }
      this.#importers.delete(entry);
    }
  }

  /** What is listed will be read, most likely. */
  readonly #exists: Existence = (path, onDisk) =>
    this.#options.table.get(path)?.listed || this.#options.probes.exists(path, onDisk);
}

/** A file as roots name it, with what its imports lead to. */
export function placedIn(roots: ImportRoots, { id, path, folder, importedAs, resolved }: FileEntry): PlacedFile {
  return { id, path, name: roots.nameOf(path, folder) ?? (importedAs || baseName(path)), imports: resolved };
}
