// Messages from the wire format to JSON text without objects in between, for streams. What is rare is left to the library,
// whose output this has to equal: a field at a time (maps, well-known types, groups) or the message as a whole (unknown
// fields, fields out of order, what is not valid).
import { isUtf8 } from 'node:buffer';
import type { DescMessage } from '@bufbuild/protobuf';
import { type FieldPlan, jsonPlan, type MessagePlan, ValueKind } from './json-plan.js';

/** Deeper messages are the library's. */
const maxDepth = 64;
const initialCapacity = 1 << 16;

const empty = new Uint8Array(0);

/** JSON by the library; undefined when there is more to tell of the message, such as unknown fields or an error. */
export type LibraryJson = (desc: DescMessage, bytes: Uint8Array) => string | undefined;

/** Of a message in the wire format: no string holds much more than twice as many characters. */
export const maxJsonSourceBytes = 256 << 20;

export class JsonWriter {
  readonly #libraryJson: LibraryJson;
  readonly #root: MessagePlan | undefined;
  #out = Buffer.allocUnsafeSlow(initialCapacity);
  #length = 0;
  #in: Uint8Array = empty;
  #view: DataView = new DataView(empty.buffer);
  #at = 0;
  /** Of the varint that was read last, as unsigned and signed 32 bits. */
  #low = 0;
  #high = 0;

  constructor(desc: DescMessage, libraryJson: LibraryJson) {
    this.#libraryJson = libraryJson;
    this.#root = jsonPlan(desc);
  }

  /** Bytes written since `take`. */
  get length(): number {
    return this.#length;
  }

  /** The text so far, in UTF-8; the caller's to keep. */
  take(): Buffer {
    const taken = Buffer.from(this.#out.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  /** As `take`, as a string. Throws what isTooLong says of. */
  takeText(): string {
    const length = this.#length;
    this.#length = 0;
    return this.#out.toString('utf8', 0, length);
  }

  /** Adds text as it is. */
  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += this.#out.write(text, this.#length, 'utf8');
  }

  lineFeed(): void {
    this.#reserve(1);
    this.#out[this.#length++] = 0x0a;
  }

  /** Adds the JSON of a message. False, with nothing added, when it is the library's. Throws what isTooLong says of. */
  message(bytes: Uint8Array): boolean {
    if (!this.#root || bytes.length > maxJsonSourceBytes) return false;
    this.#in = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = 0;
    const start = this.#length;
    try {
      if (this.#message(this.#root, bytes.length, 0)) return true;
    } catch (error) {
      this.#length = start;
      throw error;
    }
    this.#length = start;
    return false;
  }

  /** False when something is not as it is supposed to be; what was written is then of no use. */
  #message({ fields, desc }: MessagePlan, end: number, depth: number): boolean {
    this.#reserve(2);
    this.#out[this.#length++] = 0x7b;
    let next = 0;
    let oneofs = 0;
    let isFirst = true;
    while (this.#at < end) {
      const start = this.#at;
      if (!this.#varint(end)) return false;
      const tag = this.#low;
      if (this.#high !== 0) return false;
      const number = tag >>> 3;
      while (next < fields.length && fields[next].number < number) next++;
      const field = fields[next++];
      if (field === undefined || field.number !== number) return false;
      if (field.oneof !== 0) {
        if ((oneofs & field.oneof) !== 0) return false;
        oneofs |= field.oneof;
      }
      const before = this.#length;
      if (!isFirst) this.#byte(0x2c);
      this.#bytes(field.name);
      const isWritten =
        field.kind === ValueKind.other
          ? this.#region(field, desc, start, end, before)
          : field.isRepeated
            ? this.#list(field, tag, end, depth)
            : (tag & 7) === field.wireType && this.#value(field, end, depth);
      if (!isWritten) return false;
      if (this.#isNothing) {
        this.#isNothing = false;
        this.#length = before;
      } else isFirst = false;
    }
    this.#byte(0x7d);
    return this.#at === end;
  }

  /** The value that was just written is one that JSON leaves out. */
  #isNothing = false;

  /** The elements that follow each other, packed or not. */
  #list(field: FieldPlan, firstTag: number, end: number, depth: number): boolean {
    this.#byte(0x5b);
    let count = 0;
    let tag = firstTag;
    for (;;) {
      if ((tag & 7) === field.wireType) {
        if (count++ > 0) this.#byte(0x2c);
        if (!this.#value(field, end, depth)) return false;
      } else if ((tag & 7) === 2 && field.wireType !== 2) {
        if (!this.#varint(end) || this.#high !== 0) return false;
        const packedEnd = this.#at + this.#low;
        if (packedEnd > end) return false;
        while (this.#at < packedEnd) {
          if (count++ > 0) this.#byte(0x2c);
          if (!this.#value(field, packedEnd, depth)) return false;
        }
      } else return false;
      const rest = this.#at;
      if (rest >= end) break;
      if (!this.#varint(end)) return false;
      tag = this.#low;
      if (this.#high !== 0 || tag >>> 3 !== field.number) {
        this.#at = rest;
        break;
      }
    }
    this.#isNothing = count === 0;
    this.#byte(0x5d);
    return true;
  }

  #value(field: FieldPlan, end: number, depth: number): boolean {
    const { kind, isImplicit } = field;
    if (kind <= ValueKind.sint64) {
      if (!this.#varint(end)) return false;
      const isWide = kind === ValueKind.bool || kind >= ValueKind.int64;
      this.#isNothing = isImplicit && this.#low === 0 && (!isWide || this.#high === 0);
      return this.#varintValue(field);
    }
    if (kind <= ValueKind.double) return this.#fixedValue(kind, isImplicit, end);
    if (!this.#varint(end) || this.#high !== 0) return false;
    const start = this.#at;
    const valueEnd = start + this.#low;
    if (valueEnd > end) return false;
    if (kind === ValueKind.message) {
      const plan = field.message && jsonPlan(field.message);
      if (!plan) return field.message !== undefined && this.#library(field.message, start, valueEnd);
      return depth < maxDepth && this.#message(plan, valueEnd, depth + 1);
    }
    this.#at = valueEnd;
    this.#isNothing = isImplicit && valueEnd === start;
    return kind === ValueKind.string ? this.#string(start, valueEnd) : this.#base64(start, valueEnd);
  }

  #varintValue({ kind, values }: FieldPlan): boolean {
    const low = this.#low;
    switch (kind) {
      case ValueKind.bool:
        this.#ascii(low === 0 && this.#high === 0 ? 'false' : 'true');
        return true;
      case ValueKind.enum: {
        const text = values?.get(low | 0);
        if (text) this.#bytes(text);
        else this.#ascii(String(low | 0));
        return true;
      }
      case ValueKind.int32:
        this.#ascii(String(low | 0));
        return true;
      case ValueKind.uint32:
        this.#ascii(String(low));
        return true;
      case ValueKind.sint32:
        this.#ascii(String((low >>> 1) ^ -(low & 1)));
        return true;
      case ValueKind.sint64: {
        const sign = -(low & 1);
        this.#int64((((low >>> 1) | (this.#high << 31)) ^ sign) >>> 0, (this.#high >>> 1) ^ sign, true);
        return true;
      }
      default:
        this.#int64(low, this.#high, kind === ValueKind.int64);
        return true;
    }
  }

  #fixedValue(kind: ValueKind, isImplicit: boolean, end: number): boolean {
    const at = this.#at;
    const size = kind <= ValueKind.float ? 4 : 8;
    if (at + size > end) return false;
    this.#at = at + size;
    const view = this.#view;
    switch (kind) {
      case ValueKind.fixed32:
      case ValueKind.sfixed32: {
        const value = kind === ValueKind.fixed32 ? view.getUint32(at, true) : view.getInt32(at, true);
        this.#isNothing = isImplicit && value === 0;
        this.#ascii(String(value));
        return true;
      }
      case ValueKind.float:
      case ValueKind.double: {
        const value = kind === ValueKind.float ? view.getFloat32(at, true) : view.getFloat64(at, true);
        this.#isNothing = isImplicit && Object.is(value, 0);
        if (Number.isFinite(value)) this.#ascii(String(value));
        else this.#ascii(Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"');
        return true;
      }
      default: {
        const low = view.getUint32(at, true);
        const high = view.getInt32(at + 4, true);
        this.#isNothing = isImplicit && low === 0 && high === 0;
        this.#int64(low, high, kind === ValueKind.sfixed64);
        return true;
      }
    }
  }

  /** 64-bit integers are strings. `low` is unsigned, `high` signed. */
  #int64(low: number, high: number, isSigned: boolean): void {
    this.#byte(0x22);
    const upper = isSigned ? high : high >>> 0;
    const value = upper * 4_294_967_296 + low;
    if (Number.isSafeInteger(value)) this.#ascii(String(value));
    else this.#ascii(String((BigInt(upper) << 32n) | BigInt(low)));
    this.#byte(0x22);
  }

  #string(start: number, end: number): boolean {
    // Each byte takes six at most: a control character.
    this.#reserve((end - start) * 6 + 2);
    const out = this.#out;
    const input = this.#in;
    let at = this.#length;
    out[at++] = 0x22;
    let high = 0;
    for (let i = start; i < end; i++) {
      const byte = input[i];
      high |= byte;
      if (byte === 0x22 || byte === 0x5c) {
        out[at++] = 0x5c;
        out[at++] = byte;
      } else if (byte < 0x20) {
        const escaped = JSON.stringify(String.fromCharCode(byte));
        for (let k = 1; k < escaped.length - 1; k++) out[at++] = escaped.charCodeAt(k);
      } else out[at++] = byte;
    }
    out[at++] = 0x22;
    this.#length = at;
    return high < 0x80 || isUtf8(input.subarray(start, end));
  }

  #base64(start: number, end: number): boolean {
    const size = end - start;
    this.#reserve(Math.ceil(size / 3) * 4 + 2);
    this.#out[this.#length++] = 0x22;
    const { buffer, byteOffset } = this.#in;
    this.#length += this.#out.write(
      Buffer.from(buffer, byteOffset + start, size).toString('base64'),
      this.#length,
      'latin1',
    );
    this.#out[this.#length++] = 0x22;
    return true;
  }

  /** A message of a type without a plan. */
  #library(desc: DescMessage, start: number, end: number): boolean {
    this.#at = end;
    const json = this.#libraryJson(desc, this.#in.subarray(start, end));
    if (json === undefined) return false;
    this.text(json);
    return true;
  }

  /** A field that only the library reads, with all its occurrences from `start` on. */
  #region(field: FieldPlan, desc: DescMessage, start: number, end: number, before: number): boolean {
    this.#at = start;
    let last = start;
    while (this.#at < end) {
      if (!this.#varint(end) || this.#high !== 0) return false;
      if (this.#low >>> 3 !== field.number) break;
      if (!this.#skip(this.#low & 7, end)) return false;
      last = this.#at;
    }
    this.#at = last;
    const json = this.#libraryJson(desc, this.#in.subarray(start, last));
    if (json === undefined) return false;
    if (json === '{}') {
      this.#isNothing = true;
      return true;
    }
    // `{"name":value}` without the braces; the name is there already.
    const isFirst = this.#out[before] !== 0x2c;
    this.#length = before + (isFirst ? 0 : 1);
    this.text(json.slice(1, -1));
    return true;
  }

  /** Goes behind a value; false for groups and at the end of the input. */
  #skip(wireType: number, end: number): boolean {
    switch (wireType) {
      case 0:
        return this.#varint(end);
      case 1:
        this.#at += 8;
        break;
      case 2:
        if (!this.#varint(end) || this.#high !== 0) return false;
        this.#at += this.#low;
        break;
      case 5:
        this.#at += 4;
        break;
      default:
        return false;
    }
    return this.#at <= end;
  }

  /** Into #low and #high; false at the end of the input and for more than 10 bytes. */
  #varint(end: number): boolean {
    const input = this.#in;
    let at = this.#at;
    let byte = input[at++];
    if (at > end) return false;
    if (byte < 0x80) {
      this.#low = byte;
      this.#high = 0;
      this.#at = at;
      return true;
    }
    let low = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = input[at++];
      if (at > end) return false;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#low = low;
        this.#high = 0;
        this.#at = at;
        return true;
      }
    }
    byte = input[at++];
    if (at > end) return false;
    low |= (byte & 0x0f) << 28;
    let high = (byte & 0x7f) >> 4;
    for (let shift = 3; byte >= 0x80; shift += 7) {
      if (shift > 31) return false;
      byte = input[at++];
      if (at > end) return false;
      high |= (byte & 0x7f) << shift;
    }
    this.#low = low >>> 0;
    this.#high = high;
    this.#at = at;
    return true;
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#out[this.#length++] = byte;
  }

  #bytes(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const out = this.#out;
    const at = this.#length;
    for (let i = 0; i < length; i++) out[at + i] = bytes[i];
    this.#length = at + length;
  }

  #ascii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const out = this.#out;
    const at = this.#length;
    for (let i = 0; i < length; i++) out[at + i] = text.charCodeAt(i);
    this.#length = at + length;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#out.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#out.length * 2));
    this.#out.copy(larger, 0, 0, this.#length);
    this.#out = larger;
  }
}
