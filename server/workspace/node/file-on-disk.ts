// A parsed file whose text stays on disk until somebody asks for it: of a workspace without mistakes, nobody does.
import type { Problem } from '../../diagnostics/problem.js';
import type { ParsedFile } from '../../syntax/parsed-file.js';
import type { Path } from '../location.js';
import { readFileInto } from './disk.js';

/** How a file was when it was parsed. */
export interface FileVersion {
  readonly path: Path;
  /** In bytes. */
  readonly length: number;
  readonly modifiedMs: number;
}

export class FileOnDisk implements ParsedFile {
  readonly nodes: Int32Array;
  readonly problems: readonly Problem[];
  readonly #version: FileVersion;
  #bytes: Uint8Array | undefined;

  constructor(version: FileVersion, nodes: Int32Array, problems: readonly Problem[]) {
    this.#version = version;
    this.nodes = nodes;
    this.problems = problems;
  }

  get byteLength(): number {
    return this.#version.length;
  }

  /** Read when it is asked for the first time. Throws when the file is not what it was. */
  get bytes(): Uint8Array {
    return (this.#bytes ??= this.#read());
  }

  #read(): Uint8Array {
    const { path, length, modifiedMs } = this.#version;
    // One byte more, so that the buffer need not grow.
    const read = readFileInto(new Uint8Array(length + 1), 0, path);
    if (read.length !== length || read.stamp.modifiedMs !== modifiedMs) throw new Error(`${path} changed meanwhile.`);
    return read.buffer.subarray(0, length);
  }
}
