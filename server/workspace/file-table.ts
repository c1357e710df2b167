// The files the workspace knows, each under a small number that stays its own.

import type { Names } from '../syntax/names.js';
import type { ImportStatement, ParsedFile } from '../syntax/parsed-file.js';
import { importStatements } from '../syntax/parsed-file.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { LoadedFile } from './file-loader.js';
import { type Path, parentOf } from './location.js';
import type { WorkspaceFile } from './snapshot.js';

/** A document that is open in the editor. */
export interface OpenDocument {
  /** As the client spells it. */
  readonly uri: string;
  readonly version: number;
  readonly bytes: Uint8Array;
}

/** What is known of one file; snapshots hold immutable copies of it. */
export interface FileEntry {
  readonly id: number;
  readonly path: Path;
  /** The folder that holds it. */
  readonly folder: Path;
  /** Found in a folder of the workspace, or named when it was opened; else it is there because it is open or imported. */
  listed: boolean;
  document: OpenDocument | undefined;
  /** The last version that was read or parsed; undefined when there is no file. */
  loaded: LoadedFile | undefined;
  imports: readonly ImportStatement[];
  symbolCount: number;
  /** Ids of the imported files in the order of `imports`, -1 where there is none. */
  resolved: Int32Array;
  /** How imports spell the file; '' until it is worked out. */
  name: string;
  /** How the file was imported when it was found beside the workspace. */
  importedAs: string;
  /** The URI of the path, once it was asked for. */
  diskUri: string;
  /** As last published. */
  file: WorkspaceFile | undefined;
}

export class FileTable {
  readonly entries: FileEntry[] = [];
  readonly #ids = new Map<Path, number>();

  get(path: Path): FileEntry | undefined {
    const id = this.#ids.get(path);
    return id === undefined ? undefined : this.entries[id];
  }

  /** The entry of a path, made if there is none. */
  add(path: Path): FileEntry {
    const known = this.get(path);
    if (known) return known;
    const entry: FileEntry = {
      id: this.entries.length,
      path,
      folder: parentOf(path),
      listed: false,
      document: undefined,
      loaded: undefined,
      imports: [],
      symbolCount: 0,
      resolved: noImports,
      name: '',
      importedAs: '',
      diskUri: '',
      file: undefined,
    };
    this.entries.push(entry);
    this.#ids.set(path, entry.id);
    return entry;
  }
}

const noImports = new Int32Array(0);

/** Takes over a version of a file. Returns whether its imports are others than before. */
export function takeVersion(entry: FileEntry, loaded: LoadedFile | undefined, names: Names): boolean {
  const before = entry.imports;
  entry.loaded = loaded;
  entry.imports = loaded ? importStatements(loaded.parsed, names) : [];
  entry.symbolCount = loaded ? countSymbols(loaded.parsed) : 0;
  const same = before.length === entry.imports.length && before.every(({ path }, i) => path === entry.imports[i].path);
  return !same || entry.resolved.length !== before.length;
}

/** Whether a file is there to be imported. */
export function exists(entry: FileEntry): boolean {
  return entry.loaded !== undefined || entry.document !== undefined;
}

function countSymbols({ nodes }: ParsedFile): number {
  let count = 0;
  for (let node = Node.size; node < nodes[Node.end]; node += Node.size) if (isSymbol(nodes[node] & Flag.kind)) count++;
  return count;
}

/** Whether nodes of a kind declare a symbol that can be searched for. */
export function isSymbol(kind: Kind): boolean {
  switch (kind) {
    case Kind.message:
    case Kind.group:
    case Kind.field:
    case Kind.mapField:
    case Kind.oneof:
    case Kind.enum:
    case Kind.enumValue:
    case Kind.service:
    case Kind.method:
      return true;
    default:
      return false;
  }
}

/** Calls `forget` for files that are there, but neither belong to the workspace nor are open nor imported by such. */
export function forgetUnused(entries: readonly FileEntry[], forget: (entry: FileEntry) => void): void {
  const used = new Uint8Array(entries.length);
  const visit: number[] = [];
  const use = (id: number) => {
    if (id < 0 || used[id]) return;
    used[id] = 1;
    visit.push(id);
  };
  for (const entry of entries) if (entry.listed || entry.document) use(entry.id);
  for (let id = visit.pop(); id !== undefined; id = visit.pop()) for (const other of entries[id].resolved) use(other);
  for (const entry of entries) if (!used[entry.id] && entry.loaded) forget(entry);
}
