// The tables of RFC 7541: the static one of its appendix A, and the dynamic one of its section 2.3.2.
import { fieldBytes, type HeaderField, receivedField } from './header-field.js';

/** Size of a dynamic table, in the bytes of `fieldBytes`, until a peer has said otherwise. */
export const defaultTableBytes = 4096;

/** Index 1 is at 0. */
export const staticTable: readonly HeaderField[] = [
  [':authority', ''],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  [':status', '200'],
  [':status', '204'],
  [':status', '206'],
  [':status', '304'],
  [':status', '400'],
  [':status', '404'],
  [':status', '500'],
  ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'],
  ['accept-language', ''],
  ['accept-ranges', ''],
  ['accept', ''],
  ['access-control-allow-origin', ''],
  ['age', ''],
  ['allow', ''],
  ['authorization', ''],
  ['cache-control', ''],
  ['content-disposition', ''],
  ['content-encoding', ''],
  ['content-language', ''],
  ['content-length', ''],
  ['content-location', ''],
  ['content-range', ''],
  ['content-type', ''],
  ['cookie', ''],
  ['date', ''],
  ['etag', ''],
  ['expect', ''],
  ['expires', ''],
  ['from', ''],
  ['host', ''],
  ['if-match', ''],
  ['if-modified-since', ''],
  ['if-none-match', ''],
  ['if-range', ''],
  ['if-unmodified-since', ''],
  ['last-modified', ''],
  ['link', ''],
  ['location', ''],
  ['max-forwards', ''],
  ['proxy-authenticate', ''],
  ['proxy-authorization', ''],
  ['range', ''],
  ['referer', ''],
  ['refresh', ''],
  ['retry-after', ''],
  ['server', ''],
  ['set-cookie', ''],
  ['strict-transport-security', ''],
  ['transfer-encoding', ''],
  ['user-agent', ''],
  ['vary', ''],
  ['via', ''],
  ['www-authenticate', ''],
].map(([name = '', value = '']) => receivedField(name, value));

/** The newest entry has index 0; entries leave at the other end when the table is full. */
export class DynamicTable {
  /** Oldest first. */
  #fields: HeaderField[] = [];
  #bytes = 0;
  #maxBytes = defaultTableBytes;
  readonly #onEvicted: ((field: HeaderField) => void) | undefined;

  constructor(onEvicted?: (field: HeaderField) => void) {
    this.#onEvicted = onEvicted;
  }

  get length(): number {
    return this.#fields.length;
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  at(index: number): HeaderField | undefined {
    return this.#fields[this.#fields.length - 1 - index];
  }

  /** A field larger than the table empties it. */
  add(field: HeaderField): void {
    const bytes = fieldBytes(field);
    this.#shrinkTo(this.#maxBytes - bytes);
    if (bytes > this.#maxBytes) return;
    this.#fields.push(field);
    this.#bytes += bytes;
  }

  resize(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#shrinkTo(maxBytes);
  }

  #shrinkTo(bytes: number): void {
    let evicted = 0;
    while (this.#bytes > bytes && evicted < this.#fields.length) {
      const field = this.#fields[evicted++] as HeaderField;
      this.#bytes -= fieldBytes(field);
      this.#onEvicted?.(field);
    }
    if (evicted > 0) this.#fields.splice(0, evicted);
  }
}
