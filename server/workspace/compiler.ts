// What the workspace needs of the schema model.
import type { Problem } from '../diagnostics/problem.js';
import type { Names } from '../syntax/names.js';
import type { ParsedFile } from '../syntax/parsed-file.js';

export interface SourceFile {
  readonly id: number;
  readonly name: string;
  readonly parsed: ParsedFile;
  readonly imports: Int32Array;
}

export interface SchemaSnapshot {
  readonly files: readonly (SourceFile | undefined)[];
  problems(id: number): readonly Problem[];
}

export interface Schema {
  readonly names: Names;
  snapshot(files: readonly (SourceFile | undefined)[], previous?: SchemaSnapshot): SchemaSnapshot;
}
