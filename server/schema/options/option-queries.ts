// Questions that editor features ask about options: what a name stands for, and what may stand in its place. Nothing
// is reported; what is broken or not known is undefined.
import { Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import type { SchemaSnapshot } from '../schema.js';
import { OptionName, OptionScope } from './option-scope.js';
import type { EnumType, MessageType, OptionField } from './option-types.js';

export class OptionQueries {
  readonly #scope: OptionScope;
  readonly #nodes: Int32Array;

  constructor(snapshot: SchemaSnapshot, file: number) {
    this.#scope = new OptionScope(snapshot.context(file));
    this.#nodes = this.#scope.context.nodes;
  }

  /** The message that the options of an element are fields of, such as google.protobuf.FieldOptions. */
  optionsMessage(element: number): MessageType | undefined {
    return this.#scope.optionsMessage(element);
  }

  /** The field that a part of the name of an option stands for: its declaration is `node` in the file `file`. */
  fieldOfPart(namePart: number): OptionField | undefined {
    const option = this.#nodes[namePart + Node.parent];
    const name = new OptionName();
    this.#scope.resolve(option, name);
    let at = 0;
    for (let part = option + Node.size; part < namePart; part = this.#nodes[part + Node.end]) at++;
    return name.fields[at];
  }

  /** The message that a part of the name of an option is looked up in: whose fields and extensions may stand there. */
  messageOfPart(namePart: number): MessageType | undefined {
    const option = this.#nodes[namePart + Node.parent];
    const first = option + Node.size;
    if (namePart === first) return this.optionsMessage(this.#nodes[option + Node.parent]);
    let before = first;
    while (this.#nodes[before + Node.end] < namePart) before = this.#nodes[before + Node.end];
    return this.fieldOfPart(before)?.message;
  }

  /** The field that a value is for: a literal, an aggregate or a list, of an option or inside an aggregate. */
  fieldOfValue(value: number): OptionField | undefined {
    const parent = this.#nodes[value + Node.parent];
    switch (kindOf(this.#nodes, parent)) {
      case Kind.option: {
        const name = new OptionName();
        return this.#scope.resolve(parent, name) ? name.leaf : undefined;
      }
      case Kind.list:
        return this.fieldOfValue(parent);
      case Kind.aggregateField:
        return this.fieldOfAggregateField(parent);
      default:
        return undefined;
    }
  }

  /** The field that a field of an aggregate stands for. */
  fieldOfAggregateField(field: number): OptionField | undefined {
    if (this.#nodes[field] & Flag.any) return undefined;
    const message = this.messageOfAggregate(this.#nodes[field + Node.parent]);
    return message && this.#scope.aggregateField(message, field);
  }

  /** The message that an aggregate is written for: whose fields may stand in it. */
  messageOfAggregate(aggregate: number): MessageType | undefined {
    const parent = this.#nodes[aggregate + Node.parent];
    if (kindOf(this.#nodes, parent) === Kind.aggregateField && this.#nodes[parent] & Flag.any) {
      return this.#scope.anyMessage(this.#nodes[parent + Node.name]);
    }
    return this.fieldOfValue(aggregate)?.message;
  }

  /** The enum whose values may stand as a value. */
  enumOfValue(value: number): EnumType | undefined {
    return this.fieldOfValue(value)?.enumType;
  }

  /** The extensions of a message that can be used in the file, with the file ids that declare them. */
  extensionsOf(message: MessageType): OptionField[] {
    const { context, types } = this.#scope;
    const found: OptionField[] = [];
    for (const files of [context.visible, context.optionVisible]) {
      for (const file of files) {
        for (const node of context.snapshot.table(file).extensions) {
          const field = types.field(file, node);
          if (field.name !== 0 && field.extendee === message) found.push(field);
        }
      }
    }
    return found;
  }
}
