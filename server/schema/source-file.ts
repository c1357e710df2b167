// A file as the workspace hands it to the linker.
import type { ParsedFile } from '../syntax/parsed-file.js';

/** One version of one file. Immutable. */
export interface SourceFile {
  /** Small, dense, and the same for all versions of a file. */
  readonly id: number;
  /** As an import would spell it: the path below its import root, with `/`. */
  readonly name: string;
  readonly parsed: ParsedFile;
  /** For each import statement in source order: the id of the imported file, or -1 if it was not found. */
  readonly imports: Int32Array;
}

/** As imports spell the file that says which options there are. */
export const descriptorFileName = 'google/protobuf/descriptor.proto';
