// What was found out about single files in a check, and which of it still holds in another one.
import type { Problem } from '../../diagnostics/problem.js';
import type { ImportStatement } from '../../syntax/parsed-file.js';
import type { Path } from '../location.js';
import type { PlacedFile } from '../shard-team.js';
import type { KnownLinks } from './check-record.js';
import type { FileVersion } from './file-versions.js';

/** One file in a check. */
export interface FileFacts {
  readonly path: Path;
  readonly version: FileVersion;
  readonly imports: readonly ImportStatement[];
  placed: PlacedFile | undefined;
  /** Everything wrong with it; undefined when it was not checked, or when that depends on more than what it imports. */
  problems: readonly Problem[] | undefined;
}

/** The files of a check by id. */
export type CheckedFiles = readonly (FileFacts | undefined)[];

const noIndexes: readonly number[] = [];

export class LinkFacts {
  readonly #known: KnownLinks;
  readonly #indexOfPath = new Map<Path, number>();
  readonly #indexOfVersion = new Map<FileVersion, number>();
  readonly #findings: ReadonlyMap<number, readonly Problem[]>;

  constructor(known: KnownLinks) {
    this.#known = known;
    known.paths.forEach((path, index) => {
      this.#indexOfPath.set(path, index);
      this.#indexOfVersion.set(known.versions[index], index);
    });
    this.#findings = new Map(known.findings);
  }

  get isEmpty(): boolean {
    return this.#known.paths.length === 0;
  }

  /** What a file of this version imports, whatever it is called; undefined when that is not known. */
  imports(version: FileVersion): readonly ImportStatement[] | undefined {
    const index = this.#indexOfVersion.get(version);
    if (index === undefined) return undefined;
    const { importEnds, importNodes, importPaths, strings } = this.#known;
    const imports: ImportStatement[] = [];
    for (let i = index === 0 ? 0 : importEnds[index - 1]; i < importEnds[index]; i++) {
      imports.push({ node: importNodes[i], path: strings[importPaths[i]] });
    }
    return imports;
  }

  /**
   * Which files are others than they were, or import such, directly or not: 1 by id. Findings of all others are what
   * they were, since a file is checked by nothing but itself and what it imports, and the descriptor.proto of all.
   */
  stale(files: CheckedFiles, descriptorFile: number | undefined): Uint8Array {
    const stale = new Uint8Array(files.length);
    const importers: number[][] = [];
    const visit: number[] = [];
    const mark = (id: number) => {
      if (stale[id]) return;
      stale[id] = 1;
      visit.push(id);
    };
    for (let id = 0; id < files.length; id++) {
      const file = files[id];
      if (!file) continue;
      for (const to of file.placed?.imports ?? []) if (to >= 0) (importers[to] ??= []).push(id);
      if (!this.#isSame(file, files)) mark(id);
    }
    for (let id = visit.pop(); id !== undefined; id = visit.pop()) {
      for (const importer of importers[id] ?? noIndexes) mark(importer);
    }
    const descriptor = descriptorFile === undefined ? undefined : files[descriptorFile];
    const before = descriptor ? this.#indexOfPath.get(descriptor.path) : -1;
    if (before !== this.#known.descriptorFile || (descriptorFile !== undefined && stale[descriptorFile])) stale.fill(1);
    return stale;
  }

  /** The findings of a file that is not stale, with the ids of this check. `idOf` gives the id of a path. */
  findings({ path }: FileFacts, idOf: (path: Path) => number): readonly Problem[] | undefined {
    const { paths, isLinked } = this.#known;
    const index = this.#indexOfPath.get(path);
    if (index === undefined || !isLinked[index]) return undefined;
    return withFiles(this.#findings.get(index) ?? [], (file) => idOf(paths[file]));
  }

  #isSame({ path, version, placed }: FileFacts, files: CheckedFiles): boolean {
    const { versions, names, importEnds, resolved } = this.#known;
    const index = this.#indexOfPath.get(path);
    if (index === undefined || versions[index] !== version || names[index] !== (placed?.name ?? '')) return false;
    const start = index === 0 ? 0 : importEnds[index - 1];
    const imports = placed?.imports ?? noIndexes;
    if (imports.length !== importEnds[index] - start) return false;
    for (let i = 0; i < imports.length; i++) {
      const to = imports[i] < 0 ? -1 : this.#indexOfPath.get(files[imports[i]]?.path ?? '');
      if (to !== resolved[start + i]) return false;
    }
    return true;
  }
}

/** The facts in the form in which they are kept. */
export function knownLinks(files: CheckedFiles, descriptorFile: number | undefined): KnownLinks {
  const there = files.filter((file) => file !== undefined);
  const indexes = new Map<FileFacts, number>(there.map((file, index) => [file, index]));
  const indexOf = (id: number): number => {
    const file = files[id];
    return (file && indexes.get(file)) ?? -1;
  };
  const strings = new Map<string, number>();
  const importEnds: number[] = [];
  const importNodes: number[] = [];
  const importPaths: number[] = [];
  const resolved: number[] = [];
  for (const { imports, placed } of there) {
    imports.forEach(({ node, path }, i) => {
      let string = strings.get(path);
      if (string === undefined) strings.set(path, (string = strings.size));
      importNodes.push(node);
      importPaths.push(string);
      resolved.push(indexOf(placed?.imports[i] ?? -1));
    });
    importEnds.push(importNodes.length);
  }
  return {
    paths: there.map(({ path }) => path),
    versions: there.map(({ version }) => version),
    names: there.map(({ placed }) => placed?.name ?? ''),
    importEnds,
    importNodes,
    importPaths,
    resolved,
    strings: [...strings.keys()],
    descriptorFile: descriptorFile === undefined ? -1 : indexOf(descriptorFile),
    isLinked: there.map(({ problems }) => (problems ? 1 : 0)),
    findings: there.flatMap(({ problems }, index) =>
      problems && problems.length > 0 ? [[index, withFiles(problems, indexOf)] as const] : [],
    ),
  };
}

function withFiles(problems: readonly Problem[], numberOf: (file: number) => number): readonly Problem[] {
  return problems.map((problem) =>
    problem.related
      ? { ...problem, related: problem.related.map((place) => ({ ...place, file: numberOf(place.file) })) }
      : problem,
  );
}
