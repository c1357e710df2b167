// Moves trees between processes or threads that each have a Names table of their own.
import type { Names } from './names.js';
import { Flag, Kind, Node } from './tree.js';

/** Names as Names.export gives them: name k lies at [ends[k - 1], ends[k]) of the bytes, the first one from 0. */
export interface ExportedNames {
  readonly bytes: Uint8Array;
  readonly ends: Int32Array;
}

/** Knows the ids of another table's names in ours. */
export class NameTranslation {
  readonly #names: Names;
  #ids = new Int32Array(1 << 12);
  #count = 1;

  constructor(names: Names) {
    this.#names = names;
  }

  /** Takes the names that the other table added since the last call, in their order; the first call takes all from id 1. */
  add(exported: ExportedNames): void {
    const { bytes, ends } = exported;
    const needed = this.#count + ends.length;
    if (needed > this.#ids.length) {
      const grown = new Int32Array(Math.max(needed, this.#ids.length * 2));
      grown.set(this.#ids);
      this.#ids = grown;
    }
    let start = 0;
    for (const end of ends) {
      this.#ids[this.#count++] = this.#names.intern(bytes, start, end);
      start = end;
    }
  }

  /** Replaces ids of the other table, in place. */
  translateAll(ids: Int32Array): void {
    for (let i = 0; i < ids.length; i++) ids[i] = this.#ids[ids[i]];
  }

  /** Replaces the other table's ids in a tree, in place. */
  translate(nodes: Int32Array): void {
    for (let node = 0; node < nodes.length; node += Node.size) {
      const kind = nodes[node] & Flag.kind;
      if (kind !== Kind.file && kind !== Kind.range) nodes[node + Node.name] = this.#ids[nodes[node + Node.name]];
    }
  }
}
