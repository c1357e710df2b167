// Files in memory, for tests of the workspace: folders exist by the files in them.
import { type DirectoryEntry, FileError, type FileSystem } from '../../server/workspace/file-system.js';
import { below, type Path, parentOf } from '../../server/workspace/location.js';

export class MemoryFileSystem implements FileSystem {
  readonly files = new Map<Path, string | Uint8Array>();
  /** Symbolic links and where they lead. */
  readonly links = new Map<Path, Path>();
  /** Paths that refuse to be read. */
  readonly locked = new Set<Path>();
  /** Every path that was read, in order. */
  readonly reads: Path[] = [];
  /** Called before each read; may change the files. */
  beforeRead: (path: Path) => void | Promise<void> = () => {};

  constructor(files: Readonly<Record<Path, string | Uint8Array>> = {}) {
    for (const [path, content] of Object.entries(files)) this.files.set(path, content);
  }

  async list(folder: Path): Promise<DirectoryEntry[]> {
    const real = this.#real(folder);
    if (this.locked.has(folder)) throw new FileError('unreadable', 'permission denied');
    if (!this.#isFolder(real)) throw new FileError('missing', 'no such folder');
    const entries = new Map<string, DirectoryEntry>();
    const prefix = below(real, '');
    for (const [path, kind] of [...this.files.keys()].map((path) => [path, 'file'] as const)) {
      if (!path.startsWith(prefix)) continue;
      const [name, ...rest] = path.slice(prefix.length).split('/');
      entries.set(name, { name, kind: rest.length > 0 ? 'directory' : kind });
    }
    for (const link of this.links.keys()) {
      if (parentOf(link) === real)
        entries.set(link.slice(prefix.length), { name: link.slice(prefix.length), kind: 'symlink' });
    }
    return [...entries.values()];
  }

  async kind(path: Path): Promise<'file' | 'directory' | undefined> {
    const real = this.#real(path);
    return this.files.has(real) ? 'file' : this.#isFolder(real) ? 'directory' : undefined;
  }

  async realPath(path: Path): Promise<Path | undefined> {
    return (await this.kind(path)) ? this.#real(path) : undefined;
  }

  async read(path: Path): Promise<Uint8Array> {
    await this.beforeRead(path);
    this.reads.push(path);
    if (this.locked.has(path)) throw new FileError('unreadable', 'The file cannot be read: permission denied.');
    const content = this.files.get(this.#real(path));
    if (content === undefined) throw new FileError('missing', 'There is no such file.');
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  }

  #isFolder(path: Path): boolean {
    const prefix = below(path, '');
    return [...this.files.keys(), ...this.links.keys()].some((file) => file.startsWith(prefix));
  }

  #real(path: Path): Path {
    for (let hops = 0; hops < 40; hops++) {
      const link = [...this.links].find(([from]) => path === from || path.startsWith(`${from}/`));
      if (!link) return path;
      path = link[1] + path.slice(link[0].length);
    }
    return path;
  }
}
