// Text that is appended and read again by place: the end of it in memory, the rest in a file that only its owner may
// read. No file is made before the memory is full.
import fs from 'node:fs/promises';
import path from 'node:path';

/** Text is collected up to here before it is written. */
const blockBytes = 1 << 20;
/** Blocks that may wait to be written before `drained` asks to wait. */
const maxWaitingBlocks = 4;
const firstBlockBytes = 1 << 12;

interface Block {
  /** Of its first byte in the whole. */
  readonly offset: number;
  readonly bytes: Buffer;
}

export class SpoolFile {
  private handle: fs.FileHandle | undefined;
  /** Full blocks in order, the first of them being written. */
  private waiting: Block[] = [];
  private block = Buffer.allocUnsafe(firstBlockBytes);
  private used = 0;
  private blockOffset = 0;
  private writing: Promise<void> | undefined;
  private failure: unknown;
  private closed = false;

  /** `file` must not exist; its folder is made when it is needed. */
  constructor(private readonly file: string) {}

  /** Bytes appended so far: the offset of what is appended next. */
  get length(): number {
    return this.blockOffset + this.used;
  }

  /** Appends text in UTF-8 and returns its length in bytes. */
  append(text: string): number {
    // No character of UTF-16 takes more than three bytes.
    const room = text.length * 3;
    const bytes = room <= blockBytes ? room : Buffer.byteLength(text, 'utf8');
    if (this.used + bytes > blockBytes && this.used > 0) this.finishBlock();
    this.reserve(bytes);
    const written = this.block.write(text, this.used, 'utf8');
    this.used += written;
    return written;
  }

  /** Resolves when there is room to append more; undefined when there is. Rejects when the file cannot be written. */
  drained(): Promise<void> | undefined {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return this.waiting.length > maxWaitingBlocks ? this.writing : undefined;
  }

  /** The bytes from `offset` on; `length` may lead beyond the end. */
  async read(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.length);
    const parts: Buffer[] = [];
    let at = offset;
    // Blocks are looked at before anything is awaited: they move into the file meanwhile.
    const blocks = [...this.waiting, { offset: this.blockOffset, bytes: this.block.subarray(0, this.used) }];
    const inMemory = blocks[0].offset;
    if (at < inMemory) {
      const size = Math.min(end, inMemory) - at;
      parts.push(Buffer.alloc(size));
      at += size;
    }
    for (const { offset: start, bytes } of blocks) {
      if (at >= end) break;
      if (at >= start + bytes.length) continue;
      const part = bytes.subarray(at - start, Math.min(end - start, bytes.length));
      // A copy: the last block is still written to.
      parts.push(Buffer.from(part));
      at += part.length;
    }
    if (offset < inMemory && this.handle) await readFully(this.handle, parts[0], offset);
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  /** Removes the file. What is being read may fail. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.waiting = [];
    await this.writing?.catch(() => {});
    const { handle } = this;
    this.handle = undefined;
    if (!handle) return;
    await handle.close();
    await fs.rm(this.file, { force: true });
  }

  private reserve(bytes: number): void {
    const needed = this.used + bytes;
    if (needed <= this.block.length) return;
    const size = needed > blockBytes ? needed : Math.min(blockBytes, Math.max(needed, this.block.length * 2));
    const larger = Buffer.allocUnsafe(size);
    this.block.copy(larger, 0, 0, this.used);
    this.block = larger;
  }

  private finishBlock(): void {
    this.waiting.push({ offset: this.blockOffset, bytes: this.block.subarray(0, this.used) });
    this.blockOffset += this.used;
    this.block = Buffer.allocUnsafe(blockBytes);
    this.used = 0;
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    // Whoever waits for room hears of a failure.
    this.writing.catch(() => {});
  }

  private async write(): Promise<void> {
    try {
      for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
        this.handle ??= await this.open();
        await writeFully(this.handle, next);
        if (this.closed) return;
        this.waiting.shift();
      }
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  private async open(): Promise<fs.FileHandle> {
    await fs.mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 });
    return fs.open(this.file, 'wx+', 0o600);
  }
}

async function readFully(handle: fs.FileHandle, into: Buffer, position: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new Error('the spool file is shorter than what was written to it');
    done += bytesRead;
  }
}

async function writeFully(handle: fs.FileHandle, { offset, bytes }: Block): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
