// A file system that knows what was in the folders that were listed: for one request, which takes its answers from one
// look at the disk.
import type { EntryKind, FileSystem } from './file-system.js';
import { baseName, type Path, parentOf } from './location.js';

/** `fs`, but whether a file lies in a folder that was listed is not asked again. Links are. */
export function rememberFolders(fs: FileSystem): FileSystem {
  const folders = new Map<Path, ReadonlyMap<string, EntryKind>>();
  return {
    realPath: (path) => fs.realPath(path),
    read: (path) => fs.read(path),
    async list(folder) {
      const entries = await fs.list(folder);
      folders.set(folder, new Map(entries.map(({ name, kind }) => [name, kind])));
      return entries;
    },
    async kind(path) {
      const known = folders.get(parentOf(path));
      if (!known) return fs.kind(path);
      const kind = known.get(baseName(path));
      return kind === 'symlink' ? fs.kind(path) : kind;
    },
  };
}
