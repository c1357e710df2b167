// What buf.yaml (v1beta1, v1, v2), buf.work.yaml and buf.lock say about import roots and about files that are left out.
import { parseDocument } from 'yaml';
import { below, type Path, parentOf, resolvePath } from './location.js';

/** A part of a tree whose files import each other by their paths below `root`. */
export interface BufModule {
  readonly root: Path;
  /** Only files below one of these belong to the module; empty: all below `root`. */
  readonly includes: readonly Path[];
  /** Files below one of these do not belong to it. */
  readonly excludes: readonly Path[];
}

/** A module that buf.lock pins, as buf's cache spells it. */
export interface BufDependency {
  /** `buf.build/googleapis/googleapis`. */
  readonly name: string;
  readonly commit: string;
  /** Algorithm of the pin's digest: the cache keeps a tree for each. */
  readonly digestType: string;
}

/** Why a file could not be used; offsets are UTF-16 positions in the text. */
export interface ConfigProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface BufYaml {
  readonly version: string;
  readonly modules: readonly BufModule[];
}

export type Parsed<T> = { readonly value: T } | { readonly problem: ConfigProblem };

/** Reads a buf.yaml. `path` is where it is; the modules' paths are below its folder. */
export function parseBufYaml(text: string, path: Path): Parsed<BufYaml> {
  const yaml = parseYaml(text);
  if ('problem' in yaml) return yaml;
  const folder = parentOf(path);
  const top = yaml.value;
  const version = textOf(top.version) ?? 'v1beta1';
  if (version === 'v2') {
    const modules = listOf(top.modules).filter(isRecord);
    const list = modules.length > 0 ? modules : [top];
    return {
      value: {
        version,
        modules: list.map((module) => ({
          root: resolvePath(folder, textOf(module.path) ?? '.'),
          // In v2 they are relative to buf.yaml, not to the module.
          includes: paths(module.includes, folder),
          excludes: paths(module.excludes, folder),
        })),
      },
    };
  }
  const build = isRecord(top.build) ? top.build : {};
  const roots = paths(build.roots, folder);
  const modules = (version === 'v1beta1' && roots.length > 0 ? roots : [folder]).map((root) => ({
    root,
    includes: [],
    excludes: paths(build.excludes, root),
  }));
  return { value: { version, modules } };
}

/** Reads a buf.work.yaml: the folders of its modules. */
export function parseBufWorkYaml(text: string, path: Path): Parsed<readonly Path[]> {
  const yaml = parseYaml(text);
  return 'problem' in yaml ? yaml : { value: paths(yaml.value.directories, parentOf(path)) };
}

/** Reads a buf.lock of any version: what it pins. Entries without a commit are left out. */
export function parseBufLock(text: string): Parsed<readonly BufDependency[]> {
  const yaml = parseYaml(text);
  if ('problem' in yaml) return yaml;
  const value = listOf(yaml.value.deps)
    .filter(isRecord)
    .flatMap((entry): BufDependency[] => {
      const parts = [textOf(entry.remote), textOf(entry.owner), textOf(entry.repository)];
      const name = textOf(entry.name) ?? (parts.every(Boolean) ? parts.join('/') : undefined);
      const commit = textOf(entry.commit);
      const digestType = /^(b\d+):/.exec(textOf(entry.digest) ?? '')?.[1] ?? 'b5';
      // Both become parts of a path.
      if (!name || !commit || !/^[\w.-]+(\/[\w.-]+){2}$/.test(name) || !/^[0-9a-f-]+$/.test(commit)) return [];
      return name.split('/').includes('..') ? [] : [{ name, commit: commit.replaceAll('-', ''), digestType }];
    });
  return { value };
}

/** Folders of buf's module cache that may hold a dependency, best first. */
export function cacheFoldersOf(dependency: BufDependency, cacheFolder: Path): Path[] {
  // buf keeps v1's pins, whose digests are older, under the digest it uses itself.
  const digestTypes = [...new Set([dependency.digestType, 'b5', 'b4'])];
  return digestTypes.map((digestType) =>
    below(cacheFolder, `v3/modules/${digestType}/${dependency.name}/${dependency.commit}/files`),
  );
}

function parseYaml(text: string): Parsed<Record<string, unknown>> {
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const [start, end] = error.pos;
    return { problem: { start, end: Math.max(start, end), message: firstLine(error.message) } };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    // Aliases that lead nowhere, or that would blow the file up.
    return {
      problem: { start: 0, end: 0, message: firstLine(thrown instanceof Error ? thrown.message : String(thrown)) },
    };
  }
  if (value === null || value === undefined) return { value: {} };
  if (isRecord(value)) return { value };
  return { problem: { start: 0, end: 0, message: 'expected a mapping of keys to values' } };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function paths(value: unknown, folder: Path): Path[] {
  return listOf(value).flatMap((entry) => (typeof entry === 'string' ? [resolvePath(folder, entry)] : []));
}
