// Which fields the options of a file set already, to find those set twice.
import type { MessageType, OptionField } from './option-types.js';

export interface SetOption {
  /** Stands for the message of the field, as the address of an element does for its options. */
  readonly id: number;
  /** Address of the first option that sets it or a part of it. */
  readonly option: number;
  /** The aggregate that it was set to, with its message; -1 if it was set field by field. */
  aggregate: number;
  message: MessageType | undefined;
}

export class SetOptions {
  readonly #byField = new Map<number, SetOption>();
  #nextId: number;

  /** `firstId` is larger than the addresses of all elements. */
  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  /** A field under an element, or under a field that is set. */
  find(parent: number, field: OptionField): SetOption | undefined {
    return this.#byField.get(keyOf(parent, field));
  }

  add(parent: number, field: OptionField, option: number): SetOption {
    const entry: SetOption = { id: this.#nextId++, option, aggregate: -1, message: undefined };
    this.#byField.set(keyOf(parent, field), entry);
    return entry;
  }
}

/** Exact up to 2^53: there are fewer than 2^22 fields that options can set. */
function keyOf(parent: number, field: OptionField): number {
  return parent * 0x400000 + field.index;
}
