// The names that enum values have in JSON by google/protobuf/json_enumvalue_options.proto: each stands for one number.
import { forEachChild, Kind, Node } from '../../syntax/tree.js';
import type { OptionCheck } from './option-check.js';
import { OptionName, type OptionScope } from './option-scope.js';
import type { OptionField } from './option-types.js';
import { addOption, makeMessageValue } from './option-value.js';

const jsonOption = 'pb.enumvalue.json';
const stringNumber = 1;

/** Whether an option sets the name of an enum value in JSON. */
export function isEnumJsonOption(field: OptionField): boolean {
  // The full name is put together when it is asked for.
  return field.number === 998 && field.isExtension && field.fullName === jsonOption;
}

interface JsonName {
  readonly text: string;
  readonly isUtf8: boolean;
  /** Address of the enum value. */
  readonly value: number;
  /** Address of the option that gives it; -1 for the value's own name. */
  readonly option: number;
}

/** Checks the values of an enum of which some have the option. */
export function checkEnumJson(check: OptionCheck, node: number): void {
  const { context, scope } = check;
  const { nodes, names } = context;
  const known = new Map<string, JsonName>();
  const primaries = new Map<number, { value: number; custom: JsonName | undefined }>();
  forEachChild(nodes, node, Kind.enumValue, (value) => {
    const number = nodes[value + Node.value];
    const own: JsonName = { text: names.text(nodes[value + Node.name]), isUtf8: true, value, option: -1 };
    const custom = customName(scope, value);
    const primary = primaries.get(number);
    if (!primary) primaries.set(number, { value, custom });
    else if (primary.custom?.text !== custom?.text) {
      const first = names.text(nodes[primary.value + Node.name]);
      report(
        check,
        custom ?? own,
        `"${own.text}" and "${first}" have the same number, so they need the same name in JSON: ${shown(custom)} is not ${shown(primary.custom)}.`,
        primary.value,
      );
      return;
    }
    checkText(check, custom, number);
    for (const name of custom ? [own, custom] : [own]) {
      const other = known.get(name.text);
      if (!other) known.set(name.text, name);
      else if (nodes[other.value + Node.value] !== number) {
        report(
          check,
          name,
          `"${names.text(nodes[other.value + Node.name])}" is called "${name.text}" in JSON, too. Choose another name.`,
          other.value,
        );
      }
    }
  });
}

function checkText(check: OptionCheck, custom: JsonName | undefined, number: number): void {
  if (!custom) return;
  if (!custom.isUtf8) {
    report(check, custom, 'A name in JSON must be UTF-8. Remove the bytes that are not.');
    return;
  }
  if (custom.text.includes('\0')) {
    report(check, custom, 'A name in JSON cannot hold the character with the code 0. Remove it.');
    return;
  }
  if (!/^[ \t\n\v\f\r]*[-+]?\d+[ \t\n\v\f\r]*$/.test(custom.text)) return;
  const read = Number(custom.text);
  if (read === number || read > 0x7fffffff || read < -0x80000000) return;
  report(
    check,
    custom,
    `"${custom.text}" would be read as the number ${read}, but the value is ${number}. Choose another name.`,
  );
}

function customName(scope: OptionScope, value: number): JsonName | undefined {
  const { nodes, names } = scope.context;
  const name = new OptionName();
  const message = makeMessageValue();
  let first = -1;
  forEachChild(nodes, value, Kind.option, (option) => {
    if (!scope.resolve(option, name) || name.value < 0 || !isEnumJsonOption(name.fields[0])) return;
    if (first < 0) first = option;
    addOption(scope, message, name);
  });
  if (first < 0) return undefined;
  let bytes = new Uint8Array();
  for (const [content] of message.fields.values()) {
    if (typeof content !== 'object' || !('fields' in content)) continue;
    for (const [field, [literal]] of content.fields) {
      if (field.number === stringNumber && typeof literal === 'number') {
        bytes = names.bytes(nodes[literal + Node.name]).slice();
      }
    }
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return { text, isUtf8: isUtf8(bytes), value, option: first };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function shown(custom: JsonName | undefined): string {
  return custom ? `"${custom.text}"` : 'its own name';
}

function report({ context }: OptionCheck, name: JsonName, message: string, other = -1): void {
  const { nodes } = context;
  const related =
    other < 0 ? [] : [context.relatedToken(context.id, nodes[other + Node.aux], 'The other value is declared here.')];
  if (name.option < 0) context.reportName('enum-json-name', message, name.value, { related });
  else context.reportNode('enum-json-name', message, name.option, { related });
}
