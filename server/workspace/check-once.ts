// Checks a workspace from disk without keeping a model of it: what a terminal wants. A team reads and
// links the files that are found here; what they import is worked out here, too.
import type { Problem } from '../diagnostics/problem.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { descriptorFileName } from '../schema/source-file.js';
import { Names } from '../syntax/names.js';
import { parse } from '../syntax/parse.js';
import type { ParsedFile } from '../syntax/parsed-file.js';
import { type OtherProblems, readConfiguration, type WorkspaceSettings } from './configuration.js';
import { bulkFrom, unreadableProblem } from './file-loader.js';
import type { FileSystem } from './file-system.js';
import { exists, type FileEntry, FileTable, forgetUnused } from './file-table.js';
import { ImportGraph } from './import-graph.js';
import { Probes } from './import-resolution.js';
import { type GuessedImports, LinkAhead, placedIn } from './link-ahead.js';
import { type Path, uriOfPath } from './location.js';
import { missingImportProblems } from './missing-import.js';
import type { PlacedFile, ShardTeam } from './shard-team.js';
import { Slices } from './slices.js';
import type { WorkspaceFile } from './snapshot.js';
import type { OpenOptions } from './workspace.js';

export interface CheckOncePorts {
  readonly fs: FileSystem;
  /** The bundled files by path. */
  readonly bundled: ReadonlyMap<Path, Uint8Array>;
  readonly bufCacheFolder?: Path;
  /** A team for about so many files. */
  readonly team: (fileCount: number) => ShardTeam;
}

export interface CheckOnceOptions extends OpenOptions {
  /** Whether what is imported without being part of the workspace is checked, too. */
  readonly withImported?: boolean;
}

export interface CheckedWorkspace {
  /** Ids of the files of the workspace that are there, in the order of their paths. */
  readonly listed: readonly number[];
  /** The files that something is wrong with, in the order of their paths; those that are only imported at the end. */
  readonly findings: readonly { readonly file: WorkspaceFile; readonly problems: readonly Problem[] }[];
  /** Whether there are request files, which were not looked at. */
  readonly hasRequests: boolean;
  /** What is wrong with files that are not .proto files. */
  readonly otherProblems: readonly OtherProblems[];
  /** By id. Only those that findings speak of have their text. */
  readonly files: readonly (WorkspaceFile | undefined)[];
  /** All files, linked, if this thread has linked them. */
  readonly schema: SchemaSnapshot | undefined;
}

/** So many files are handed out at a time while others are still being looked for. */
const filesPerRead = 64;

const noBytes = new Uint8Array(0);

/** Gives what Workspace.open and WorkspaceSnapshot.problems give. Rejects on abort, or when the team breaks down. */
export async function checkOnce(
  ports: CheckOncePorts,
  settings: WorkspaceSettings,
  { onProgress, signal, withImported = false }: CheckOnceOptions = {},
): Promise<CheckedWorkspace> {
  const table = new FileTable();
  const folders = settings.folders.map(({ path }) => path);
  let total = 0;
  const reader = new EarlyReader({
    team: ports.team,
    table,
    signal,
    onRead: (done) => {
      // Until every file was found, that is what takes its time.
      if (total > 0) onProgress?.({ phase: 'parsing', done, total });
    },
  });
  try {
    onProgress?.({ phase: 'scanning', done: 0, total: 0 });
    const configuration = await readConfiguration(ports.fs, settings, {
      bufCacheFolder: ports.bufCacheFolder,
      onProgress: (done) => onProgress?.({ phase: 'scanning', done, total: 0 }),
      onFile: (path) => reader.found(path),
      signal,
    });
    const listed = configuration.protoFiles.map((path) => table.add(path));
    for (const entry of listed) entry.listed = true;
    total = listed.length;
    const { bundled } = ports;
    const probes = new Probes(ports.fs, table, bundled);
    const { team, guessed } = await reader.finish(listed, (team) => {
      const read = (entries: readonly FileEntry[]) => readWith(team, table, entries, signal);
      return new LinkAhead({ team, table, probes, configured: configuration, folders, listed, read, signal });
    });
    const graph = new ImportGraph({
      fs: ports.fs,
      table,
      bundled,
      probes,
      read: (entries) => readWith(team, table, entries, signal),
    });
    const there = listed.filter(exists);
    const guess = there.length === listed.length ? guessed : undefined;
    await graph.relink(configuration, folders, new Slices(signal), guess);
    // A guess may have been wrong about what is imported.
    forgetUnused(table.entries, (entry) => {
      entry.loaded = undefined;
    });
    const placed = guess?.roots.equals(graph.roots) ? guess.placed : undefined;
    const files = table.entries.map((entry) =>
      exists(entry) ? (placed?.get(entry) ?? placedIn(graph.roots, entry)) : undefined,
    );
    const imported = withImported ? table.entries.filter((entry) => exists(entry) && !entry.listed) : [];
    const checked = [...there, ...imported];
    const missing = checked.filter(({ resolved }) => resolved.includes(-1)).map(({ id }) => id);
    const wanted = checked.filter(({ loaded }) => !loaded?.readProblem).map(({ id }) => id);
    const descriptorFile = files.findIndex((file) => file?.name === descriptorFileName);
    onProgress?.({ phase: 'linking', done: 0, total: wanted.length });
    const { findings, texts, schema } = await team.check(
      {
        files,
        hasAll: true,
        wanted,
        texts: missing,
        descriptorFile: descriptorFile < 0 ? undefined : descriptorFile,
        onProgress: (done) => onProgress?.({ phase: 'linking', done, total: wanted.length }),
      },
      signal,
    );
    const found = new Map(findings.map(({ id, problems }) => [id, problems]));
    const view = files.map((file, id) => file && viewOf(table.entries[id], file, texts.get(id)));
    const absent = configuration.absentDependencies;
    const problemsOf = (file: WorkspaceFile): readonly Problem[] => {
      if (file.readProblem) return [file.readProblem];
      const own = found.get(file.id) ?? [];
      if (file.missing.length === 0) return own;
      return [...missingImportProblems(file, graph.roots, view, absent), ...own].sort((a, b) => a.start - b.start);
    };
    return {
      listed: there.map(({ id }) => id),
      findings: checked.flatMap(({ id }) => {
        const file = view[id];
        const problems = file ? problemsOf(file) : [];
        return file && problems.length > 0 ? [{ file, problems }] : [];
      }),
      hasRequests: configuration.requestFiles.length > 0,
      otherProblems: configuration.problems,
      files: view,
      schema,
    };
  } finally {
    reader.close();
  }
}

/** Has files read while others are still being looked for, once there are enough of them to be worth a team. */
class EarlyReader {
  readonly #options: EarlyReaderOptions;
  readonly #asked = new Set<FileEntry>();
  #team: ShardTeam | undefined;
  #ahead: LinkAhead | undefined;
  #found: FileEntry[] = [];
  readonly #reads: Promise<void>[] = [];
  #done = 0;

  constructor(options: EarlyReaderOptions) {
    this.#options = options;
  }

  found(path: Path): void {
    this.#found.push(this.#options.table.add(path));
    if (this.#found.length < (this.#team ? filesPerRead : bulkFrom)) return;
    this.#team ??= this.#options.team(this.#found.length);
    this.#read(this.#team, this.#found);
    this.#found = [];
  }

  /** Reads what is left of the files and forgets those that do not belong to them after all. */
  async finish(
    listed: readonly FileEntry[],
    linkAhead: (team: ShardTeam) => LinkAhead,
  ): Promise<{ readonly team: ShardTeam; readonly guessed: GuessedImports | undefined }> {
    this.#team ??= this.#options.team(listed.length);
    if (this.#team.linkAhead) this.#ahead = linkAhead(this.#team);
    for (const entry of listed) if (this.#ahead && exists(entry)) this.#ahead.add(entry);
    this.#read(
      this.#team,
      listed.filter((entry) => !this.#asked.has(entry)),
    );
    await Promise.all(this.#reads);
    const guessed = await this.#ahead?.finish();
    for (const entry of this.#asked) if (!entry.listed) entry.loaded = undefined;
    return { team: this.#team, guessed };
  }

  close(): void {
    this.#team?.close();
  }

  #read(team: ShardTeam, entries: readonly FileEntry[]): void {
    const { table, signal, onRead } = this.#options;
    for (const entry of entries) this.#asked.add(entry);
    const reading = readWith(team, table, entries, signal, (entry) => {
      onRead(++this.#done);
      if (entry.listed) this.#ahead?.add(entry);
    });
    // Awaited by `finish`, if that is reached.
    reading.catch(() => {});
    this.#reads.push(reading);
  }
}

interface EarlyReaderOptions {
  readonly team: CheckOncePorts['team'];
  readonly table: FileTable;
  readonly signal: AbortSignal | undefined;
  readonly onRead: (done: number) => void;
}

/** Reads entries with a team and notes what they import. */
function readWith(
  team: ShardTeam,
  table: FileTable,
  entries: readonly FileEntry[],
  signal: AbortSignal | undefined,
  onEntry?: (entry: FileEntry) => void,
): Promise<void> {
  return team.read(
    entries,
    (id, file) => {
      const entry = table.entries[id];
      if ('imports' in file) {
        entry.loaded = { parsed: notHere };
        entry.imports = file.imports;
      } else if (file.error.reason !== 'missing') {
        entry.loaded = { parsed: notHere, readProblem: unreadableProblem(file.error) };
      }
      onEntry?.(entry);
    },
    signal,
  );
}

/** Stands for the text and the tree that a shard has. */
const notHere: ParsedFile = { bytes: noBytes, byteLength: 0, nodes: new Int32Array(0), problems: [] };

function viewOf(entry: FileEntry, { name, imports }: PlacedFile, text: Uint8Array | undefined): WorkspaceFile {
  const { id, path, listed, loaded, resolved } = entry;
  const missing = entry.imports.filter((_, i) => resolved[i] === -1);
  const bytes = text ?? noBytes;
  // What is said of missing imports points into the tree.
  const parsed = missing.length > 0 ? parse(bytes, new Names()) : { ...notHere, bytes, byteLength: bytes.length };
  return {
    id,
    path,
    uri: uriOfPath(path),
    listed,
    version: undefined,
    source: { id, name, parsed, imports },
    symbolCount: 0,
    readProblem: loaded?.readProblem,
    complete: true,
    missing,
  };
}
