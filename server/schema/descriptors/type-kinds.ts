// Which types are enums, remembered: the same few types are named over and over again.
import { Flag, Kind } from '../../syntax/tree.js';
import { findSymbol } from '../file-table.js';
import type { SchemaSnapshot } from '../schema.js';

/** Answers for one snapshot after the other. */
export class TypeKinds {
  #snapshot: SchemaSnapshot | undefined;
  /** By path: twice the number of the file that declares it, counted from 1, and 1 more for an enum; 0 if unknown. */
  #known = new Int32Array(0);

  /** Whether what a file declares under a path is an enum rather than a message. */
  isEnum(snapshot: SchemaSnapshot, file: number, path: number): boolean {
    if (snapshot !== this.#snapshot) {
      this.#snapshot = snapshot;
      this.#known = new Int32Array(snapshot.schema.paths.size);
    }
    const known = this.#known[path];
    if (known >> 1 === file + 1) return (known & 1) !== 0;
    const table = snapshot.table(file);
    const node = table.nodes[findSymbol(table, path)];
    const isEnum = (table.parsed.nodes[node] & Flag.kind) === Kind.enum;
    this.#known[path] = 2 * (file + 1) + (isEnum ? 1 : 0);
    return isEnum;
  }
}
