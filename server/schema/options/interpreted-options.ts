// The interpreted options of one file, for descriptors: encoded, and where in the options message each of them is.
import { Flag, forEachChild, Kind, kindOf, Node } from '../../syntax/tree.js';
import { FieldType } from '../declarations.js';
import type { SchemaSnapshot } from '../schema.js';
import { encodeMessage, encodeSubmessage } from './encode-message.js';
import { encodeScalar, wireOf } from './encode-scalar.js';
import { OptionName, OptionScope } from './option-scope.js';
import { nthTypeRef, type OptionField } from './option-types.js';
import { addOption, addValue, type MessageValue, makeMessageValue } from './option-value.js';
import { WireWriter } from './wire-writer.js';

/** What of the options of a field is wanted. */
export type OptionFilter = 'all' | 'map-entry-string' | 'map-entry';

export interface OptionEncoding {
  /**
   * Keep options that only sources hold (RETENTION_SOURCE), and custom options as they were written, one piece for
   * each statement. Otherwise all fields are in the order of their numbers, and parts of one message are put together.
   */
  readonly retainOptions: boolean;
}

/** Reads the options of a file that has no errors; options that cannot be interpreted are left out. */
export class InterpretedOptions {
  readonly #scope: OptionScope;
  readonly #name = new OptionName();
  readonly #writer: WireWriter;
  /** The element whose repeated options were counted last, and their indexes. */
  #indexed = -1;
  readonly #indexes = new Map<number, number>();

  /** `writer` is empty, and is so again after each call. */
  constructor(snapshot: SchemaSnapshot, file: number, writer = new WireWriter()) {
    this.#writer = writer;
    this.#scope = new OptionScope(snapshot.context(file));
  }

  /**
   * The serialised options message of an element, such as google.protobuf.FieldOptions: of the file (0), a message, a
   * group or its message, a field, a oneof, an enum, an enum value, an `extensions` statement (the same for each of
   * its ranges), a service or a method. Undefined if no option is written on it, or none that is kept; possibly
   * empty for a method with empty braces and for options that are set to nothing.
   *
   * A map field passes `features` on to the key and the value of its entries, and `enforce_utf8` to those that are
   * strings: `map-entry` and `map-entry-string` ask for them.
   */
  encode(element: number, encoding: OptionEncoding, filter: OptionFilter = 'all'): Uint8Array | undefined {
    const { nodes } = this.#scope.context;
    const end = nodes[element + Node.end];
    const known = makeMessageValue();
    const custom: number[] = [];
    let hasOptions = hasEmptyBlock(nodes, element);
    for (let child = element + Node.size; child < end; child = nodes[child + Node.end]) {
      if (kindOf(nodes, child) !== Kind.option || !this.#isWanted(child, filter)) continue;
      hasOptions = true;
      if (encoding.retainOptions && nodes[child + Node.size] & Flag.extension) custom.push(child);
      else this.#add(known, child);
    }
    if (!hasOptions) return undefined;
    const writer = this.#writer;
    encodeMessage(writer, this.#scope.context, known, !encoding.retainOptions);
    for (const option of custom) this.#writePiece(option);
    const encoded = writer.take(0);
    // protoc drops options of which it has stripped everything, but not those that were empty before.
    const isStripped =
      !encoding.retainOptions && [...known.fields.keys()].some((field) => field.annotations.isSourceOnly);
    return encoded.length === 0 && isStripped ? undefined : encoded;
  }

  /**
   * The path of what an option sets in the options message: field numbers, and for a repeated field the index of the
   * value. Undefined if it cannot be interpreted, or is not among what `encode` gives.
   */
  path(option: number, encoding: OptionEncoding): number[] | undefined {
    const name = this.#name;
    if (!this.#scope.resolve(option, name)) return undefined;
    if (!encoding.retainOptions && isStripped(name.fields)) return undefined;
    const path = name.fields.map((field) => field.number);
    if (name.leaf?.isRepeated) path.push(this.#indexOf(option));
    return path;
  }

  /** How many options before this one of the same element set the same repeated field. */
  #indexOf(option: number): number {
    const { nodes } = this.#scope.context;
    const element = nodes[option + Node.parent];
    if (element !== this.#indexed) {
      this.#indexed = element;
      this.#indexes.clear();
      const counts = new Map<string, number>();
      const name = this.#name;
      forEachChild(nodes, element, Kind.option, (child) => {
        if (!this.#scope.resolve(child, name) || !name.leaf?.isRepeated) return;
        const path = name.fields.map((field) => field.number).join();
        const index = counts.get(path) ?? 0;
        counts.set(path, index + 1);
        this.#indexes.set(child, index);
      });
    }
    return this.#indexes.get(option) ?? 0;
  }

  #add(message: MessageValue, option: number): void {
    if (this.#scope.resolve(option, this.#name) && this.#name.value >= 0) addOption(this.#scope, message, this.#name);
  }

  /** Writes one custom option by itself. */
  #writePiece(option: number): void {
    const name = this.#name;
    if (!this.#scope.resolve(option, name) || name.value < 0) return;
    const { context } = this.#scope;
    const { fields, value } = name;
    const writer = this.#writer;
    const write = (at: number): void => {
      const field = fields[at];
      if (at < fields.length - 1) encodeSubmessage(writer, field, () => write(at + 1));
      else if (kindOf(context.nodes, value) === Kind.aggregate) {
        const message = makeMessageValue();
        addValue(this.#scope, message, field, value);
        encodeMessage(writer, context, message, false);
      } else {
        writer.tag(field.number, wireOf(field.type));
        encodeScalar(writer, context, field, value);
      }
    };
    write(0);
  }

  #isWanted(option: number, filter: OptionFilter): boolean {
    if (filter === 'all') return true;
    const { nodes } = this.#scope.context;
    const { wellKnown } = this.#scope.types;
    if (nodes[option + Node.size] & Flag.extension) return false;
    const name = nodes[option + Node.name];
    return name === wellKnown.features || (filter === 'map-entry-string' && name === wellKnown.enforceUtf8);
  }
}

/** Whether only sources hold what a path of fields leads to. protoc strips nothing inside groups. */
function isStripped(fields: readonly OptionField[]): boolean {
  for (const field of fields) {
    if (field.annotations.isSourceOnly) return true;
    if (field.type === FieldType.group) return false;
  }
  return false;
}

/** A method with braces has options, if only empty ones. Without, only `)` and `;` follow its last type. */
function hasEmptyBlock(nodes: Int32Array, element: number): boolean {
  if (kindOf(nodes, element) !== Kind.method) return false;
  const output = nthTypeRef(nodes, element, 1);
  return output >= 0 && nodes[element + Node.last] > nodes[output + Node.last] + 2;
}
