// A file that a command writes piece by piece: it is there whole or not at all.
import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { UsageError } from './exit-code.js';

/** Where a command writes what it makes. */
export interface Output {
  write(piece: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  discard(): Promise<void>;
}

export class OutputFile implements Output {
  readonly #path: string;
  #handle: fs.FileHandle | undefined;
  /** Where the pieces go until the file is whole; undefined for a device or pipe, which is written to at once. */
  #temporary: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Adds a piece. Throws a UsageError if the file cannot be written. */
  async write(piece: Uint8Array): Promise<void> {
    await this.#orUsageError(async () => {
      const handle = (this.#handle ??= await this.#open());
      await handle.writeFile(piece);
    });
  }

  /** Puts the file in its place, also an empty one. */
  async finish(): Promise<void> {
    await this.#orUsageError(async () => {
      const handle = (this.#handle ??= await this.#open());
      await handle.close();
      this.#handle = undefined;
      if (this.#temporary !== undefined) await fs.rename(this.#temporary, this.#path);
      this.#temporary = undefined;
    });
  }

  /** Removes what was written of a file that was not finished. */
  async discard(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
    if (this.#temporary !== undefined) await fs.rm(this.#temporary, { force: true });
    this.#temporary = undefined;
  }

  async #open(): Promise<fs.FileHandle> {
    const known = await fs.stat(this.#path).catch(() => undefined);
    // What /dev/stdout and the like lead to may be a file, but their names must stay.
    if ((known && !known.isFile()) || /^\/(dev|proc)\//.test(this.#path)) return fs.open(this.#path, 'w');
    this.#temporary = `${this.#path}.${crypto.randomBytes(4).toString('hex')}.tmp`;
    return fs.open(this.#temporary, 'w');
  }

  async #orUsageError(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      throw new UsageError(`cannot write ${this.#path}: ${(error as NodeJS.ErrnoException).code ?? error}`);
    }
  }
}

/** Pieces go to a stream as they come; a reader that is gone is dealt with where the stream's errors are. */
export class OutputStream implements Output {
  constructor(readonly stream: Writable) {}

  async write(piece: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => this.stream.write(piece, () => resolve()));
  }

  async finish(): Promise<void> {}

  async discard(): Promise<void> {}
}
