// The workspace as it changes: the only place that writes. Everything else reads the snapshots it publishes.
//
// Invariant: one job at a time (an Open, or the work after edits and changes on disk) awaits anything; edits of open
// documents are taken in between, so that a snapshot with them never waits for a job.

import type { Schema } from '../schema/schema.js';
import { parse } from '../syntax/parse.js';
import { applyEdits, encodeText, type RangeEdit } from './apply-edits.js';
import { bundledPaths } from './bundled-files.js';
import { type Configuration, readConfiguration, type WorkspaceSettings } from './configuration.js';
import { configFileNames } from './discover-files.js';
import { bulkFrom, type FileLoader, type LoadedFile } from './file-loader.js';
import type { FileSystem } from './file-system.js';
import { exists, type FileEntry, FileTable, forgetUnused, takeVersion } from './file-table.js';
import { ImportGraph } from './import-graph.js';
import { baseName, isOnDisk, type Path, pathOfUri, relativeTo, uriOfPath } from './location.js';
import { OpenIsRunning } from './open-is-running.js';
import { isRequestDocument, RequestDocuments } from './request-documents.js';
import { Slices } from './slices.js';
import { type WorkspaceFile, WorkspaceSnapshot } from './snapshot.js';

export interface WorkspacePorts {
  readonly fs: FileSystem;
  readonly schema: Schema;
  /** For many files at once. */
  readonly bulkLoader: FileLoader;
  /** For the few files of an edit or a change on disk; may run beside the other. */
  readonly loader: FileLoader;
  /** The text of the bundled well-known types by import path. */
  readonly bundledFiles: ReadonlyMap<string, string>;
  /** Where buf keeps downloaded modules. */
  readonly bufCacheFolder?: Path;
}

export type OpenPhase = 'scanning' | 'parsing' | 'linking';

export interface OpenProgress {
  readonly phase: OpenPhase;
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}

export interface OpenOptions {
  readonly onProgress?: (progress: OpenProgress) => void;
  readonly signal?: AbortSignal;
}

export interface DiskChanges {
  readonly created: readonly Path[];
  readonly changed: readonly Path[];
  /** A folder stands for all in it. */
  readonly deleted: readonly Path[];
}

/** So long what a walk of the folders found is taken for true by a check that follows it. */
const walkTrustedMs = 1000;

export class Workspace {
  readonly #ports: WorkspacePorts;
  readonly #table = new FileTable();
  readonly #bundled: ReadonlyMap<Path, Uint8Array>;
  readonly #graph: ImportGraph;
  readonly #requests: RequestDocuments;
  readonly #listeners = new Set<() => void>();
  #settings: WorkspaceSettings | undefined;
  /** The workspace folders as last scanned. */
  #folders: readonly Path[] = [];
  #configuration: Configuration = {
    protoFiles: [],
    requestFiles: [],
    roots: [],
    onlyTheseRoots: false,
    absentDependencies: [],
    problems: [],
  };
  /** Made when it is asked for: calls by reflection need none, and the bundled files take time to parse. */
  #lastSnapshot: WorkspaceSnapshot | undefined;

  /** The job that is under way. */
  #job: Promise<void> | undefined;
  #opening = false;
  /** Documents whose text was not parsed yet. */
  readonly #edited = new Set<FileEntry>();
  /** Files that changed on disk. */
  readonly #reload = new Set<FileEntry>();
  /** Files came or went, so roots and imports may mean something else. */
  #relinkDue = false;
  /** The configuration or a whole folder changed. */
  #rescanDue = false;
  /** When the folders were walked last, by performance.now(). */
  #walkedAtMs = 0;
  #changed = false;

  constructor(ports: WorkspacePorts) {
    this.#ports = ports;
    this.#bundled = bundledPaths(ports.bundledFiles);
    this.#requests = new RequestDocuments(ports.fs);
    this.#graph = new ImportGraph({
      fs: ports.fs,
      table: this.#table,
      bundled: this.#bundled,
      read: (entries, signal) => this.#readImported(entries, signal),
    });
  }

  get #snapshot(): WorkspaceSnapshot {
    this.#lastSnapshot ??= this.#build(undefined);
    return this.#lastSnapshot;
  }

  /** Whether a workspace was opened to the end. */
  get isOpen(): boolean {
    return this.#settings !== undefined;
  }

  get isOpening(): boolean {
    return this.#opening;
  }

  /** The last snapshot, which may be older than the last edit. */
  get latest(): WorkspaceSnapshot {
    return this.#snapshot;
  }

  /** Calls `listener` after each new snapshot until the returned function is called. */
  onSnapshot(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A snapshot with all edits so far. Never waits; imports that need a look at the disk may be open in it. */
  current(): WorkspaceSnapshot {
    this.#takeEdits();
    return this.#snapshot;
  }

  /** A snapshot in which everything that came so far has been worked in. Rejects on abort with its reason. */
  async settled(signal?: AbortSignal): Promise<WorkspaceSnapshot> {
    for (;;) {
      signal?.throwIfAborted();
      this.#takeEdits();
      const opening = this.#opening;
      const job = this.#job ?? (opening ? soon() : this.#hasWork() ? this.#start() : undefined);
      if (!job) return this.#snapshot;
      try {
        await unlessAborted(job, signal);
      } catch (error) {
        // That an Open was cancelled is not the caller's business.
        if (!opening || signal?.aborted) throw error;
      }
    }
  }

  /**
   * Replaces folders and files by those of `settings` and reads them. Rejects with OpenIsRunning, or on abort with its
   * reason; what was read by then stays known, but the workspace is not open.
   */
  async open(settings: WorkspaceSettings, options: OpenOptions = {}): Promise<WorkspaceSnapshot> {
    if (this.#opening) throw new OpenIsRunning('The workspace is being opened.');
    this.#opening = true;
    try {
      while (this.#job !== undefined) await unlessAborted(this.#job, options.signal);
      await this.#run(async () => {
        this.#settings = undefined;
        await this.#index(settings, options);
        this.#settings = settings;
      });
    } finally {
      this.#opening = false;
      this.#notify();
      this.#wake();
    }
    return this.#snapshot;
  }

  /** The text of a bundled file, which is on no disk; undefined when there is no such file. */
  bundledText(uri: string): string | undefined {
    const bytes = this.#bundled.get(pathOfUri(uri));
    return bytes && new TextDecoder().decode(bytes);
  }

  /** `languageId` as the editor has it; '' to tell by the name. */
  openDocument(uri: string, version: number, text: string, languageId = ''): void {
    const path = pathOfUri(uri);
    if (isRequestDocument(path, languageId)) {
      this.#requests.open(path, uri, version, text);
      this.#changed = true;
      return;
    }
    const entry = this.#table.add(path);
    if (!exists(entry)) this.#relinkDue = true;
    entry.document = { uri, version, bytes: encodeText(text) };
    this.#edit(entry);
  }

  /** Returns false, and does nothing, when the document is not open. */
  changeDocument(uri: string, version: number, edits: readonly RangeEdit[]): boolean {
    const path = pathOfUri(uri);
    if (this.#requests.isOpen(path)) {
      this.#requests.change(path, version, edits);
      this.#changed = true;
      return true;
    }
    const entry = this.#table.get(path);
    if (!entry?.document) return false;
    entry.document = { ...entry.document, version, bytes: applyEdits(entry.document.bytes, edits) };
    this.#edit(entry);
    return true;
  }

  closeDocument(uri: string): void {
    const path = pathOfUri(uri);
    if (this.#requests.isOpen(path)) {
      this.#requests.close(path);
      this.#changed = true;
      this.#wake();
      return;
    }
    const entry = this.#table.get(path);
    if (!entry?.document) return;
    entry.document = undefined;
    this.#edited.delete(entry);
    this.#reload.add(entry);
    this.#wake();
  }

  /** Takes note of files that were created, changed or deleted outside the editor. */
  filesChanged({ created, changed, deleted }: DiskChanges): void {
    this.#graph.forgetDisk();
    for (const path of [...created, ...changed, ...deleted]) {
      if (configFileNames.has(baseName(path)) || baseName(path) === '.gitignore') this.#rescanDue = true;
    }
    // What is created may be left out by a rule, or be a folder: the walk knows.
    if (created.length > 0) this.#rescanDue = true;
    for (const path of [...changed, ...deleted]) this.#requests.changedOnDisk(path);
    for (const path of changed) {
      const entry = this.#table.get(path);
      if (entry?.loaded) this.#reload.add(entry);
    }
    for (const path of deleted) {
      for (const entry of this.#table.entries) {
        if (exists(entry) && relativeTo(path, entry.path) !== undefined) this.#reload.add(entry);
      }
      this.#relinkDue = true;
    }
    this.#wake();
  }

  /**
   * What was not found on disk may be there by now; looked for again before the next answer. With `everywhere`, the
   * folders are walked again too, since an editor's file watcher misses files of folders that come and go.
   */
  lookAgain(everywhere: boolean): void {
    if (everywhere && performance.now() - this.#walkedAtMs > walkTrustedMs) this.#rescanDue = true;
    this.#graph.lookAgain();
  }

  #edit(entry: FileEntry): void {
    this.#edited.add(entry);
    this.#wake();
  }

  #hasWork(): boolean {
    return (
      this.#edited.size + this.#reload.size + this.#graph.unresolved.size > 0 ||
      (this.#settings !== undefined && this.#rescanDue) ||
      this.#relinkDue ||
      this.#requests.isStale
    );
  }

  /** Starts a job for what has come, once the caller has said everything it has to say. */
  #wake(): void {
    if (this.#opening) return;
    setImmediate(() => {
      if (!this.#opening && !this.#job && this.#hasWork()) void this.#start();
    });
  }

  #start(): Promise<void> {
    return this.#run(() => this.#work());
  }

  /** Makes `work` the job; the returned promise is the job's. */
  #run(work: () => Promise<void>): Promise<void> {
    const job = work().finally(() => {
      if (this.#job === job) this.#job = undefined;
    });
    this.#job = job;
    return job;
  }

  async #work(): Promise<void> {
    const slices = new Slices();
    while (this.#hasWork() && !this.#opening) {
      if (this.#rescanDue && this.#settings) {
        this.#rescanDue = false;
        this.#relinkDue = true;
        await this.#rescan(this.#settings, {});
      }
      await this.#readRequests();
      if (this.#reload.size > 0) {
        const entries = [...this.#reload];
        this.#reload.clear();
        await this.#load(entries, this.#ports.loader);
      }
      this.#takeEdits();
      if (this.#relinkDue || (this.#settings !== undefined && this.#graph.mayNeedRoots())) {
        await this.#relink(slices);
      } else {
        const resolved = this.#graph.unresolved.size > 0;
        await this.#graph.resolve(slices);
        this.#changed ||= resolved;
      }
      this.#dropUnused();
      this.#publish();
    }
  }

  async #index(settings: WorkspaceSettings, { onProgress, signal }: OpenOptions): Promise<void> {
    this.#graph.forgetDisk();
    this.#rescanDue = false;
    onProgress?.({ phase: 'scanning', done: 0, total: 0 });
    const { loader, bulkLoader } = this.#ports;
    let isBulk = false;
    const onFound = (progress: OpenProgress) => {
      onProgress?.(progress);
      if (isBulk || progress.done < bulkFrom) return;
      isBulk = true;
      bulkLoader.warmUp?.(signal);
    };
    const entries = await this.#rescan(settings, { onProgress: onFound, signal });
    await this.#readRequests(signal);
    const toRead = entries.filter(({ document }) => !document);
    const total = toRead.length;
    await this.#load(
      toRead,
      isBulk || total >= bulkFrom ? bulkLoader : loader,
      (done) => onProgress?.({ phase: 'parsing', done, total }),
      signal,
    );
    const others = [...this.#reload].filter((entry) => !entry.listed);
    this.#reload.clear();
    await this.#load(others, loader, undefined, signal);
    this.#takeEdits();
    onProgress?.({ phase: 'linking', done: 0, total: entries.length });
    await this.#relink(new Slices(signal));
    this.#dropUnused();
    this.#publish();
  }

  /** Reads the configuration again and lists the files it names; those that are new have no text yet. */
  async #rescan(settings: WorkspaceSettings, { onProgress, signal }: OpenOptions): Promise<FileEntry[]> {
    const configuration = await readConfiguration(this.#ports.fs, settings, {
      bufCacheFolder: this.#ports.bufCacheFolder,
      onProgress: (done) => onProgress?.({ phase: 'scanning', done, total: 0 }),
      signal,
    });
    this.#walkedAtMs = performance.now();
    this.#configuration = configuration;
    this.#folders = settings.folders.map(({ path }) => path);
    this.#requests.list(configuration.requestFiles);
    this.#changed = true;
    const listed = new Set(configuration.protoFiles);
    for (const entry of this.#table.entries) {
      if (listed.has(entry.path)) continue;
      // A file that was listed may be gone, or only be left out; one that is imported may have changed.
      if (exists(entry) && (entry.listed || this.#opening)) this.#reload.add(entry);
      entry.listed = false;
    }
    return configuration.protoFiles.map((path) => {
      const entry = this.#table.add(path);
      entry.listed = true;
      if (!exists(entry) && !this.#opening) this.#reload.add(entry);
      return entry;
    });
  }

  async #readRequests(signal?: AbortSignal): Promise<void> {
    if (!this.#requests.isStale) return;
    await this.#requests.read(signal);
    this.#changed = true;
  }

  /** Reads entries from disk; those that are open keep the editor's text. */
  async #load(
    entries: readonly FileEntry[],
    loader: FileLoader,
    onProgress?: (done: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    let done = 0;
    const take = (entry: FileEntry, loaded: LoadedFile | undefined) => {
      if (!entry.document) {
        const wasThere = entry.loaded !== undefined;
        if (takeVersion(entry, loaded, this.#ports.schema.names)) this.#graph.add(entry);
        if (wasThere !== (loaded !== undefined)) this.#relinkDue = true;
        this.#changed = true;
      }
      onProgress?.(++done);
    };
    const onDisk = entries.filter(({ path }) => isOnDisk(path));
    for (const entry of entries) {
      if (isOnDisk(entry.path)) continue;
      const bytes = this.#bundled.get(entry.path);
      take(entry, bytes && { parsed: parse(bytes, this.#ports.schema.names) });
    }
    const paths = onDisk.map(({ path }) => path);
    await loader.load(paths, (index, loaded) => take(onDisk[index], loaded), signal);
  }

  /** Parses what was edited and publishes it, with imports looked up as far as that needs no look at the disk. */
  #takeEdits(): void {
    for (const entry of this.#edited) {
      if (!entry.document) continue;
      const parsed = parse(entry.document.bytes, this.#ports.schema.names);
      if (takeVersion(entry, { parsed }, this.#ports.schema.names)) this.#graph.add(entry);
      this.#changed = true;
    }
    this.#edited.clear();
    if (!this.#changed) return;
    this.#graph.resolveOpenNow();
    this.#publish();
  }

  /** Works out the roots again and looks up every import. */
  async #relink(slices: Slices): Promise<void> {
    this.#relinkDue = false;
    await this.#graph.relink(this.#configuration, this.#folders, slices);
    // Only behind the work: edits that came in between have published what there was by then.
    this.#changed = true;
  }

  /** Reads files that are imported, but not part of the workspace. */
  async #readImported(entries: readonly FileEntry[], signal: AbortSignal | undefined): Promise<void> {
    const relinkWasDue = this.#relinkDue;
    const bulk = this.#opening && entries.length >= bulkFrom;
    await this.#load(entries, bulk ? this.#ports.bulkLoader : this.#ports.loader, undefined, signal);
    // These came because they are imported: nothing else changes by them.
    this.#relinkDue = relinkWasDue;
  }

  #dropUnused(): void {
    forgetUnused(this.#table.entries, (entry) => takeVersion(entry, undefined, this.#ports.schema.names));
  }

  #publish(): void {
    if (!this.#changed) return;
    this.#changed = false;
    this.#lastSnapshot = this.#build(this.#snapshot);
    this.#notify();
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #build(previous: WorkspaceSnapshot | undefined): WorkspaceSnapshot {
    const files = this.#table.entries.map((entry) => {
      entry.file = entry.loaded ? this.#fileOf(entry, entry.loaded) : undefined;
      return entry.file;
    });
    return new WorkspaceSnapshot({
      number: (previous?.number ?? 0) + 1,
      files,
      schema: this.#ports.schema.snapshot(
        files.map((file) => file?.source),
        previous?.schema,
      ),
      roots: this.#graph.roots,
      requests: this.#requests.publish(),
      folders: this.#folders,
      otherProblems: this.#configuration.problems,
      absentDependencies: this.#configuration.absentDependencies,
      idOf: (path) => this.#table.get(path)?.id,
      names: this.#ports.schema.names,
    });
  }

  /** The published form of an entry; the one from before as long as nothing changed. */
  #fileOf(entry: FileEntry, { parsed, readProblem }: LoadedFile): WorkspaceFile {
    const before = entry.file;
    const { id, path, listed, document, resolved, symbolCount } = entry;
    entry.name ||= this.#graph.roots.nameOf(path, entry.folder) ?? (entry.importedAs || baseName(path));
    const sameSource =
      before?.source.parsed === parsed && before.source.name === entry.name && before.source.imports === resolved;
    const uri = document?.uri ?? (entry.diskUri ||= uriOfPath(path));
    const version = document?.version;
    // An import that is still being looked for is not missing.
    const complete = !this.#graph.unresolved.has(entry);
    if (
      sameSource &&
      before.listed === listed &&
      before.uri === uri &&
      before.version === version &&
      before.complete === complete
    )
      return before;
    return {
      id,
      path,
      uri,
      listed,
      version,
      source: sameSource ? before.source : { id, name: entry.name, parsed, imports: resolved },
      symbolCount,
      readProblem,
      complete,
      missing: complete ? entry.imports.filter((_, i) => resolved[i] === -1) : [],
    };
  }
}

/** Resolves when everything that is due has run. */
function soon(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
