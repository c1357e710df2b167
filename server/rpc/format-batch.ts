// Formats files of this machine one after the other: what a thread does with its share of them.
import type { Problem } from '../diagnostics/problem.js';
import { format } from '../format/format.js';
import type { FormatStyle } from '../format/style.js';
import { Names } from '../syntax/names.js';
import { Parser } from '../syntax/parse.js';
import { unreadableProblem } from '../workspace/file-loader.js';
import { FileError } from '../workspace/file-system.js';
import type { Path } from '../workspace/location.js';
import { overwriteFile, readFileInto } from '../workspace/node/disk.js';

/** What becomes of formatted files: those that change are named, sent or written; or all are sent. */
export type FormatOutput = 'names' | 'changed' | 'all' | 'write';

export interface FormatBatch {
  readonly files: readonly { readonly path: Path; readonly style: FormatStyle }[];
  readonly output: FormatOutput;
}

/** What became of one file. */
export type FormatResult =
  /** `text` is there if it is to be sent. */
  | { readonly kind: 'formatted'; readonly changed: boolean; readonly text?: Uint8Array }
  /** It has syntax errors or cannot be read; `bytes` is what the problems point into. */
  | { readonly kind: 'unformattable'; readonly problems: readonly Problem[]; readonly bytes: Uint8Array }
  | { readonly kind: 'unwritable'; readonly message: string };

const noBytes = new Uint8Array(0);
/** Names mean nothing beyond a file, and a table that outgrows the processor's cache makes every look at it slow. */
const maxNames = 1 << 14;

export class BatchFormatter {
  #names = new Names();
  #parser = new Parser(this.#names);
  /** Reused for every file. */
  #buffer: Uint8Array = new Uint8Array(1 << 18);

  /** Synchronous; the results are in the order of the files. */
  format({ files, output }: FormatBatch): FormatResult[] {
    if (this.#names.size > maxNames) {
      this.#names = new Names();
      this.#parser = new Parser(this.#names);
    }
    return files.map(({ path, style }) => this.#formatFile(path, style, output));
  }

  #formatFile(path: Path, style: FormatStyle, output: FormatOutput): FormatResult {
    let bytes: Uint8Array;
    try {
      const { buffer, length } = readFileInto(this.#buffer, 0, path);
      this.#buffer = buffer;
      bytes = buffer.subarray(0, length);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { kind: 'unformattable', problems: [unreadableProblem(error)], bytes: noBytes };
    }
    const parsed = this.#parser.parse(bytes);
    const text = format(parsed, this.#names, style, this.#parser.tokens);
    if (!text) return { kind: 'unformattable', problems: parsed.problems, bytes: bytes.slice() };
    const changed = Buffer.compare(text, bytes) !== 0;
    if (changed && output === 'write') {
      try {
        overwriteFile(path, text);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        return { kind: 'unwritable', message: `${path}: ${error.message}` };
      }
    }
    const isSent = output === 'all' || (output === 'changed' && changed);
    return isSent ? { kind: 'formatted', changed, text: text.slice() } : { kind: 'formatted', changed };
  }
}
