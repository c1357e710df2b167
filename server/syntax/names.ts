// Interned byte strings: identifiers, dotted names and decoded literals, each stored once and known by a small number.
import { words } from './words.js';

/**
 * Append-only table of byte strings. Ids count from 1 (0 means "no name"); equal bytes have equal ids, so comparing
 * names is comparing numbers. Bytes need not be valid UTF-8.
 */
export class Names {
  #arena = new Uint8Array(1 << 16);
  #used = 0;
  /** Where each name ends in the arena; name i lies between #ends[i - 1] and #ends[i]. */
  #ends = new Int32Array(1 << 12);
  #count = 1;
  /**
   * Open addressing, power of two: id and hash of slot s at 2s and 2s + 1, side by side since a look at memory is what
   * a lookup costs. Id 0 is a free slot.
   */
  #slots = new Int32Array(1 << 14);
  readonly #texts: (string | undefined)[] = [''];

  constructor() {
    for (const word of words) this.internText(word);
  }

  /** One more than the largest id. */
  get size(): number {
    return this.#count;
  }

  /** Bytes held, for reports. */
  get byteLength(): number {
    return this.#arena.length + 4 * (this.#ends.length + this.#slots.length);
  }

  /** The id of `bytes[start, end)`, which is copied if it was not known. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5 | 0;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    return this.internHashed(bytes, start, end, hash);
  }

  /** As `intern`, for a caller that computed the FNV-1a hash of the bytes while scanning them. */
  internHashed(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const ends = this.#ends;
    const arena = this.#arena;
    const length = end - start;
    const mask = slots.length - 2;
    let slot = firstSlot(hash) & mask;
    for (;;) {
      const id = slots[slot];
      if (id === 0) return this.#add(bytes, start, end, hash, slot);
      if (slots[slot + 1] === hash) {
        const from = ends[id - 1];
        if (ends[id] - from === length) {
          let i = 0;
          while (i < length && arena[from + i] === bytes[start + i]) i++;
          if (i === length) return id;
        }
      }
      slot = (slot + 2) & mask;
    }
  }

  /** The id of a text in UTF-8. */
  internText(text: string): number {
    const bytes = encoder.encode(text);
    return this.intern(bytes, 0, bytes.length);
  }

  /** The bytes of a name, as a view that must not be written to, nor kept for long: it may keep the table as it was. */
  bytes(id: number): Uint8Array {
    return this.#arena.subarray(this.#ends[id - 1], this.#ends[id]);
  }

  /** Where the bytes of a name lie in the table: from `start(id)` to `end(id)`, each given by `byte`. */
  start(id: number): number {
    return this.#ends[id - 1];
  }

  end(id: number): number {
    return this.#ends[id];
  }

  byte(position: number): number {
    return this.#arena[position];
  }

  /** How many bytes a name has. */
  byteLengthOf(id: number): number {
    return this.#ends[id] - this.#ends[id - 1];
  }

  /** Copies the bytes of a name to a place in `target`, which must have room for them. */
  copyTo(id: number, target: Uint8Array, at: number): void {
    const arena = this.#arena;
    const end = this.#ends[id];
    // Most names are so short that a loop beats a call of set.
    if (end - this.#ends[id - 1] > 48) target.set(arena.subarray(this.#ends[id - 1], end), at);
    else for (let i = this.#ends[id - 1]; i < end; i++) target[at++] = arena[i];
  }

  /** The first byte of a name, or -1 for an empty one. */
  firstByte(id: number): number {
    const start = this.#ends[id - 1];
    return start < this.#ends[id] ? this.#arena[start] : -1;
  }

  /** The name as text; bytes that are not UTF-8 appear as U+FFFD. */
  text(id: number): string {
    return (this.#texts[id] ??= id === 0 ? '' : decode(this.bytes(id)));
  }

  /** The bytes and lengths of the names from `first` on, to hand them to another table. */
  export(first: number): { bytes: Uint8Array; ends: Int32Array } {
    const from = this.#ends[first - 1];
    return {
      bytes: this.#arena.slice(from, this.#used),
      ends: this.#ends.slice(first, this.#count).map((end) => end - from),
    };
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const id = this.#count++;
    const length = end - start;
    if (this.#used + length > this.#arena.length) {
      const grown = new Uint8Array(Math.max(this.#arena.length * 2, this.#used + length));
      grown.set(this.#arena.subarray(0, this.#used));
      this.#arena = grown;
    }
    for (let i = 0; i < length; i++) this.#arena[this.#used + i] = bytes[start + i];
    this.#used += length;
    if (id === this.#ends.length) this.#ends = doubled(this.#ends);
    this.#ends[id] = this.#used;
    this.#slots[slot] = id;
    this.#slots[slot + 1] = hash;
    if (id * 4 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const mask = slots.length - 2;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from] === 0) continue;
      let slot = firstSlot(old[from + 1]) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = old[from];
      slots[slot + 1] = old[from + 1];
    }
    this.#slots = slots;
  }
}

/** Before masking; even, since a slot is two numbers. */
function firstSlot(hash: number): number {
  return (hash ^ (hash >>> 15)) << 1;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}
