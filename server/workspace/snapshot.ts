// One state of the workspace that stays as it is: what requests are answered from.
import type { Problem } from '../diagnostics/problem.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import type { SourceFile } from '../schema/source-file.js';
import type { Names } from '../syntax/names.js';
import type { OtherProblems } from './configuration.js';
import type { ImportRoots } from './import-roots.js';
import type { Path } from './location.js';
import { type MissingImport, missingImportProblems } from './missing-import.js';
import type { RequestDocument } from './request-documents.js';

/** One version of one file. Immutable; the same object as long as nothing about the file changes. */
export interface WorkspaceFile {
  readonly id: number;
  readonly path: Path;
  /** As the client spells it. */
  readonly uri: string;
  /** Whether the file belongs to the workspace, not only to what it imports. */
  readonly listed: boolean;
  /** The editor's version of the text; undefined when it is the file on disk. */
  readonly version: number | undefined;
  readonly source: SourceFile;
  readonly symbolCount: number;
  /** Why the text could not be read. */
  readonly readProblem: Problem | undefined;
  /** Whether every import was looked up. */
  readonly complete: boolean;
  /** Imports that lead nowhere. */
  readonly missing: readonly MissingImport[];
}

export interface SnapshotParts {
  readonly number: number;
  readonly files: readonly (WorkspaceFile | undefined)[];
  readonly schema: SchemaSnapshot;
  readonly roots: ImportRoots;
  readonly requests: ReadonlyMap<Path, RequestDocument>;
  /** The opened folders. */
  readonly folders: readonly Path[];
  readonly otherProblems: readonly OtherProblems[];
  readonly absentDependencies: readonly string[];
  readonly idOf: (path: Path) => number | undefined;
  readonly names: Names;
}

export class WorkspaceSnapshot {
  readonly #parts: SnapshotParts;
  #listed: readonly WorkspaceFile[] | undefined;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  /** Grows with every snapshot. */
  get number(): number {
    return this.#parts.number;
  }

  /** By id. */
  get files(): readonly (WorkspaceFile | undefined)[] {
    return this.#parts.files;
  }

  get schema(): SchemaSnapshot {
    return this.#parts.schema;
  }

  get roots(): ImportRoots {
    return this.#parts.roots;
  }

  get names(): Names {
    return this.#parts.names;
  }

  /** The opened folders. */
  get folders(): readonly Path[] {
    return this.#parts.folders;
  }

  /** Request files by path: those of the workspace, and those that are open. */
  get requests(): ReadonlyMap<Path, RequestDocument> {
    return this.#parts.requests;
  }

  /** What is wrong with the configuration of the workspace. */
  get otherProblems(): readonly OtherProblems[] {
    return this.#parts.otherProblems;
  }

  /** The files of the workspace in the order of their paths. */
  listed(): readonly WorkspaceFile[] {
    this.#listed ??= this.files
      .filter((file): file is WorkspaceFile => file?.listed ?? false)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    return this.#listed;
  }

  fileAt(path: Path): WorkspaceFile | undefined {
    const id = this.#parts.idOf(path);
    return id === undefined ? undefined : this.files[id];
  }

  /** The URI of a file by its id, for places that problems refer to. */
  uriOf(id: number): string {
    return this.files[id]?.uri ?? '';
  }

  /** Everything wrong with a file, in source order. Synchronous; the first question about a file takes longest. */
  problems(file: WorkspaceFile): readonly Problem[] {
    if (file.readProblem) return [file.readProblem];
    const found = this.schema.problems(file.id);
    if (file.missing.length === 0) return found;
    const missing = missingImportProblems(file, this.roots, this.files, this.#parts.absentDependencies);
    return [...missing, ...found].sort((a, b) => a.start - b.start);
  }
}
