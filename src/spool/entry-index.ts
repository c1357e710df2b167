// Where each entry of a message log lies and what is known of it, in typed arrays: 33 bytes an entry, so that a million
// of them take 33 MB. Knows neither the file nor the text.

/** What an entry of a log is. */
export const enum EntryKind {
  received = 0,
  sent = 1,
  /** A message that was not sent, because it does not fit the schema. */
  refused = 2,
}

export interface Entry {
  readonly kind: EntryKind;
  /** Counts the entries of its direction from 1. */
  readonly number: number;
  /** Of the message in the wire format, in bytes; 0: not known. */
  readonly sizeBytes: number;
  /** Since the start of the call, in milliseconds. */
  readonly elapsedMs: number;
  /** Of its text in the spool, in bytes. */
  readonly offset: number;
  readonly textBytes: number;
  /** Of what is known beside the text, which follows it. */
  readonly noteBytes: number;
}

const chunkBits = 14;
const chunkSize = 1 << chunkBits;

interface Chunk {
  readonly kind: Uint8Array;
  readonly number: Uint32Array;
  readonly sizeBytes: Uint32Array;
  readonly elapsedMs: Float64Array;
  readonly offset: Float64Array;
  readonly textBytes: Uint32Array;
  readonly noteBytes: Uint32Array;
}

export class EntryIndex {
  private readonly chunks: Chunk[] = [];
  private length = 0;

  get count(): number {
    return this.length;
  }

  add(entry: Entry): void {
    const at = this.length & (chunkSize - 1);
    if (at === 0) this.chunks.push(newChunk());
    const chunk = this.chunks[this.chunks.length - 1];
    chunk.kind[at] = entry.kind;
    chunk.number[at] = entry.number;
    chunk.sizeBytes[at] = entry.sizeBytes;
    chunk.elapsedMs[at] = entry.elapsedMs;
    chunk.offset[at] = entry.offset;
    chunk.textBytes[at] = entry.textBytes;
    chunk.noteBytes[at] = entry.noteBytes;
    this.length++;
  }

  /** `row` counts from 0; throws a RangeError for one that is not there. */
  at(row: number): Entry {
    if (!Number.isInteger(row) || row < 0 || row >= this.length) throw new RangeError(`there is no row ${row}`);
    const chunk = this.chunks[row >> chunkBits];
    const at = row & (chunkSize - 1);
    return {
      kind: chunk.kind[at],
      number: chunk.number[at],
      sizeBytes: chunk.sizeBytes[at],
      elapsedMs: chunk.elapsedMs[at],
      offset: chunk.offset[at],
      textBytes: chunk.textBytes[at],
      noteBytes: chunk.noteBytes[at],
    };
  }
}

function newChunk(): Chunk {
  return {
    kind: new Uint8Array(chunkSize),
    number: new Uint32Array(chunkSize),
    sizeBytes: new Uint32Array(chunkSize),
    elapsedMs: new Float64Array(chunkSize),
    offset: new Float64Array(chunkSize),
    textBytes: new Uint32Array(chunkSize),
    noteBytes: new Uint32Array(chunkSize),
  };
}
