// Interpreted options as values: messages with the fields that options and aggregates set, ready to be encoded.
// Built from options that were found right; what is wrong is left out.
import { Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import { encodeMessage } from './encode-message.js';
import type { OptionName, OptionScope } from './option-scope.js';
import type { MessageType, OptionField } from './option-types.js';
import { WireWriter } from './wire-writer.js';

/** A message: the values of its fields, one or, for a repeated field, several, in the order in which they were set first. */
export interface MessageValue {
  readonly fields: Map<OptionField, Value[]>;
}

/** The address of a literal, a message, or bytes that are settled. */
export type Value = number | MessageValue | Uint8Array;

export function makeMessageValue(): MessageValue {
  return { fields: new Map() };
}

/** Adds what an option sets; parts of one message are put together. */
export function addOption(scope: OptionScope, message: MessageValue, name: OptionName): void {
  const last = name.fields.length - 1;
  let at = message;
  for (let i = 0; i < last; i++) at = singleMessage(at, name.fields[i]);
  addValue(scope, at, name.fields[last], name.value);
}

/** Adds the value of a field: a literal, an aggregate, or a list of them. */
export function addValue(scope: OptionScope, message: MessageValue, field: OptionField, value: number): void {
  const { nodes } = scope.context;
  switch (kindOf(nodes, value)) {
    case Kind.list: {
      const end = nodes[value + Node.end];
      for (let item = value + Node.size; item < end; item = nodes[item + Node.end])
        addValue(scope, message, field, item);
      return;
    }
    case Kind.aggregate: {
      const type = field.message;
      if (!type) return;
      let target: MessageValue;
      if (field.isRepeated) {
        target = makeMessageValue();
        valuesOf(message, field).push(target);
      } else target = singleMessage(message, field);
      addAggregate(scope, target, type, value);
      return;
    }
    default: {
      const values = valuesOf(message, field);
      if (!field.isRepeated) values.length = 0;
      values.push(value);
    }
  }
}

function addAggregate(scope: OptionScope, message: MessageValue, type: MessageType, aggregate: number): void {
  const { nodes } = scope.context;
  const end = nodes[aggregate + Node.end];
  for (let node = aggregate + Node.size; node < end; node = nodes[node + Node.end]) {
    const value = node + Node.size;
    if (nodes[node] & Flag.broken || value >= nodes[node + Node.end]) continue;
    if (nodes[node] & Flag.any) {
      addAny(scope, message, type, nodes[node + Node.name], value);
      continue;
    }
    const field = scope.aggregateField(type, node);
    if (field) addValue(scope, message, field, value);
  }
}

/** An Any holds its message encoded. */
function addAny(scope: OptionScope, message: MessageValue, any: MessageType, url: number, value: number): void {
  const { context } = scope;
  const type = scope.anyMessage(url);
  if (!type || kindOf(context.nodes, value) !== Kind.aggregate) return;
  const content = makeMessageValue();
  addAggregate(scope, content, type, value);
  const writer = new WireWriter();
  encodeMessage(writer, context, content, false);
  for (const field of any.fields.values()) {
    if (field.number === 1) valuesOf(message, field).push(context.names.bytes(url).slice());
    else if (field.number === 2) valuesOf(message, field).push(writer.take(0));
  }
}

function singleMessage(message: MessageValue, field: OptionField): MessageValue {
  const values = valuesOf(message, field);
  const known = values[0];
  if (typeof known === 'object' && 'fields' in known) return known;
  const made = makeMessageValue();
  values[0] = made;
  return made;
}

function valuesOf(message: MessageValue, field: OptionField): Value[] {
  let values = message.fields.get(field);
  if (!values) {
    values = [];
    message.fields.set(field, values);
  }
  return values;
}
