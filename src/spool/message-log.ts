// The messages of one call, sent and received, in the order in which they came: appended as they come, read by row.
// Takes memory for an index of typed arrays and for some blocks of text; the rest is in a spool file.
import path from 'node:path';
import { EntryIndex, type EntryKind } from './entry-index.js';
import { SpoolFile } from './spool-file.js';

/** What is known of a message beside its JSON. Absent for most. */
export interface EntryNote {
  /** Why there is no JSON, or why it was not sent. */
  readonly problem?: string;
  /** The message in the wire format, in hexadecimal, when there is no JSON. */
  readonly rawHex?: string;
  readonly unknownFields?: readonly UnknownFieldNote[];
}

export interface UnknownFieldNote {
  readonly path: string;
  readonly number: number;
  readonly wireType: string;
  readonly valueHex: string;
}

export interface AppendedEntry {
  readonly kind: EntryKind;
  /** JSON in one line; empty when there is none. */
  readonly json: string;
  /** The JSON goes on in the entry that is appended next, which is the same message. */
  readonly continues?: boolean;
  readonly sizeBytes: number;
  readonly elapsedMs: number;
  readonly note?: EntryNote;
}

export interface LogRow {
  readonly kind: EntryKind;
  readonly number: number;
  readonly sizeBytes: number;
  readonly elapsedMs: number;
  /** The JSON, or the beginning of it. */
  readonly json: string;
  /** Of the whole JSON, in bytes of UTF-8. */
  readonly jsonBytes: number;
  /** There is more of it than `json` holds. */
  readonly isCut: boolean;
  readonly hasNote: boolean;
}

/** Rows that lie closer together than this are read at once. */
const maxSpanBytes = 1 << 18;

export class MessageLog {
  private readonly spool: SpoolFile;
  private readonly index = new EntryIndex();
  /** How many entries of each kind there are. */
  private readonly counts = new Uint32Array(3);
  /** Of the message whose next piece is awaited. */
  private openOffset = -1;

  /** `name` is unique in `folder`. */
  constructor(folder: string, name: string) {
    this.spool = new SpoolFile(path.join(folder, name));
  }

  /** Whole messages. */
  get count(): number {
    return this.index.count;
  }

  countOf(kind: EntryKind): number {
    return this.counts[kind];
  }

  append({ kind, json, continues, sizeBytes, elapsedMs, note }: AppendedEntry): void {
    if (this.openOffset < 0) this.openOffset = this.spool.length;
    this.spool.append(json);
    if (continues) return;
    const offset = this.openOffset;
    const textBytes = this.spool.length - offset;
    const noteBytes = note ? this.spool.append(JSON.stringify(note)) : 0;
    this.openOffset = -1;
    const number = ++this.counts[kind];
    this.index.add({ kind, number, sizeBytes, elapsedMs, offset, textBytes, noteBytes });
  }

  /** Resolves when there is room for more; undefined when there is. Rejects when the file cannot be written. */
  drained(): Promise<void> | undefined {
    return this.spool.drained();
  }

  /** Rows `from` to before `to`, as far as there are any, each with at most `maxBytes` of its JSON. */
  async rows(from: number, to: number, maxBytes: number): Promise<LogRow[]> {
    const entries = Array.from({ length: Math.max(0, Math.min(to, this.count) - from) }, (_, i) =>
      this.index.at(from + i),
    );
    if (entries.length === 0) return [];
    const [first, last] = [entries[0], entries[entries.length - 1]];
    const span = last.offset + last.textBytes - first.offset;
    const all = span <= maxSpanBytes ? await this.spool.read(first.offset, span) : undefined;
    return Promise.all(
      entries.map(async (entry) => {
        const size = Math.min(entry.textBytes, maxBytes);
        const at = entry.offset - first.offset;
        const bytes = all?.subarray(at, at + size) ?? (await this.spool.read(entry.offset, size));
        const isCut = size < entry.textBytes;
        return {
          kind: entry.kind,
          number: entry.number,
          sizeBytes: entry.sizeBytes,
          elapsedMs: entry.elapsedMs,
          json: isCut ? withoutHalfCharacter(bytes) : bytes.toString('utf8'),
          jsonBytes: entry.textBytes,
          isCut,
          hasNote: entry.noteBytes > 0,
        };
      }),
    );
  }

  async note(row: number): Promise<EntryNote | undefined> {
    const { offset, textBytes, noteBytes } = this.index.at(row);
    if (noteBytes === 0) return undefined;
    return JSON.parse((await this.spool.read(offset + textBytes, noteBytes)).toString('utf8')) as EntryNote;
  }

  /** Removes the file. */
  close(): Promise<void> {
    return this.spool.close();
  }
}

/** Text of bytes that may end inside of a character. */
function withoutHalfCharacter(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true });
}
