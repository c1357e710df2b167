// The syntax tree of a JSON body. Offsets are bytes of the request file.
import type { Span } from '../../text/span.js';

export interface JsonObject extends Span {
  readonly kind: 'object';
  readonly members: readonly JsonMember[];
  /** Whether the brace that ends it is there. */
  readonly closed: boolean;
}

export interface JsonArray extends Span {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
  readonly closed: boolean;
}

export interface JsonString extends Span {
  readonly kind: 'string';
  /** Without quotes, escapes decoded; variables as they are written. */
  readonly value: string;
  /** Whether it holds `{{…}}`. */
  readonly open: boolean;
}

export interface JsonNumber extends Span {
  readonly kind: 'number';
  readonly text: string;
}

export interface JsonWord extends Span {
  readonly kind: 'true' | 'false' | 'null';
}

/** `{{name}}` in the place of a value. */
export interface JsonVariable extends Span {
  readonly kind: 'variable';
}

/** A value that is missing or cannot be read. */
export interface JsonMissing extends Span {
  readonly kind: 'missing';
}

export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonWord | JsonVariable | JsonMissing;

/** `"key": value`. */
export interface JsonMember extends Span {
  readonly key: JsonString;
  readonly value: JsonNode;
  /** The offset behind the colon; -1 without one. */
  readonly colon: number;
}
