// Request files (`*.grpc`): open in the editor or lying in the workspace's folders. They are texts to the workspace; what
// stands in them is not its business.
import { applyEdits, encodeText, type RangeEdit } from './apply-edits.js';
import { FileError, type FileSystem } from './file-system.js';
import type { OpenDocument } from './file-table.js';
import { type Path, relativeTo, uriOfPath } from './location.js';

/** The language id of request files in editors. */
export const requestLanguage = 'grpc-request';

const extension = '.grpc';

/** Larger files are not read: they are written by hand. */
const maxBytes = 16 * 1024 * 1024;

/** One version of one request file. Immutable; the same object as long as nothing about the file changes. */
export interface RequestDocument {
  readonly path: Path;
  /** As the client spells it. */
  readonly uri: string;
  /** Whether it lies in the workspace. */
  readonly listed: boolean;
  /** The editor's version of the text; undefined when it is the file on disk. */
  readonly version: number | undefined;
  readonly bytes: Uint8Array;
}

/** Whether a document is a request file: by its language id if the client says one, else by its name. */
export function isRequestDocument(path: Path, languageId = ''): boolean {
  return languageId === requestLanguage || (languageId === '' && path.endsWith(extension));
}

interface Entry {
  listed: boolean;
  document: OpenDocument | undefined;
  /** What was read last. */
  disk: Uint8Array | undefined;
  published: RequestDocument | undefined;
}

export class RequestDocuments {
  readonly #fs: FileSystem;
  readonly #entries = new Map<Path, Entry>();
  readonly #stale = new Set<Path>();
  #published: ReadonlyMap<Path, RequestDocument> | undefined;

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  /** Whether files must be read. */
  get isStale(): boolean {
    return this.#stale.size > 0;
  }

  isOpen(path: Path): boolean {
    return this.#entries.get(path)?.document !== undefined;
  }

  open(path: Path, uri: string, version: number, text: string): void {
    this.#entry(path).document = { uri, version, bytes: encodeText(text) };
    this.#published = undefined;
  }

  change(path: Path, version: number, edits: readonly RangeEdit[]): void {
    const entry = this.#entry(path);
    if (!entry.document) return;
    entry.document = { ...entry.document, version, bytes: applyEdits(entry.document.bytes, edits) };
    this.#published = undefined;
  }

  close(path: Path): void {
    this.#entry(path).document = undefined;
    this.#stale.add(path);
    this.#published = undefined;
  }

  /** Takes note of what a walk of the folders found; all of it is read again. */
  list(paths: readonly Path[]): void {
    const listed = new Set(paths);
    for (const path of listed) {
      if (!this.#entry(path).document) this.#stale.add(path);
    }
    for (const [path, entry] of this.#entries) {
      entry.listed = listed.has(path);
      if (!entry.listed && !entry.document) this.#entries.delete(path);
    }
    this.#published = undefined;
  }

  /** Takes note of a change on disk; a deleted folder stands for all in it. */
  changedOnDisk(path: Path): void {
    for (const known of this.#entries.keys()) if (relativeTo(path, known) !== undefined) this.#stale.add(known);
  }

  /** Reads what changed. */
  async read(signal?: AbortSignal): Promise<void> {
    const paths = [...this.#stale];
    this.#stale.clear();
    for (const path of paths) {
      signal?.throwIfAborted();
      const entry = this.#entries.get(path);
      if (!entry) continue;
      entry.disk = await this.#readFile(path);
      if (!entry.disk && !entry.document) this.#entries.delete(path);
      this.#published = undefined;
    }
  }

  /** Everything that has a text, by path. */
  publish(): ReadonlyMap<Path, RequestDocument> {
    if (this.#published) return this.#published;
    const documents = new Map<Path, RequestDocument>();
    for (const [path, entry] of this.#entries) {
      const bytes = entry.document?.bytes ?? entry.disk;
      if (!bytes) continue;
      const { listed, document, published } = entry;
      const uri = document?.uri ?? uriOfPath(path);
      const isSame =
        published?.bytes === bytes &&
        published.uri === uri &&
        published.version === document?.version &&
        published.listed === listed;
      if (!isSame) entry.published = { path, uri, listed, version: document?.version, bytes };
      if (entry.published) documents.set(path, entry.published);
    }
    this.#published = documents;
    return documents;
  }

  async #readFile(path: Path): Promise<Uint8Array | undefined> {
    try {
      const bytes = await this.#fs.read(path);
      return bytes.length > maxBytes ? undefined : bytes;
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }

  #entry(path: Path): Entry {
    let entry = this.#entries.get(path);
    if (!entry) {
      entry = { listed: false, document: undefined, disk: undefined, published: undefined };
      this.#entries.set(path, entry);
    }
    return entry;
  }
}
