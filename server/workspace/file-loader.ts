// The port to reading and parsing files in bulk, and the way to do both in this thread.
import type { Problem } from '../diagnostics/problem.js';
import type { Names } from '../syntax/names.js';
import { Parser, parse } from '../syntax/parse.js';
import type { ParsedFile } from '../syntax/parsed-file.js';
import { FileError, type FileSystem } from './file-system.js';
import type { Path } from './location.js';
import { Slices } from './slices.js';

/** A file as it was found; a file that could not be read has no text and a problem. */
export interface LoadedFile {
  readonly parsed: ParsedFile;
  readonly readProblem?: Problem;
}

/** Fewer files than this are read without the bulk loader, which costs time to start. */
export const bulkFrom = 100;

export interface FileLoader {
  /** Says that `load` is about to be called with many files; what was started for it ends with `load` or on abort. */
  warmUp?(signal?: AbortSignal): void;
  /**
   * Reads and parses files, handing over each when it is done, in any order; undefined stands for a file that is not
   * there any more. Rejects only on abort. At most one call at a time.
   */
  load(
    paths: readonly Path[],
    onFile: (index: number, file: LoadedFile | undefined) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}

/** What stands for the text of a file that cannot be read. */
export function unreadableFile(error: FileError, names: Names): LoadedFile {
  return { parsed: parse(new Uint8Array(0), names), readProblem: unreadableProblem(error) };
}

export function unreadableProblem({ reason, message }: FileError): Problem {
  return { code: reason === 'too-large' ? 'file-too-large' : 'file-unreadable', message, start: 0, end: 0 };
}

/** Reads ahead at most this many files. */
const readAhead = 32;

/** Reads through the port and parses in this thread, in slices. */
export function createLocalLoader(fs: FileSystem, names: Names): FileLoader {
  const loadOne = async (path: Path): Promise<Uint8Array | FileError> => {
    try {
      return await fs.read(path);
    } catch (error) {
      if (error instanceof FileError) return error;
      throw error;
    }
  };
  return {
    async load(paths, onFile, signal) {
      const slices = new Slices(signal);
      const parser = new Parser(names);
      const reading: Promise<Uint8Array | FileError>[] = [];
      for (let i = 0; i < paths.length; i++) {
        while (reading.length < paths.length && reading.length < i + readAhead) {
          reading.push(loadOne(paths[reading.length]));
        }
        const read = await reading[i];
        reading[i] = noBytes;
        signal?.throwIfAborted();
        if (!(read instanceof FileError)) onFile(i, { parsed: parser.parse(read) });
        else onFile(i, read.reason === 'missing' ? undefined : unreadableFile(read, names));
        if (slices.dueNow()) await slices.pause();
      }
    },
  };
}

/** Takes the place of bytes that were handed on. */
const noBytes = Promise.resolve(new Uint8Array(0));
