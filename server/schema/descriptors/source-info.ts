// SourceCodeInfo of a file: which places its locations have, and their order, which is the order in which protoc's
// parser starts them. Walks the tree beside the file's tokens; what options mean is left open.
//
// The numbers are field numbers of descriptor.proto. The head of a declaration ends with `;` or `{`: the declaration's
// comments stand before its first token and behind that one. `from` is the first token behind the declaration before;
// what lies between it and the declaration is empty statements.
import { tokenize } from '../../syntax/tokenize.js';
import { Tokens } from '../../syntax/tokens.js';
import { childOf, Flag, Kind, Node } from '../../syntax/tree.js';
import { LocationWriter } from './location-writer.js';
import type { SourceInfoDraft } from './source-info-draft.js';
import { TokenPlaces } from './token-places.js';

const openBracket = 0x5b;
const openBrace = 0x7b;
const minus = 0x2d;

/** Indexes that the next members of a message or file have. */
class Counters {
  message = 0;
  enum = 0;
  extension = 0;
  field = 0;
  oneof = 0;
  extensionRange = 0;
  reservedRange = 0;
  reservedName = 0;
}

/** Under which numbers a file or a message holds what both may hold. */
interface ScopeNumbers {
  readonly message: number;
  readonly enum: number;
  readonly extension: number;
}

const inFile: ScopeNumbers = { message: 4, enum: 5, extension: 7 };
const inMessage: ScopeNumbers = { message: 3, enum: 4, extension: 6 };

/** Drafts the source info of files one after the other, using the same memory. */
export class SourceInfoDrafter {
  readonly #places = new TokenPlaces();
  readonly #locations = new LocationWriter(this.#places);
  #ownTokens: Tokens | undefined;
  #nodes: Int32Array = new Int32Array(0);
  #kinds: Uint8Array = new Uint8Array(0);

  /** Of a file that is free of errors in syntax. `tokens`: its tokens, if the caller has them. */
  draft(bytes: Uint8Array, nodes: Int32Array, tokens = this.#tokensOf(bytes)): SourceInfoDraft {
    this.#nodes = nodes;
    this.#kinds = tokens.kinds;
    this.#places.read(bytes, tokens);
    this.#locations.reset();
    this.#file();
    return this.#locations.take();
  }

  #tokensOf(bytes: Uint8Array): Tokens {
    this.#ownTokens ??= new Tokens(1 << 12);
    tokenize(bytes, this.#ownTokens, undefined, undefined);
    return this.#ownTokens;
  }

  #first(node: number): number {
    return this.#nodes[node + Node.first];
  }

  #last(node: number): number {
    return this.#nodes[node + Node.last];
  }

  #nameToken(node: number): number {
    return this.#nodes[node + Node.aux];
  }

  #file(): void {
    const nodes = this.#nodes;
    const locations = this.#locations;
    locations.addRoot();
    const counters = new Counters();
    let dependency = 0;
    let publicDependency = 0;
    let weakDependency = 0;
    let optionDependency = 0;
    let service = 0;
    let from = 0;
    const end = nodes[Node.end];
    for (let node = Node.size as number; node < end; node = nodes[node + Node.end]) {
      const head = nodes[node];
      const first = this.#first(node);
      const last = this.#last(node);
      switch (head & Flag.kind) {
        case Kind.syntax:
          this.#statement(12, node, from);
          break;
        case Kind.package:
          this.#statement(2, node, from);
          break;
        case Kind.import: {
          const isOption = (head & Flag.optionImport) !== 0;
          const mark = locations.push(isOption ? 15 : 3);
          locations.push(isOption ? optionDependency++ : dependency++);
          locations.addDeclaration(first, last, first, from, last);
          locations.pop(mark);
          if (head & Flag.public) this.#indexed(10, publicDependency++, first + 1);
          if (head & Flag.weak) this.#indexed(11, weakDependency++, first + 1);
          break;
        }
        case Kind.option:
          this.#optionStatement(8, node, from);
          break;
        case Kind.service: {
          const mark = locations.push(6);
          locations.push(service++);
          this.#service(node, from);
          locations.pop(mark);
          break;
        }
        default:
          this.#scopeMember(node, from, inFile, counters);
      }
      from = last + 1;
    }
  }

  /** What may stand in a file as well as in a message. */
  #scopeMember(node: number, from: number, numbers: ScopeNumbers, counters: Counters): void {
    const locations = this.#locations;
    switch (this.#nodes[node] & Flag.kind) {
      case Kind.message: {
        const mark = locations.push(numbers.message);
        locations.push(counters.message++);
        this.#message(node, from);
        locations.pop(mark);
        break;
      }
      case Kind.enum: {
        const mark = locations.push(numbers.enum);
        locations.push(counters.enum++);
        this.#enum(node, from);
        locations.pop(mark);
        break;
      }
      case Kind.extend:
        this.#extend(node, from, numbers, counters);
        break;
    }
  }

  #message(node: number, from: number): void {
    const name = this.#nameToken(node);
    // The place starts behind `export` or `local`, at `message`.
    this.#locations.addDeclaration(name - 1, this.#last(node), this.#first(node), from, name + 1);
    this.#locations.add(1, name, name);
    this.#messageBody(node, name + 2);
  }

  #messageBody(message: number, bodyStart: number): void {
    const nodes = this.#nodes;
    const counters = new Counters();
    let from = bodyStart;
    const end = nodes[message + Node.end];
    for (let node = message + Node.size; node < end; node = nodes[node + Node.end]) {
      switch (nodes[node] & Flag.kind) {
        case Kind.field:
        case Kind.mapField:
        case Kind.group:
          this.#messageField(node, from, counters);
          break;
        case Kind.oneof:
          this.#oneof(node, from, counters);
          break;
        case Kind.extensions:
          this.#extensions(node, from, counters);
          break;
        case Kind.reserved:
          this.#reserved(node, from, 9, 10, counters);
          break;
        case Kind.option:
          this.#optionStatement(7, node, from);
          break;
        default:
          this.#scopeMember(node, from, inMessage, counters);
      }
      from = this.#last(node) + 1;
    }
  }

  #messageField(node: number, from: number, counters: Counters): void {
    const locations = this.#locations;
    const mark = locations.push(2);
    locations.push(counters.field++);
    this.#field(node, from, -1, mark, inMessage, counters);
    locations.pop(mark);
  }

  /** `scope` is the mark of the path of the file or message that holds the field. */
  #field(node: number, from: number, extendee: number, scope: number, numbers: ScopeNumbers, counters: Counters): void {
    const nodes = this.#nodes;
    const locations = this.#locations;
    const head = nodes[node];
    const kind = head & Flag.kind;
    const first = this.#first(node);
    const last = this.#last(node);
    const name = this.#nameToken(node);
    if (kind === Kind.group) locations.addHere(first, last);
    else locations.addDeclaration(first, last, first, from, last);
    if (extendee >= 0) locations.add(2, this.#first(extendee), this.#last(extendee));
    if (head & Flag.labels) locations.add(4, first, first);
    if (kind === Kind.mapField) locations.add(6, first, name - 1);
    else if (kind === Kind.group) locations.add(5, name - 1, name - 1);
    else {
      const type = node + Node.size;
      locations.add(nodes[type] & Flag.scalar ? 5 : 6, this.#first(type), this.#last(type));
    }
    locations.add(1, name, name);
    locations.add(3, name + 2, name + 2);
    const behind = this.#fieldOptions(node, name + 3);
    if (kind === Kind.mapField) counters.message++;
    if (kind === Kind.group) this.#group(node, from, behind, scope, numbers, counters);
  }

  /** The message of a group, whose field's path is the current one. `brace` is the token of its `{`. */
  #group(node: number, from: number, brace: number, scope: number, numbers: ScopeNumbers, counters: Counters): void {
    const locations = this.#locations;
    const first = this.#first(node);
    const name = this.#nameToken(node);
    const field = locations.save();
    locations.pop(scope);
    locations.push(numbers.message);
    locations.push(counters.message++);
    const message = locations.save();
    locations.addDeclaration(first, this.#last(node), first, from, brace);
    locations.add(1, name, name);
    locations.restore(field);
    locations.add(6, name, name);
    locations.restore(message);
    this.#messageBody(childOf(this.#nodes, node, Kind.groupMessage), brace + 1);
    locations.restore(field);
  }

  /** `[ … ]` at a token, with default and json_name. Returns the token behind it. */
  #fieldOptions(field: number, bracket: number): number {
    if (this.#kinds[bracket] !== openBracket) return bracket;
    const nodes = this.#nodes;
    const locations = this.#locations;
    const close = this.#lastOption(field) + 1;
    locations.addIfKept(field, 8, bracket, close);
    const end = nodes[field + Node.end];
    for (let child = field + Node.size; child < end; child = nodes[child + Node.end]) {
      switch (nodes[child] & Flag.kind) {
        case Kind.option:
          this.#option(8, child);
          break;
        case Kind.default:
          locations.add(7, this.#nameToken(child), this.#last(child));
          break;
        case Kind.jsonName:
          locations.add(10, this.#first(child), this.#last(child));
          locations.add(10, this.#nameToken(child), this.#last(child));
          break;
      }
    }
    return close + 1;
  }

  /** The last token of the last option in brackets of an element. */
  #lastOption(element: number): number {
    const nodes = this.#nodes;
    let last = -1;
    const end = nodes[element + Node.end];
    for (let child = element + Node.size; child < end; child = nodes[child + Node.end]) {
      const kind = nodes[child] & Flag.kind;
      if (kind === Kind.option || kind === Kind.default || kind === Kind.jsonName) last = this.#last(child);
    }
    return last;
  }

  /** Options in brackets that are nothing but options. */
  #bracketedOptions(number: number, element: number, bracket: number): void {
    if (this.#kinds[bracket] !== openBracket) return;
    const nodes = this.#nodes;
    this.#locations.addIfKept(element, number, bracket, this.#lastOption(element) + 1);
    const end = nodes[element + Node.end];
    for (let child = element + Node.size; child < end; child = nodes[child + Node.end])
      if ((nodes[child] & Flag.kind) === Kind.option) this.#option(number, child);
  }

  #option(number: number, option: number): void {
    const locations = this.#locations;
    const mark = locations.push(number);
    locations.addOption(option, this.#first(option), this.#last(option));
    locations.pop(mark);
  }

  #optionStatement(number: number, option: number, from: number): void {
    const locations = this.#locations;
    const first = this.#first(option);
    const last = this.#last(option);
    locations.addIfKept(this.#nodes[option + Node.parent], number, first, last);
    const mark = locations.push(number);
    locations.addOption(option, first, last, from);
    locations.pop(mark);
  }

  #oneof(node: number, from: number, counters: Counters): void {
    const nodes = this.#nodes;
    const locations = this.#locations;
    const name = this.#nameToken(node);
    const first = this.#first(node);
    const mark = locations.push(8);
    locations.push(counters.oneof++);
    locations.addDeclaration(first, this.#last(node), first, from, name + 1);
    locations.add(1, name, name);
    const oneof = locations.save();
    from = name + 2;
    const end = nodes[node + Node.end];
    for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
      if ((nodes[child] & Flag.kind) === Kind.option) {
        locations.restore(oneof);
        this.#optionStatement(2, child, from);
      } else {
        locations.pop(mark);
        this.#messageField(child, from, counters);
      }
      from = this.#last(child) + 1;
    }
    locations.pop(mark);
  }

  #extend(node: number, from: number, numbers: ScopeNumbers, counters: Counters): void {
    const nodes = this.#nodes;
    const locations = this.#locations;
    const extendee = childOf(nodes, node, Kind.typeRef);
    const first = this.#first(node);
    const brace = this.#last(extendee) + 1;
    const scope = locations.push(numbers.extension);
    locations.addDeclaration(first, this.#last(node), first, from, brace);
    from = brace + 1;
    const end = nodes[node + Node.end];
    for (let child = nodes[extendee + Node.end]; child < end; child = nodes[child + Node.end]) {
      const mark = locations.push(counters.extension++);
      this.#field(child, from, extendee, scope, numbers, counters);
      locations.pop(mark);
      from = this.#last(child) + 1;
    }
    locations.pop(scope);
  }

  #extensions(node: number, from: number, counters: Counters): void {
    const nodes = this.#nodes;
    const locations = this.#locations;
    const first = this.#first(node);
    const last = this.#last(node);
    const mark = locations.push(5);
    locations.addDeclaration(first, last, first, from, last);
    const firstIndex = counters.extensionRange;
    const end = nodes[node + Node.end];
    let bracket = last;
    for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
      if ((nodes[child] & Flag.kind) !== Kind.range) continue;
      this.#range(child, counters.extensionRange++);
      bracket = this.#last(child) + 1;
    }
    if (this.#kinds[bracket] === openBracket) {
      for (let index = firstIndex; index < counters.extensionRange; index++) {
        const range = locations.push(index);
        this.#bracketedOptions(3, node, bracket);
        locations.pop(range);
      }
    }
    locations.pop(mark);
  }

  #range(node: number, index: number): void {
    const locations = this.#locations;
    const first = this.#first(node);
    const last = this.#last(node);
    const end = this.#nameToken(node);
    const mark = locations.push(index);
    locations.addHere(first, last);
    locations.add(1, first, end === first ? last : end - 2);
    // Of a single negative number, protoc takes the sign for the end.
    locations.add(2, end, end === first ? first : last);
    locations.pop(mark);
  }

  /** `rangeNumber` and `nameNumber` are where the element holds reserved ranges and names. */
  #reserved(node: number, from: number, rangeNumber: number, nameNumber: number, counters: Counters): void {
    const nodes = this.#nodes;
    const locations = this.#locations;
    const isNames = childOf(nodes, node, Kind.reservedName) >= 0;
    const mark = locations.push(isNames ? nameNumber : rangeNumber);
    const first = this.#first(node);
    const last = this.#last(node);
    locations.addDeclaration(first, last, first, from, last);
    const end = nodes[node + Node.end];
    for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
      if (isNames) locations.add(counters.reservedName++, this.#first(child), this.#last(child));
      else this.#range(child, counters.reservedRange++);
    }
    locations.pop(mark);
  }

  #enum(node: number, from: number): void {
    const nodes = this.#nodes;
    const locations = this.#locations;
    const name = this.#nameToken(node);
    locations.addDeclaration(name - 1, this.#last(node), this.#first(node), from, name + 1);
    locations.add(1, name, name);
    const counters = new Counters();
    let value = 0;
    from = name + 2;
    const end = nodes[node + Node.end];
    for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
      switch (nodes[child] & Flag.kind) {
        case Kind.option:
          this.#optionStatement(3, child, from);
          break;
        case Kind.reserved:
          this.#reserved(child, from, 4, 5, counters);
          break;
        case Kind.enumValue: {
          const mark = locations.push(2);
          locations.push(value++);
          this.#enumValue(child, from);
          locations.pop(mark);
          break;
        }
      }
      from = this.#last(child) + 1;
    }
  }

  #enumValue(node: number, from: number): void {
    const locations = this.#locations;
    const name = this.#nameToken(node);
    const first = this.#first(node);
    const last = this.#last(node);
    const number = name + 2;
    const numberEnd = this.#kinds[number] === minus ? number + 1 : number;
    locations.addDeclaration(first, last, first, from, last);
    locations.add(1, name, name);
    locations.add(2, number, numberEnd);
    this.#bracketedOptions(3, node, numberEnd + 1);
  }

  #service(node: number, from: number): void {
    const nodes = this.#nodes;
    const locations = this.#locations;
    const name = this.#nameToken(node);
    const first = this.#first(node);
    locations.addDeclaration(first, this.#last(node), first, from, name + 1);
    locations.add(1, name, name);
    let method = 0;
    from = name + 2;
    const end = nodes[node + Node.end];
    for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
      if ((nodes[child] & Flag.kind) === Kind.option) this.#optionStatement(3, child, from);
      else {
        const mark = locations.push(2);
        locations.push(method++);
        this.#method(child, from);
        locations.pop(mark);
      }
      from = this.#last(child) + 1;
    }
  }

  #method(node: number, from: number): void {
    const nodes = this.#nodes;
    const locations = this.#locations;
    const name = this.#nameToken(node);
    const first = this.#first(node);
    const input = childOf(nodes, node, Kind.typeRef);
    const output = nodes[input + Node.end];
    // `)` and then `;` or `{`.
    const headEnd = this.#last(output) + 2;
    locations.addDeclaration(first, this.#last(node), first, from, headEnd);
    locations.add(1, name, name);
    this.#methodType(input, 5, 2);
    this.#methodType(output, 6, 3);
    if (this.#kinds[headEnd] !== openBrace) return;
    from = headEnd + 1;
    const end = nodes[node + Node.end];
    for (let child = nodes[output + Node.end]; child < end; child = nodes[child + Node.end]) {
      this.#optionStatement(4, child, from);
      from = this.#last(child) + 1;
    }
  }

  #methodType(typeRef: number, streamNumber: number, typeNumber: number): void {
    const first = this.#first(typeRef);
    if (this.#nodes[typeRef] & Flag.stream) this.#locations.add(streamNumber, first - 1, first - 1);
    this.#locations.add(typeNumber, first, this.#last(typeRef));
  }

  /** A statement of the file that is one location. */
  #statement(number: number, node: number, from: number): void {
    const mark = this.#locations.push(number);
    const first = this.#first(node);
    this.#locations.addDeclaration(first, this.#last(node), first, from, this.#last(node));
    this.#locations.pop(mark);
  }

  /** One token under a number and an index. */
  #indexed(number: number, index: number, token: number): void {
    const mark = this.#locations.push(number);
    this.#locations.add(index, token, token);
    this.#locations.pop(mark);
  }
}
