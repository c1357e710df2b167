// Writes the wire format of Protocol Buffers into one growing byte array. Knows no schema: callers give field numbers.
import type { Names } from '../../syntax/names.js';

/** Wire types. */
const enum Wire {
  varint = 0,
  lengthDelimited = 2,
}

export class ProtoWriter {
  bytes = new Uint8Array(1 << 16);
  length = 0;
  /** For each open message: where its content starts, and how many bytes were left for its length. */
  readonly #starts: number[] = [];
  readonly #gaps: number[] = [];

  /** What was written, as a view that the next write makes invalid. */
  get written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  reset(): void {
    this.length = 0;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** A varint of up to 2^53. */
  varint(value: number): void {
    this.reserve(10);
    this.length = putVarint(this.bytes, this.length, value);
  }

  /** A field of type int32, bool or enum. A negative number takes ten bytes, as the wire format wants it. */
  int32(field: number, value: number): void {
    this.varint((field << 3) | Wire.varint);
    if (value >= 0) {
      this.varint(value);
      return;
    }
    this.reserve(10);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < 4; i++) {
      bytes[at++] = (value & 0x7f) | 0x80;
      value >>= 7;
    }
    bytes[at++] = (value & 0x7f) | 0x80;
    for (let i = 0; i < 4; i++) bytes[at++] = 0xff;
    bytes[at++] = 0x01;
    this.length = at;
  }

  /** A field of type string or bytes. */
  bytesField(field: number, value: Uint8Array): void {
    this.varint((field << 3) | Wire.lengthDelimited);
    this.varint(value.length);
    this.raw(value);
  }

  /** A field of type string. */
  textField(field: number, value: string): void {
    this.varint((field << 3) | Wire.lengthDelimited);
    const mark = this.length;
    const { length } = value;
    this.varint(length);
    this.reserve(length);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        const encoded = encoder.encode(value);
        this.length = mark;
        this.varint(encoded.length);
        this.raw(encoded);
        return;
      }
      bytes[at++] = code;
    }
    this.length = at;
  }

  /** A field of type string that holds a name. */
  nameField(field: number, names: Names, name: number): void {
    const size = names.byteLengthOf(name);
    this.varint((field << 3) | Wire.lengthDelimited);
    this.varint(size);
    this.name(names, name, size);
  }

  /** The bytes of a name, of which there are `size`. */
  name(names: Names, name: number, size: number): void {
    this.reserve(size);
    names.copyTo(name, this.bytes, this.length);
    this.length += size;
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  /** `source[start, end)` as it is. */
  slice(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes, length } = this;
    if (end - start > 128) bytes.set(source.subarray(start, end), length);
    else for (let i = start, at = length; i < end; i++) bytes[at++] = source[i];
    this.length = length + end - start;
  }

  /** Opens a field that holds a message or a string of unknown length; `expected` is a guess of its length. */
  begin(field: number, expected = 0): void {
    const gap = varintSize(expected);
    this.varint((field << 3) | Wire.lengthDelimited);
    this.reserve(gap);
    this.length += gap;
    this.#starts.push(this.length);
    this.#gaps.push(gap);
  }

  /** Closes what was opened last. A wrong guess costs moving the content. */
  end(): void {
    const start = this.#starts.pop() as number;
    const gap = this.#gaps.pop() as number;
    const size = this.length - start;
    const needed = varintSize(size);
    if (needed !== gap) {
      this.reserve(Math.max(0, needed - gap));
      this.bytes.copyWithin(start - gap + needed, start, this.length);
    }
    this.length = putVarint(this.bytes, start - gap, size) + size;
  }
}

const encoder = new TextEncoder();

/** Writes a varint of up to 2^53 and returns where it ends. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  while (value > 0x7fffffff) {
    bytes[at++] = (value % 0x80) | 0x80;
    value = Math.floor(value / 0x80);
  }
  while (value > 0x7f) {
    bytes[at++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  bytes[at++] = value;
  return at;
}

/** Bytes that a varint takes. */
export function varintSize(value: number): number {
  let size = 1;
  for (; value > 0x7f; value = Math.floor(value / 0x80)) size++;
  return size;
}
