// Qualified names, interned as pairs of an outer path and a simple name, so that a scope is a number and looking a name
// up in it compares numbers.
import type { Names } from '../syntax/names.js';

/** The path of the unnamed outermost scope. */
export const rootPath = 0;

const dot = 0x2e;

/**
 * Append-only. A path is only a name: whether something is declared under it, and where, is a matter of snapshots.
 */
export class Paths {
  readonly names: Names;
  #count = 1;
  /** Parent and simple name of path p at 2p and 2p + 1, side by side since a look at memory is what a lookup costs. */
  #parts = new Int32Array(1 << 15);
  /** Open addressing, power of two; 0 is a free slot, since the root is never looked up. */
  #slots = new Int32Array(1 << 15);
  /** First and next of the chains of paths that share a simple name, up to path #chained. */
  #firstByName = new Int32Array(0);
  #nextByName = new Int32Array(0);
  #chained = 1;
  /** Ids of the files that ever declared something under the path: the first, and the others if there are any. */
  #firstFile = new Int32Array(1 << 14).fill(-1);
  readonly #otherFiles = new Map<number, Set<number>>();
  #sharedCount = 0;
  /** By Names id: one more than the index of the name's parts, 0 where these were not asked for. */
  #dottedIndex = new Int32Array(1 << 12);
  readonly #dottedParts: (readonly number[])[] = [];

  constructor(names: Names) {
    this.names = names;
  }

  get size(): number {
    return this.#count;
  }

  parent(path: number): number {
    return this.#parts[2 * path];
  }

  /** Names id of the last part. */
  simpleName(path: number): number {
    return this.#parts[2 * path + 1];
  }

  /** The path of a name in a scope, or 0 if there is none. */
  find(scope: number, name: number): number {
    const slots = this.#slots;
    const parts = this.#parts;
    const mask = slots.length - 1;
    let slot = hash(scope, name) & mask;
    for (;;) {
      const path = slots[slot];
      if (path === 0) return 0;
      if (parts[2 * path + 1] === name && parts[2 * path] === scope) return path;
      slot = (slot + 1) & mask;
    }
  }

  /** The path of a name in a scope, made if there was none. */
  add(scope: number, name: number): number {
    const slots = this.#slots;
    const parts = this.#parts;
    const mask = slots.length - 1;
    let slot = hash(scope, name) & mask;
    for (;;) {
      const path = slots[slot];
      if (path === 0) break;
      if (parts[2 * path + 1] === name && parts[2 * path] === scope) return path;
      slot = (slot + 1) & mask;
    }
    const path = this.#count++;
    if (path === this.#firstFile.length) this.#grow();
    this.#parts[2 * path] = scope;
    this.#parts[2 * path + 1] = name;
    this.#slots[slot] = path;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return path;
  }

  /** The path that a dotted name without leading dot spells from a scope, made if there was none. */
  addDotted(scope: number, name: number): number {
    let path = scope;
    for (const part of this.parts(name)) path = this.add(path, part);
    return path;
  }

  /** The path that a full name in text spells, or 0. */
  findText(fullName: string): number {
    let path = rootPath;
    for (const part of fullName.split('.')) {
      path = this.find(path, this.names.internText(part));
      if (path === 0) return 0;
    }
    return path;
  }

  /** Names ids of the parts of a dotted name, without its leading dot. */
  parts(name: number): readonly number[] {
    const index = name < this.#dottedIndex.length ? this.#dottedIndex[name] : 0;
    if (index > 0) return this.#dottedParts[index - 1];
    return this.#split(name);
  }

  #split(name: number): readonly number[] {
    const bytes = this.names.bytes(name);
    const parts: number[] = [];
    let start = bytes[0] === dot ? 1 : 0;
    for (let i = start; i < bytes.length; i++) {
      if (bytes[i] !== dot) continue;
      parts.push(this.names.intern(bytes, start, i));
      start = i + 1;
    }
    parts.push(this.names.intern(bytes, start, bytes.length));
    if (name >= this.#dottedIndex.length)
      this.#dottedIndex = resized(this.#dottedIndex, Math.max(2 * this.#dottedIndex.length, name + 1));
    this.#dottedIndex[name] = this.#dottedParts.push(parts);
    return parts;
  }

  /** The full name, without leading dot. */
  text(path: number): string {
    let text = '';
    for (let p = path; p !== rootPath; p = this.parent(p)) {
      const part = this.names.text(this.simpleName(p));
      text = text === '' ? part : `${part}.${text}`;
    }
    return text;
  }

  /** Calls `visit` with each path whose last part is `name`. */
  forEachNamed(name: number, visit: (path: number) => void): void {
    this.#chain();
    for (let path = this.#firstByName[name]; path !== 0; path = this.#nextByName[path]) visit(path);
  }

  /** Notes that a file declares something under a path. */
  addFile(path: number, file: number): void {
    const first = this.#firstFile[path];
    if (first === file) return;
    if (first < 0) {
      this.#firstFile[path] = file;
      return;
    }
    const others = this.#otherFiles.get(path);
    if (others?.has(file)) return;
    this.#sharedCount++;
    if (others) others.add(file);
    else this.#otherFiles.set(path, new Set([file]));
  }

  /** How often a path was noted for a file after the first: as long as it is the same, no pair of files is new. */
  get sharedCount(): number {
    return this.#sharedCount;
  }

  /** Paths that were noted for more than one file. */
  sharedPaths(): Iterable<number> {
    return this.#otherFiles.keys();
  }

  /** The first file that was noted for a path, or -1. Whether it still declares it must be asked of its table. */
  firstFile(path: number): number {
    return this.#firstFile[path];
  }

  /** The files that were noted for a path after the first. */
  otherFiles(path: number): ReadonlySet<number> | undefined {
    return this.#otherFiles.get(path);
  }

  /** Few ever ask for paths by their simple names. */
  #chain(): void {
    if (this.#nextByName.length < this.#count) {
      this.#nextByName = resized(this.#nextByName, this.#firstFile.length);
    }
    if (this.#firstByName.length < this.names.size) {
      this.#firstByName = resized(this.#firstByName, Math.max(this.#firstByName.length * 2, this.names.size));
    }
    for (; this.#chained < this.#count; this.#chained++) {
      const name = this.simpleName(this.#chained);
      this.#nextByName[this.#chained] = this.#firstByName[name];
      this.#firstByName[name] = this.#chained;
    }
  }

  #grow(): void {
    const size = this.#firstFile.length * 2;
    this.#parts = resized(this.#parts, 2 * size);
    const files = new Int32Array(size).fill(-1);
    files.set(this.#firstFile);
    this.#firstFile = files;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let path = 1; path < this.#count; path++) {
      let slot = hash(this.#parts[2 * path], this.#parts[2 * path + 1]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = path;
    }
    this.#slots = slots;
  }
}

function hash(scope: number, name: number): number {
  const mixed = Math.imul(scope, 0x9e3779b1) ^ Math.imul(name, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function resized(array: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(size);
  grown.set(array);
  return grown;
}
