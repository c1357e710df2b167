// Decodes header blocks (RFC 7541) of one connection, with the table that its peer fills.
import { fieldBytes, type HeaderField, receivedField } from './header-field.js';
import { DynamicTable, defaultTableBytes, staticTable } from './hpack-tables.js';
import { huffmanDecoded } from './huffman.js';
import { errorCode, ProtocolViolation } from './protocol.js';

const broken = (what: string) => new ProtocolViolation(errorCode.compressionError, `a header block with ${what}`);

export class HpackDecoder {
  readonly #maxListBytes: number;
  readonly #table = new DynamicTable();
  #block: Buffer = Buffer.alloc(0);
  #at = 0;

  /** `maxListBytes` bounds the decoded fields of one block, in the bytes of `fieldBytes`. */
  constructor(maxListBytes: number) {
    this.#maxListBytes = maxListBytes;
  }

  /**
   * The fields of a whole block; undefined when they are more than allowed, which leaves the table as the peer's.
   * Throws a ProtocolViolation when the block cannot be decoded: the connection is of no use then.
   */
  decode(block: Buffer): HeaderField[] | undefined {
    this.#block = block;
    this.#at = 0;
    const fields: HeaderField[] = [];
    let listBytes = 0;
    let hasField = false;
    while (this.#at < block.length) {
      const first = block[this.#at] as number;
      if ((first & 0xe0) === 0x20) {
        if (hasField) throw broken('a table size behind a field');
        this.#resize();
        continue;
      }
      hasField = true;
      const field = first & 0x80 ? this.#field(this.#integer(7)) : this.#literal(first);
      listBytes += fieldBytes(field);
      if (listBytes <= this.#maxListBytes) fields.push(field);
    }
    return listBytes <= this.#maxListBytes ? fields : undefined;
  }

  #resize(): void {
    const maxBytes = this.#integer(5);
    if (maxBytes > defaultTableBytes) throw broken('a larger table than was allowed');
    this.#table.resize(maxBytes);
  }

  #literal(first: number): HeaderField {
    const isAdded = (first & 0x40) !== 0;
    const nameIndex = this.#integer(isAdded ? 6 : 4);
    const name = nameIndex === 0 ? this.#string() : this.#field(nameIndex).name;
    const field = receivedField(name, this.#string());
    if (isAdded) this.#table.add(field);
    return field;
  }

  #field(index: number): HeaderField {
    const field = index <= staticTable.length ? staticTable[index - 1] : this.#table.at(index - staticTable.length - 1);
    if (!field) throw broken(`the index ${index}, which stands for nothing`);
    return field;
  }

  #integer(prefixBits: number): number {
    const mask = (1 << prefixBits) - 1;
    let value = this.#byte() & mask;
    if (value < mask) return value;
    for (let shift = 0; ; shift += 7) {
      if (shift > 21) throw broken('a number that is too large');
      const byte = this.#byte();
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  #byte(): number {
    const byte = this.#block[this.#at++];
    if (byte === undefined) throw broken('no end');
    return byte;
  }

  #string(): string {
    const isPacked = ((this.#block[this.#at] ?? 0) & 0x80) !== 0;
    const length = this.#integer(7);
    const end = this.#at + length;
    if (end > this.#block.length) throw broken('no end');
    const start = this.#at;
    this.#at = end;
    if (!isPacked) return this.#block.toString('latin1', start, end);
    const text = huffmanDecoded(this.#block.subarray(start, end));
    if (text === undefined) throw broken('a string that is no Huffman code');
    return text;
  }
}
