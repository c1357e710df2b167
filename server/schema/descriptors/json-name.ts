// The JSON name that a field has by default.

/** Writes the JSON name of a field name to `target`, which must have room for it, and returns where it ends. */
export function putJsonName(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): number {
  let capitalize = false;
  for (let i = start; i < end; i++) {
    const byte = source[i];
    if (byte === 0x5f) {
      capitalize = true;
    } else {
      target[at++] = capitalize && byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
      capitalize = false;
    }
  }
  return at;
}
