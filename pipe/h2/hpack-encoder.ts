// Encodes header blocks (RFC 7541) for one connection. Fields that come again and again go into the table that both
// sides keep and then take a byte or two; all others are sent as they are.
import { fieldBytes, type HeaderField } from './header-field.js';
import { DynamicTable, defaultTableBytes, staticTable } from './hpack-tables.js';

const staticNames = new Map<string, number>();
for (const [i, { name }] of staticTable.entries()) if (!staticNames.has(name)) staticNames.set(name, i + 1);

export class HpackEncoder {
  /** By the object: whoever sends a field often keeps it. Above 0 its static index, else minus its place in #added. */
  readonly #known = new Map<HeaderField, number>();
  readonly #table = new DynamicTable((field) => this.#known.delete(field));
  /** Fields that were ever put into the table. */
  #added = 0;
  /** A size that the peer has to be told of in the next block. */
  #resized: number | undefined;
  #block = Buffer.allocUnsafeSlow(1024);
  #at = 0;

  /** The peer's SETTINGS_HEADER_TABLE_SIZE. */
  limitTable(maxBytes: number): void {
    const bounded = Math.min(maxBytes, defaultTableBytes);
    if (bounded === this.#table.maxBytes) return;
    this.#table.resize(bounded);
    // A smaller size in between has emptied the peer's table as well (RFC 7541, 4.2).
    this.#resized = Math.min(bounded, this.#resized ?? bounded);
  }

  /** The block, which is valid until the next call. */
  encode(fields: readonly HeaderField[]): Buffer {
    this.#at = 0;
    if (this.#resized !== undefined) {
      this.#integer(0x20, 5, this.#resized);
      if (this.#resized !== this.#table.maxBytes) this.#integer(0x20, 5, this.#table.maxBytes);
      this.#resized = undefined;
    }
    for (const field of fields) this.#field(field);
    return this.#block.subarray(0, this.#at);
  }

  #field(field: HeaderField): void {
    if (!field.isRepeated) {
      this.#literal(0x00, 4, field);
      return;
    }
    const known = this.#known.get(field) ?? this.#staticIndex(field);
    if (known !== undefined) {
      this.#integer(0x80, 7, known > 0 ? known : staticTable.length + this.#added + known);
    } else if (fieldBytes(field) > this.#table.maxBytes / 4) {
      this.#literal(0x00, 4, field);
    } else {
      this.#literal(0x40, 6, field);
      this.#table.add(field);
      this.#known.set(field, -this.#added++);
    }
  }

  #staticIndex(field: HeaderField): number | undefined {
    const index = staticTable.findIndex(({ name, value }) => name === field.name && value === field.value);
    if (index < 0) return undefined;
    this.#known.set(field, index + 1);
    return index + 1;
  }

  #literal(pattern: number, prefixBits: number, { name, value }: HeaderField): void {
    const nameIndex = staticNames.get(name) ?? 0;
    this.#integer(pattern, prefixBits, nameIndex);
    if (nameIndex === 0) this.#string(name);
    this.#string(value);
  }

  #integer(pattern: number, prefixBits: number, value: number): void {
    this.#reserve(8);
    const mask = (1 << prefixBits) - 1;
    if (value < mask) {
      this.#block[this.#at++] = pattern | value;
      return;
    }
    this.#block[this.#at++] = pattern | mask;
    let rest = value - mask;
    for (; rest >= 0x80; rest >>>= 7) this.#block[this.#at++] = (rest & 0x7f) | 0x80;
    this.#block[this.#at++] = rest;
  }

  #string(text: string): void {
    this.#integer(0x00, 7, text.length);
    this.#reserve(text.length);
    this.#at += this.#block.write(text, this.#at, 'latin1');
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#block.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#at + bytes, 2 * this.#block.length));
    this.#block.copy(larger, 0, 0, this.#at);
    this.#block = larger;
  }
}
