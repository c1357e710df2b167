// Decodes strings in the Huffman code of HPACK (RFC 7541, appendix B). We send none: on a pipe bytes are cheaper than
// the time to pack them.

/**
 * Bits of each byte's code, and of the end mark at 256. The code is canonical: shorter codes come first, and those of
 * one length in the order of their bytes, so lengths say it all.
 */
const codeBits: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6,
  5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23,
  22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22,
  23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26,
  20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27,
  27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
  27, 27, 27, 26, 30,
];
const endMark = 256;

/** Two entries a node, for a bit 0 and 1: the next node, or the byte as its complement. */
let tree: Int16Array | undefined;

/** The bytes that `code` stands for, a character each; undefined when it is no such code. */
export function huffmanDecoded(code: Uint8Array): string | undefined {
  tree ??= plantTree();
  const decoded = Buffer.allocUnsafe(Math.floor((code.length * 8) / 5));
  let length = 0;
  let node = 0;
  /** Bits since the last whole code, and whether all of them were 1. */
  let bits = 0;
  let ones = true;
  for (const byte of code) {
    for (let shift = 7; shift >= 0; shift--) {
      const bit = (byte >> shift) & 1;
      const next = tree[2 * node + bit] as number;
      bits++;
      if (bit === 0) ones = false;
      if (next >= 0) {
        node = next;
        continue;
      }
      if (~next === endMark) return undefined;
      decoded[length++] = ~next;
      node = 0;
      bits = 0;
      ones = true;
    }
  }
  // What is left are the first bits of the end mark, and less than a byte of them.
  return bits < 8 && ones ? decoded.toString('latin1', 0, length) : undefined;
}

function plantTree(): Int16Array {
  const nodes = new Int16Array(2 * endMark);
  let planted = 1;
  let code = 0;
  let bitsBefore = 0;
  const symbols = codeBits.map((bits, symbol) => ({ bits, symbol })).sort((a, b) => a.bits - b.bits);
  for (const { bits, symbol } of symbols) {
    code <<= bits - bitsBefore;
    bitsBefore = bits;
    let node = 0;
    for (let shift = bits - 1; shift > 0; shift--) {
      const entry = 2 * node + ((code >> shift) & 1);
      // The root is nobody's child, so 0 says that there is none yet.
      if (nodes[entry] === 0) nodes[entry] = planted++;
      node = nodes[entry] as number;
    }
    nodes[2 * node + (code & 1)] = ~symbol;
    code++;
  }
  return nodes;
}
