// Aggregates, `{ … }` in the text format: whether their fields exist, fit their types, and are set once.
import { Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import { checkAggregateScalar } from './check-aggregate-scalar.js';
import { describeValue } from './describe-value.js';
import type { OptionCheck } from './option-check.js';
import type { MessageType, OptionField } from './option-types.js';
import { isZeroLiteral } from './zero-literal.js';

const dot = 0x2e;

/** The fields that an aggregate sets, as far as it has been read. */
class SetFields {
  readonly #fields = new Set<OptionField>();
  /** By the address of the oneof. */
  readonly #ofOneofs = new Map<number, OptionField>();

  get isEmpty(): boolean {
    return this.#fields.size === 0;
  }

  has(field: OptionField): boolean {
    return this.#fields.has(field);
  }

  add(field: OptionField): void {
    this.#fields.add(field);
    if (field.oneof >= 0 && !field.isExtension && !this.#ofOneofs.has(field.oneof))
      this.#ofOneofs.set(field.oneof, field);
  }

  /** Another field of the oneof of a field. */
  besideInOneof({ oneof, isExtension }: OptionField): OptionField | undefined {
    return oneof >= 0 && !isExtension ? this.#ofOneofs.get(oneof) : undefined;
  }
}

/** Checks an aggregate against its message. */
export function checkAggregate(check: OptionCheck, message: MessageType, aggregate: number): void {
  const { nodes } = check.context;
  const end = nodes[aggregate + Node.end];
  // Broken aggregates were reported, and what is missing in them may be in the part that was not read.
  let isWhole = (nodes[aggregate] & Flag.broken) === 0;
  const set = new SetFields();
  for (let field = aggregate + Node.size; field < end; field = nodes[field + Node.end]) {
    if (nodes[field] & Flag.broken) isWhole = false;
    else checkField(check, message, field, set);
  }
  if (message.required.length > 0 && isWhole) checkRequired(check, message, aggregate, set);
}

function checkField(check: OptionCheck, message: MessageType, node: number, set: SetFields): void {
  const { nodes, names } = check.context;
  if (nodes[node] & Flag.extension && names.firstByte(nodes[node + Node.name]) === dot) {
    check.reportInValue(
      'aggregate-syntax',
      `Names of extensions in values have no leading dot: they are searched from "${check.context.paths.text(message.path)}" outwards. Remove it.`,
      node,
    );
    return;
  }
  if (nodes[node] & Flag.extension && (message.isAny || nodes[node] & Flag.any)) {
    checkAny(check, message, node, set);
    return;
  }
  const field = check.scope.aggregateField(message, node);
  if (!field) {
    reportUnknownField(check, message, node);
    return;
  }
  if (field.type === 0) return;
  check.useField(field, node);
  const value = node + Node.size;
  if (value >= nodes[node + Node.end]) return;
  const isList = kindOf(nodes, value) === Kind.list;
  if (!field.isRepeated) {
    if (
      !reportSetBefore(check, message, field, node, set) &&
      !(field.isImplicit && isZeroLiteral(check.context, field, value))
    )
      set.add(field);
    if (isList) reportShape(check, field, value);
    else checkAggregateValue(check, field, value);
  } else if (isList) {
    if (!field.isMessage && !hasColon(check, node, value)) {
      check.reportInValue('aggregate-syntax', `Expected ":" after "${nameOf(check, node)}".`, node);
    }
    const end = nodes[value + Node.end];
    for (let item = value + Node.size; item < end; item = nodes[item + Node.end]) {
      if (kindOf(nodes, item) === Kind.list) reportShape(check, field, item);
      else checkAggregateValue(check, field, item);
    }
  } else checkAggregateValue(check, field, value);
}

function checkAggregateValue(check: OptionCheck, field: OptionField, value: number): void {
  const isAggregate = kindOf(check.context.nodes, value) === Kind.aggregate;
  if (field.isMessage !== isAggregate) reportShape(check, field, value);
  else if (!isAggregate) checkAggregateScalar(check, field, value);
  else if (field.message) checkAggregate(check, field.message, value);
}

/** Reports a message where there should be a scalar, or the other way round. */
function reportShape(check: OptionCheck, field: OptionField, value: number): void {
  const expected = field.isMessage ? 'a message in braces' : 'a single value';
  check.reportInValue(
    'option-value-type',
    `The field "${field.fullName}" needs ${expected}, not ${describeValue(check, value)}.`,
    value,
  );
}

/** Whether a field is set for the second time, or beside another of its oneof. */
function reportSetBefore(
  check: OptionCheck,
  message: MessageType,
  field: OptionField,
  node: number,
  set: SetFields,
): boolean {
  if (set.has(field)) {
    check.reportInValue(
      'duplicate-field-value',
      `The field "${field.fullName}" is set twice. Remove one of the two values.`,
      node,
    );
    return true;
  }
  const other = set.besideInOneof(field);
  if (other) {
    const { names, snapshot } = check.context;
    const oneof = snapshot.file(message.file).parsed.nodes[field.oneof + Node.name];
    check.reportInValue(
      'oneof-conflict',
      `"${names.text(field.name)}" and "${names.text(other.name)}" belong to the oneof "${names.text(oneof)}": only one of them can be set.`,
      node,
    );
    return true;
  }
  return false;
}

function checkRequired(check: OptionCheck, message: MessageType, aggregate: number, set: SetFields): void {
  const missing = message.required.filter((field) => !set.has(field));
  if (missing.length === 0) return;
  const { names, paths } = check.context;
  check.reportInValue(
    'missing-required-field',
    `The message "${paths.text(message.path)}" requires ${missing.map((field) => `"${names.text(field.name)}"`).join(', ')}. Add ${missing.length > 1 ? 'them' : 'it'}.`,
    aggregate,
  );
}

/** `[type.googleapis.com/full.Type] { … }` */
function checkAny(check: OptionCheck, message: MessageType, node: number, set: SetFields): void {
  const { nodes, names, paths } = check.context;
  const url = names.text(nodes[node + Node.name]);
  if (!message.isAny) {
    check.reportInValue(
      'unknown-field',
      `A type URL such as "[${url}]" can only stand in google.protobuf.Any, not in "${paths.text(message.path)}".`,
      node,
    );
    return;
  }
  const value = node + Node.size;
  const type = nodes[node] & Flag.any ? check.scope.anyMessage(nodes[node + Node.name]) : undefined;
  if (!type) {
    if (!(nodes[node] & Flag.any)) {
      check.reportInValue('aggregate-syntax', `Expected a type URL such as "type.googleapis.com/${url}".`, node);
    } else if (!check.scope.isIncomplete) {
      check.reportInValue(
        'unknown-any-type',
        `"${url}" names no message that this file imports. It must be written as "type.googleapis.com/" and the full name of a message.`,
        node,
      );
    }
    return;
  }
  if (!set.isEmpty) {
    check.reportInValue('duplicate-field-value', `The value of the Any is set twice. Remove one of the two.`, node);
  }
  for (const field of message.fields.values()) set.add(field);
  if (value >= nodes[node + Node.end]) return;
  if (kindOf(nodes, value) !== Kind.aggregate) {
    check.reportInValue(
      'option-value-type',
      `"${url}" needs a message in braces, not ${describeValue(check, value)}.`,
      value,
    );
    return;
  }
  const wasDetached = check.isDetached;
  check.isDetached = true;
  checkAggregate(check, type, value);
  check.isDetached = wasDetached;
}

function reportUnknownField(check: OptionCheck, message: MessageType, node: number): void {
  const { nodes, names, paths } = check.context;
  const text = names.text(nodes[node + Node.name]);
  const type = paths.text(message.path);
  if (nodes[node] & Flag.extension) {
    if (check.scope.isIncomplete) return;
    check.reportInValue('unknown-extension', `"${text}" is no extension of "${type}" that this file imports.`, node);
    return;
  }
  if (check.scope.isReservedName(message, nodes[node + Node.name])) return;
  const meant = check.suggest(nodes[node + Node.name], message.fields.keys());
  check.reportInValue(
    'unknown-field',
    `The message "${type}" has no field "${text}".${meant ? ` Did you mean "${meant}"?` : ''}`,
    node,
  );
}

/** Whether a colon stands between the name of a field and its value. Names are counted in tokens, from their parts. */
function hasColon({ context: { nodes, names } }: OptionCheck, field: number, value: number): boolean {
  const name = names.text(nodes[field + Node.name]);
  const separators = name.match(/[./]/g)?.length ?? 0;
  const isLeading = name.startsWith('.') ? 1 : 0;
  const bracket = nodes[field] & Flag.extension ? 1 : 0;
  const tokens = 1 + separators * 2 - isLeading + bracket;
  return nodes[value + Node.first] > nodes[field + Node.aux] + tokens;
}

function nameOf({ context: { nodes, names } }: OptionCheck, field: number): string {
  return names.text(nodes[field + Node.name]);
}
