// What a workspace is made of: its files and configured import roots, read from disk when it is opened.
import type { Problem } from '../diagnostics/problem.js';
import { encodeText } from './apply-edits.js';
import type { BufDependency, BufModule, ConfigProblem, Parsed } from './buf-config.js';
import { configFileNames, discoverFiles } from './discover-files.js';
import { FileError, type FileSystem } from './file-system.js';
import type { ImportRoot } from './import-roots.js';
import { baseName, below, type Path, parentOf, relativeTo } from './location.js';
import { isRequestDocument } from './request-documents.js';

/** A folder of the workspace and what was set for it. */
export interface FolderSettings {
  readonly path: Path;
  /** Patterns of what is left out, relative to the folder. */
  readonly excludeGlobs: readonly string[];
  /** Import roots in search order. */
  readonly importPaths: readonly Path[];
  readonly ignoreGitignore: boolean;
}

export interface WorkspaceSettings {
  readonly folders: readonly FolderSettings[];
  /** Files that belong to the workspace beside the folders. */
  readonly files: readonly Path[];
  /** Import roots for all files, in search order. When there are any, no others are looked for, as by protoc. */
  readonly importPaths: readonly Path[];
}

/** Findings about something that is not a .proto file. */
export interface OtherProblems {
  readonly path: Path;
  readonly bytes: Uint8Array;
  readonly problems: readonly Problem[];
}

export interface Configuration {
  readonly protoFiles: readonly Path[];
  readonly requestFiles: readonly Path[];
  /** Roots that somebody set, in search order. */
  readonly roots: readonly ImportRoot[];
  /** The roots were given for all files: nothing else is looked up, but for the bundled files. */
  readonly onlyTheseRoots: boolean;
  /** Dependencies of buf.lock that buf's cache does not hold. */
  readonly absentDependencies: readonly string[];
  readonly problems: readonly OtherProblems[];
}

export interface ReadOptions {
  /** Where buf keeps downloaded modules. */
  readonly bufCacheFolder?: Path;
  readonly onProgress?: (files: number) => void;
  /** Told about .proto files when they are found; buf.yaml may leave out some of them in the end. */
  readonly onFile?: (path: Path) => void;
  readonly signal?: AbortSignal;
}

/** Walks the folders and reads the configuration in them, and buf's configuration above them. */
export async function readConfiguration(
  fs: FileSystem,
  settings: WorkspaceSettings,
  options: ReadOptions = {},
): Promise<Configuration> {
  const protoFiles = new Set(settings.files.filter((path) => !isRequestDocument(path)));
  const requestFiles = new Set(settings.files.filter((path) => isRequestDocument(path)));
  const configFiles = new Set<Path>();
  const problems: OtherProblems[] = [];
  for (const folder of settings.folders) {
    const before = protoFiles.size;
    const found = await discoverFiles(fs, folder.path, {
      excludeGlobs: folder.excludeGlobs,
      ignoreGitignore: folder.ignoreGitignore,
      onProgress: (files) => options.onProgress?.(before + files),
      onFile: options.onFile,
      signal: options.signal,
    });
    for (const path of found.protoFiles) protoFiles.add(path);
    for (const path of found.requestFiles) requestFiles.add(path);
    for (const path of found.configFiles) configFiles.add(path);
    for (const { path, message } of found.unreadable) {
      problems.push({
        path,
        bytes: new Uint8Array(0),
        problems: [{ code: 'file-unreadable', message, start: 0, end: 0 }],
      });
    }
  }
  for (const place of [...settings.folders.map(({ path }) => path), ...settings.files.map(parentOf)]) {
    for (const path of await configAbove(fs, place)) configFiles.add(path);
  }
  const buf = await readBuf(fs, [...configFiles].sort(), options.bufCacheFolder);
  const outside = moduleFilter(buf.modules);
  return {
    protoFiles: [...protoFiles].filter((path) => !outside(path) || settings.files.includes(path)).sort(),
    requestFiles: [...requestFiles].sort(),
    roots:
      settings.importPaths.length > 0
        ? settings.importPaths.map((path) => ({ path, origin: 'import path' }))
        : [
            ...settings.folders.flatMap(({ path: folder, importPaths }) =>
              importPaths.map((path): ImportRoot => ({ path, origin: 'import path', folder })),
            ),
            ...buf.modules.map(({ root }): ImportRoot => ({ path: root, origin: 'buf.yaml' })),
            ...buf.dependencies,
          ],
    onlyTheseRoots: settings.importPaths.length > 0,
    absentDependencies: buf.absent,
    problems: [...problems, ...buf.problems],
  };
}

/** The innermost buf.yaml or buf.work.yaml above a folder, with the buf.lock beside it: the folder may be part of a module. */
async function configAbove(fs: FileSystem, folder: Path): Promise<Path[]> {
  for (let at = folder, parent = parentOf(at); ; at = parent, parent = parentOf(at)) {
    const found: Path[] = [];
    for (const name of configFileNames) if ((await fs.kind(below(at, name))) === 'file') found.push(below(at, name));
    if (found.some((path) => baseName(path) !== 'buf.lock')) return found;
    // A module does not reach beyond its repository.
    if (parent === at || (await fs.kind(below(at, '.git'))) !== undefined) return [];
  }
}

interface BufFacts {
  readonly modules: BufModule[];
  readonly dependencies: ImportRoot[];
  readonly absent: string[];
  readonly problems: OtherProblems[];
}

async function readBuf(fs: FileSystem, paths: readonly Path[], cacheFolder: Path | undefined): Promise<BufFacts> {
  const facts: BufFacts = { modules: [], dependencies: [], absent: [], problems: [] };
  if (paths.length === 0) return facts;
  // A reader of YAML takes a while to load.
  const { cacheFoldersOf, parseBufLock, parseBufWorkYaml, parseBufYaml } = await import(
    /* webpackChunkName: "yaml" */ './buf-config.js'
  );
  const read = async <T>(path: Path, parse: (text: string, path: Path) => Parsed<T>): Promise<T | undefined> => {
    let bytes: Uint8Array;
    try {
      bytes = await fs.read(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const message = error.message;
      if (error.reason === 'missing') return undefined;
      facts.problems.push({
        path,
        bytes: new Uint8Array(0),
        problems: [{ code: 'file-unreadable', message, start: 0, end: 0 }],
      });
      return undefined;
    }
    const text = new TextDecoder().decode(bytes);
    const parsed = parse(text, path);
    if ('value' in parsed) return parsed.value;
    facts.problems.push({ path, bytes, problems: [configProblem(text, path, parsed.problem)] });
    return undefined;
  };
  const moduleRoots = new Set<Path>();
  const add = (module: BufModule) => {
    moduleRoots.add(module.root);
    facts.modules.push(module);
  };
  for (const path of paths) {
    if (baseName(path) !== 'buf.yaml') continue;
    for (const module of (await read(path, parseBufYaml))?.modules ?? []) add(module);
  }
  for (const path of paths) {
    if (baseName(path) !== 'buf.work.yaml') continue;
    for (const root of (await read(path, parseBufWorkYaml)) ?? []) {
      // A listed folder without a buf.yaml is a module with default settings.
      if (!moduleRoots.has(root)) add({ root, includes: [], excludes: [] });
    }
  }
  const pinned = new Map<string, BufDependency>();
  for (const path of paths) {
    if (baseName(path) !== 'buf.lock') continue;
    for (const pin of (await read(path, parseBufLock)) ?? []) pinned.set(`${pin.name}:${pin.commit}`, pin);
  }
  for (const pin of pinned.values()) {
    const root = cacheFolder && (await firstFolder(fs, cacheFoldersOf(pin, cacheFolder)));
    if (root) facts.dependencies.push({ path: root, origin: 'buf.lock', name: pin.name });
    else facts.absent.push(pin.name);
  }
  return facts;
}

async function firstFolder(fs: FileSystem, paths: readonly Path[]): Promise<Path | undefined> {
  for (const path of paths) if ((await fs.kind(path)) === 'directory') return path;
  return undefined;
}

function configProblem(text: string, path: Path, { start, end, message }: ConfigProblem): Problem {
  return {
    code: 'invalid-configuration',
    message: `${baseName(path)} cannot be used and is left out of account: ${message}`,
    start: encodeText(text.slice(0, start)).length,
    end: encodeText(text.slice(0, end)).length,
  };
}

/** Whether a file lies in a module's folder, but is left out by the innermost module that has it. */
function moduleFilter(modules: readonly BufModule[]): (path: Path) => boolean {
  const limited = modules.filter(({ includes, excludes }) => includes.length + excludes.length > 0);
  if (limited.length === 0) return () => false;
  const within = (path: Path, folders: readonly Path[]) =>
    folders.some((folder) => relativeTo(folder, path) !== undefined);
  return (path) => {
    const holders = modules.filter(({ root }) => relativeTo(root, path) !== undefined);
    const depth = Math.max(...holders.map(({ root }) => root.length));
    const inner = holders.filter(({ root }) => root.length === depth);
    return (
      inner.length > 0 &&
      inner.every(
        ({ includes, excludes }) => within(path, excludes) || (includes.length > 0 && !within(path, includes)),
      )
    );
  };
}
