// Names that are made of declared ones: JSON names of fields, and enum values without the name of their enum.
//
// Each comes as a text and as a hash of that text computed without making it, to find two that are equal among many.
import type { Names } from '../syntax/names.js';

const underscore = 0x5f;
const hashStart = 0x811c9dc5 | 0;
const hashFactor = 0x01000193;

/** The JSON name of a field that sets none: `foo_bar` gives `fooBar`. */
export function jsonNameOf(field: string): string {
  return field.replace(/_+([^_]?)/g, (_, next: string) => asciiUpper(next));
}

export function jsonNameHash(names: Names, field: number): number {
  const end = names.end(field);
  let hash = hashStart;
  let capitalize = false;
  for (let i = names.start(field); i < end; i++) {
    const c = names.byte(i);
    if (c === underscore) {
      capitalize = true;
      continue;
    }
    hash = Math.imul(hash ^ (capitalize ? upper(c) : c), hashFactor);
    capitalize = false;
  }
  return hash;
}

/**
 * What code generators of many languages call an enum value: without the name of its enum before it, in PascalCase.
 * `FOO_KIND_BIG_ONE` of the enum FooKind gives `BigOne`.
 */
export function enumValueKey(enumName: string, value: string): string {
  let at = prefixLength(enumName, value);
  let result = '';
  let capitalize = true;
  for (; at < value.length; at++) {
    const c = value[at];
    if (c === '_') {
      capitalize = true;
      continue;
    }
    result += capitalize ? asciiUpper(c) : asciiLower(c);
    capitalize = false;
  }
  return result;
}

function prefixLength(enumName: string, value: string): number {
  let i = 0;
  let k = 0;
  for (;;) {
    while (enumName[k] === '_') k++;
    while (value[i] === '_') i++;
    if (k >= enumName.length) break;
    if (i >= value.length || asciiLower(value[i]) !== asciiLower(enumName[k])) return 0;
    i++;
    k++;
  }
  return i < value.length ? i : 0;
}

export function enumValueKeyHash(names: Names, enumName: number, value: number): number {
  const end = names.end(value);
  let hash = hashStart;
  let capitalize = true;
  for (let i = prefixEnd(names, enumName, value); i < end; i++) {
    const c = names.byte(i);
    if (c === underscore) {
      capitalize = true;
      continue;
    }
    hash = Math.imul(hash ^ (capitalize ? upper(c) : lower(c)), hashFactor);
    capitalize = false;
  }
  return hash;
}

function prefixEnd(names: Names, enumName: number, value: number): number {
  const end = names.end(value);
  const enumEnd = names.end(enumName);
  let i = names.start(value);
  let k = names.start(enumName);
  for (;;) {
    while (k < enumEnd && names.byte(k) === underscore) k++;
    while (i < end && names.byte(i) === underscore) i++;
    if (k >= enumEnd) break;
    if (i >= end || lower(names.byte(i)) !== lower(names.byte(k))) return names.start(value);
    i++;
    k++;
  }
  return i < end ? i : names.start(value);
}

function upper(c: number): number {
  return c >= 0x61 && c <= 0x7a ? c - 0x20 : c;
}

function lower(c: number): number {
  return c >= 0x41 && c <= 0x5a ? c + 0x20 : c;
}

function asciiUpper(c: string): string {
  return c >= 'a' && c <= 'z' ? c.toUpperCase() : c;
}

function asciiLower(c: string): string {
  return c >= 'A' && c <= 'Z' ? c.toLowerCase() : c;
}
