// What a file declares, read off its tree alone, as one array of numbers: another thread can make it, since it knows no
// paths, only names.
import type { Names } from '../syntax/names.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import { Word } from '../syntax/words.js';
import { plainOption } from './declarations.js';

/** The numbers at the start of an outline: how long its lists are, which follow in this order, and what it says else. */
const enum Head {
  imports,
  options,
  featureOptions,
  types,
  extends,
  extensions,
  /** Three lists: nodes, names, scopes. */
  symbols,
  isLite,
  size,
}

/** The parts of an outline, as views into it. Nodes are addresses, in source order. */
export interface Outline {
  readonly importNodes: Int32Array;
  readonly optionNodes: Int32Array;
  /** Those of the Option nodes that set `features`. */
  readonly featureOptions: Int32Array;
  /** Indexes of the symbols that are messages and enums. */
  readonly types: Int32Array;
  readonly extendNodes: Int32Array;
  /** The fields and groups in extend blocks. */
  readonly extensions: Int32Array;
  /**
   * The declared symbols in source order. A map field declares two: itself and the message of its entries; both have
   * the field's node.
   */
  readonly symbolNodes: Int32Array;
  /** Names ids. */
  readonly symbolNames: Int32Array;
  /** Index of the symbol that a symbol is declared in, or -1 for the package. */
  readonly symbolScopes: Int32Array;
  /** Whether the file has `option optimize_for = LITE_RUNTIME;`. */
  readonly isLite: boolean;
}

/** Whether what stands in a declaration is declared in its scope. Values of an enum are its siblings. */
export function opensScope(kind: number): boolean {
  return kind === Kind.message || kind === Kind.groupMessage || kind === Kind.service;
}

export function readOutline(numbers: Int32Array): Outline {
  let at: number = Head.size;
  const list = (count: number): Int32Array => numbers.subarray(at, (at += count));
  const symbols = numbers[Head.symbols];
  return {
    importNodes: list(numbers[Head.imports]),
    optionNodes: list(numbers[Head.options]),
    featureOptions: list(numbers[Head.featureOptions]),
    types: list(numbers[Head.types]),
    extendNodes: list(numbers[Head.extends]),
    extensions: list(numbers[Head.extensions]),
    symbolNodes: list(symbols),
    symbolNames: list(symbols),
    symbolScopes: list(symbols),
    isLite: numbers[Head.isLite] !== 0,
  };
}

/** Outline.symbolNames. */
export function symbolNamesIn(numbers: Int32Array): Int32Array {
  const symbols = numbers[Head.symbols];
  // Scopes are the last list.
  const end = numbers.length - symbols;
  return numbers.subarray(end - symbols, end);
}

/** Makes outlines one after the other, using the same memory. */
export class OutlineBuilder {
  readonly #names: Names;
  readonly #imports = new IntList();
  readonly #options = new IntList();
  readonly #featureOptions = new IntList();
  readonly #types = new IntList();
  readonly #extends = new IntList();
  readonly #extensions = new IntList();
  readonly #symbolNodes = new IntList();
  readonly #symbolNames = new IntList();
  readonly #symbolScopes = new IntList();
  /** In the order in which they follow the head. */
  readonly #lists = [
    this.#imports,
    this.#options,
    this.#featureOptions,
    this.#types,
    this.#extends,
    this.#extensions,
    this.#symbolNodes,
    this.#symbolNames,
    this.#symbolScopes,
  ];
  #nodes: Int32Array = new Int32Array(0);

  /** `names` is what the trees name things with. */
  constructor(names: Names) {
    this.#names = names;
  }

  /** See `readOutline`. */
  build(nodes: Int32Array): Int32Array {
    this.#nodes = nodes;
    for (const list of this.#lists) list.length = 0;
    this.#visitAll();
    let length: number = Head.size;
    for (const list of this.#lists) length += list.length;
    const numbers = new Int32Array(length);
    numbers[Head.imports] = this.#imports.length;
    numbers[Head.options] = this.#options.length;
    numbers[Head.featureOptions] = this.#featureOptions.length;
    numbers[Head.types] = this.#types.length;
    numbers[Head.extends] = this.#extends.length;
    numbers[Head.extensions] = this.#extensions.length;
    numbers[Head.symbols] = this.#symbolNodes.length;
    numbers[Head.isLite] = isOptimizedForLite(nodes) ? 1 : 0;
    let at: number = Head.size;
    for (const list of this.#lists) at = list.copyTo(numbers, at);
    return numbers;
  }

  #visitAll(): void {
    const nodes = this.#nodes;
    const end = nodes[Node.end];
    const scopes = [-1];
    const ends = [end];
    let node = Node.size as number;
    while (node < end) {
      while (node >= ends[ends.length - 1]) {
        ends.pop();
        scopes.pop();
      }
      const kind: Kind = nodes[node] & Flag.kind;
      const inside = this.#visit(node, scopes[scopes.length - 1], kind);
      if (opensScope(kind)) {
        scopes.push(inside);
        ends.push(nodes[node + Node.end]);
      }
      // Nothing inside a value declares anything.
      node = kind === Kind.option || kind === Kind.default ? nodes[node + Node.end] : node + Node.size;
    }
  }

  /** Notes a node that stands in a scope; returns the scope of its children. */
  #visit(node: number, scope: number, kind: Kind): number {
    switch (kind) {
      case Kind.option:
        this.#options.push(node);
        if (this.#nodes[node + Node.name] === Word.features) this.#featureOptions.push(node);
        return scope;
      case Kind.import:
        this.#imports.push(node);
        return scope;
      case Kind.extend:
        this.#extends.push(node);
        return scope;
      case Kind.field:
      case Kind.oneof:
      case Kind.method:
      case Kind.enumValue:
      case Kind.group:
      case Kind.mapField:
        this.#visitMember(node, scope, kind);
        return scope;
      case Kind.message:
      case Kind.enum:
      case Kind.service:
      case Kind.groupMessage:
        return this.#visitContainer(node, scope, kind);
      default:
        return scope;
    }
  }

  #visitContainer(node: number, scope: number, kind: Kind): number {
    const name = this.#nodes[node + Node.name];
    if (name === 0) return scope;
    if (kind !== Kind.service) this.#types.push(this.#symbolNodes.length);
    return this.#declare(scope, name, node);
  }

  #visitMember(node: number, scope: number, kind: Kind): void {
    const name = this.#nodes[node + Node.name];
    if ((kind === Kind.field || kind === Kind.group) && this.#nodes[node] & Flag.extension) this.#extensions.push(node);
    if (name === 0) return;
    const names = this.#names;
    // The field of a group has the lower-case name; the message declares the name as written.
    this.#declare(scope, kind === Kind.group ? names.internText(names.text(name).toLowerCase()) : name, node);
    if (kind === Kind.mapField) this.#declare(scope, names.internText(mapEntryName(names.text(name))), node);
  }

  #declare(scope: number, name: number, node: number): number {
    const index = this.#symbolNodes.length;
    this.#symbolNodes.push(node);
    this.#symbolNames.push(name);
    this.#symbolScopes.push(scope);
    return index;
  }
}

class IntList {
  length = 0;
  #numbers = new Int32Array(256);

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const grown = new Int32Array(2 * this.length);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.length++] = number;
  }

  /** Returns the index behind the last number that was copied. */
  copyTo(target: Int32Array, at: number): number {
    const numbers = this.#numbers;
    for (let i = 0; i < this.length; i++) target[at++] = numbers[i];
    return at;
  }
}

function isOptimizedForLite(nodes: Int32Array): boolean {
  const value = plainOption(nodes, 0, Word.optimize_for);
  return value >= 0 && nodes[value + Node.name] === Word.LITE_RUNTIME;
}

/** The name of the message that holds the entries of a map field: `foo_bar` gives `FooBarEntry`. */
export function mapEntryName(field: string): string {
  let result = '';
  let capitalize = true;
  for (const c of field) {
    if (c === '_') {
      capitalize = true;
    } else {
      result += capitalize && c >= 'a' && c <= 'z' ? c.toUpperCase() : c;
      capitalize = false;
    }
  }
  return `${result}Entry`;
}
