// Walks the folders of a workspace and finds .proto files, request files, and the files that configure them.
import { excludedByGlobs, type GitignoreScope, gitignoreScope, isGitignored, isToolFolder } from './exclusions.js';
import { type DirectoryEntry, FileError, type FileSystem } from './file-system.js';
import { baseName, below, type Path, parentOf, relativeTo } from './location.js';
import { isRequestDocument } from './request-documents.js';

export interface DiscoveryOptions {
  readonly excludeGlobs?: readonly string[];
  readonly ignoreGitignore?: boolean;
  /** Told how many .proto files were found so far. */
  readonly onProgress?: (files: number) => void;
  /** Told about each .proto file when it is found, those of a folder one after the other. */
  readonly onFile?: (path: Path) => void;
  readonly signal?: AbortSignal;
}

export interface Discovery {
  /** Paths of .proto files, sorted. */
  readonly protoFiles: readonly Path[];
  /** Paths of request files, sorted. */
  readonly requestFiles: readonly Path[];
  /** Paths of buf.yaml, buf.work.yaml and buf.lock files, sorted. */
  readonly configFiles: readonly Path[];
  /** Folders that could not be read, each with the reason. */
  readonly unreadable: readonly { readonly path: Path; readonly message: string }[];
}

/** Names of the files that say where imports are looked up. */
export const configFileNames: ReadonlySet<string> = new Set(['buf.yaml', 'buf.work.yaml', 'buf.lock']);

/** Folders read at the same time. */
const concurrency = 16;

/**
 * Everything below `folder` that belongs to a workspace. Symbolic links are followed; a folder that a link leads to is
 * visited only if the walk does not come to it by another way, so a cycle ends by itself. A folder named `x.proto` is
 * a folder. Rejects only on abort.
 */
export async function discoverFiles(fs: FileSystem, folder: Path, options: DiscoveryOptions = {}): Promise<Discovery> {
  const { signal } = options;
  const isExcluded = excludedByGlobs(options.excludeGlobs ?? []);
  const protoFiles: Path[] = [];
  const requestFiles: Path[] = [];
  const configFiles: Path[] = [];
  const unreadable: { path: Path; message: string }[] = [];
  const links: { path: Path; scope: GitignoreScope | undefined }[] = [];

  const leftOut = (path: Path, isFolder: boolean, scope: GitignoreScope | undefined) =>
    (isExcluded?.(relativeTo(folder, path) ?? '') ?? false) ||
    (scope !== undefined && isGitignored(path, isFolder, scope));

  const takeFile = (path: Path, scope: GitignoreScope | undefined) => {
    const found = path.endsWith('.proto')
      ? protoFiles
      : isRequestDocument(path)
        ? requestFiles
        : configFileNames.has(baseName(path))
          ? configFiles
          : undefined;
    if (!found || leftOut(path, false, scope)) return;
    found.push(path);
    if (found === protoFiles) options.onFile?.(path);
  };

  const visit = async (path: Path, outer: GitignoreScope | undefined): Promise<Pending[]> => {
    let entries: readonly DirectoryEntry[];
    try {
      entries = await fs.list(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      // A folder that is gone since its parent was read is no error.
      if (error.reason !== 'missing' || path === folder) unreadable.push({ path, message: error.message });
      return [];
    }
    let scope = outer;
    if (
      !options.ignoreGitignore &&
      entries.some((entry) => entry.name === '.gitignore' && entry.kind !== 'directory')
    ) {
      const text = await readText(fs, below(path, '.gitignore'));
      if (text !== undefined) scope = gitignoreScope(path, text, outer);
    }
    const folders: Pending[] = [];
    for (const { name, kind } of entries) {
      if (kind === 'file') {
        takeFile(below(path, name), scope);
      } else if (kind === 'directory') {
        const child = below(path, name);
        if (!isToolFolder(name) && !leftOut(child, true, scope)) folders.push({ path: child, scope });
      } else if (kind === 'symlink') {
        if (!isToolFolder(name)) links.push({ path: below(path, name), scope });
      }
    }
    options.onProgress?.(protoFiles.length);
    return folders;
  };

  const outer = options.ignoreGitignore ? undefined : await outerScope(fs, folder);
  const pending: Pending[] = [{ path: folder, scope: outer }];
  await walk(pending, visit, signal);
  await followLinks(fs, folder, links, takeFile, leftOut, async (target) => walk([target], visit, signal));
  return {
    protoFiles: protoFiles.sort(),
    requestFiles: requestFiles.sort(),
    configFiles: configFiles.sort(),
    unreadable,
  };
}

interface Pending {
  readonly path: Path;
  readonly scope: GitignoreScope | undefined;
}

async function walk(
  pending: Pending[],
  visit: (path: Path, scope: GitignoreScope | undefined) => Promise<Pending[]>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let running = 0;
  await new Promise<void>((resolve, reject) => {
    const fill = () => {
      if (signal?.aborted) return reject(signal.reason);
      while (running < concurrency) {
        const next = pending.pop();
        if (!next) break;
        running++;
        visit(next.path, next.scope).then((folders) => {
          running--;
          pending.push(...folders);
          fill();
        }, reject);
      }
      if (running === 0) resolve();
    };
    fill();
  });
}

/** Visits what the links found in a walk lead to, in the order of their paths, with the links found on the way. */
async function followLinks(
  fs: FileSystem,
  folder: Path,
  links: Pending[],
  takeFile: (path: Path, scope: GitignoreScope | undefined) => void,
  leftOut: (path: Path, isFolder: boolean, scope: GitignoreScope | undefined) => boolean,
  visitFolder: (target: Pending) => Promise<void>,
): Promise<void> {
  if (links.length === 0) return;
  const top = (await fs.realPath(folder)) ?? folder;
  const visited: Path[] = [top];
  while (links.length > 0) {
    links.sort((a, b) => (a.path < b.path ? 1 : -1));
    const link = links.pop();
    if (!link) return;
    const kind = await fs.kind(link.path);
    if (kind === 'file') takeFile(link.path, link.scope);
    if (kind !== 'directory' || leftOut(link.path, true, link.scope)) continue;
    const real = await fs.realPath(link.path);
    if (real === undefined) continue;
    // What lies inside a visited folder is known; what holds one would be walked for ever.
    if (visited.some((other) => relativeTo(other, real) !== undefined || relativeTo(real, other) !== undefined))
      continue;
    visited.push(real);
    await visitFolder(link);
  }
}

/**
 * The rules of .gitignore files above the folder, up to the repository's top. None when they ignore the folder itself:
 * who opens an ignored folder wants to see it.
 */
async function outerScope(fs: FileSystem, folder: Path): Promise<GitignoreScope | undefined> {
  const above: Path[] = [];
  let at = folder;
  while ((await fs.kind(below(at, '.git'))) === undefined) {
    const parent = parentOf(at);
    if (parent === at) return undefined;
    at = parent;
    above.push(at);
  }
  let scope: GitignoreScope | undefined;
  for (const path of above.reverse()) {
    const text = await readText(fs, below(path, '.gitignore'));
    if (text !== undefined) scope = gitignoreScope(path, text, scope);
  }
  return isGitignored(folder, true, scope) ? undefined : scope;
}

async function readText(fs: FileSystem, path: Path): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await fs.read(path));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
