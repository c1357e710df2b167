// Writes the wire format of Protocol Buffers into one growing byte array. Knows no schema.

export const enum Wire {
  varint = 0,
  fixed64 = 1,
  lengthDelimited = 2,
  startGroup = 3,
  endGroup = 4,
  fixed32 = 5,
}

export class WireWriter {
  #bytes = new Uint8Array(1 << 10);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Where the next byte goes. */
  get length(): number {
    return this.#length;
  }

  /** A copy of what was written from `start` on, which is then taken back. */
  take(start: number): Uint8Array {
    const taken = this.#bytes.slice(start, this.#length);
    this.#length = start;
    return taken;
  }

  tag(field: number, wire: Wire): void {
    // Field numbers have 29 bits, so that a tag does not fit 31.
    this.varint(field * 8 + wire);
  }

  /** A number from 0 to 2^53. */
  varint(value: number): void {
    this.#reserve(10);
    while (value > 0x7f) {
      this.#bytes[this.#length++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.#bytes[this.#length++] = value;
  }

  /** The low 64 bits of an integer; negative ones take ten bytes. */
  varint64(value: bigint): void {
    this.#reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  /** The low 32 bits of an integer. */
  fixed32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  /** The low 64 bits of an integer. */
  fixed64(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigUint64(this.#length, BigInt.asUintN(64, value), true);
    this.#length += 8;
  }

  float(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Puts its length before what was written from `start` on. */
  prefixLength(start: number): void {
    const size = this.#length - start;
    this.varint(size);
    const prefix = this.#length - start - size;
    const written = this.#bytes.slice(start + size, this.#length);
    this.#bytes.copyWithin(start + prefix, start, start + size);
    this.#bytes.set(written, start);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
