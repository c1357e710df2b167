// Options of fields that only fit some types.
import { Edition, Flag, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { FieldType, isField } from '../declarations.js';
import { fieldNameText, fieldType, isPackable, isRepeated, typeToken } from '../field-type.js';
import type { LinkContext } from '../link-context.js';
import { optionRemoval } from '../option-removal.js';

/** Of an option with a plain name, on whatever it stands. */
export function checkFieldOption(context: LinkContext, option: number): void {
  const { nodes } = context;
  const name = nodes[option + Node.name];
  if (name < Word.packed || name > Word.jstype) return;
  if (isField(nodes[nodes[option + Node.parent]] & Flag.kind)) checkOption(context, option);
}

function checkOption(context: LinkContext, option: number): void {
  const { nodes } = context;
  const name = nodes[option + Node.name];
  const field = nodes[option + Node.parent];
  const part = option + Node.size;
  const value = part + Node.size;
  if (nodes[part] & Flag.extension || value >= nodes[option + Node.end] || !(nodes[value] & Flag.identifier)) return;
  const set = nodes[value + Node.name];
  const isTrue = set === Word.true;
  const type = fieldType(context, field);
  if (type === 0) return;
  const text = fieldNameText(context, field);
  const report = (
    code: 'packed-not-allowed' | 'lazy-not-allowed' | 'jstype-not-allowed' | 'ctype-not-allowed',
    message: string,
  ): void =>
    context.report(code, message, typeToken(nodes, field), undefined, {
      related: [context.relatedToken(context.id, nodes[option + Node.first], 'The option is set here.')],
      fixes: [optionRemoval(context, option)],
    });
  switch (name) {
    case Word.packed:
      if (context.edition >= Edition.e2023) {
        context.reportName(
          'packed-not-allowed',
          `Editions have no option packed. Set features.repeated_field_encoding = ${isTrue ? 'PACKED' : 'EXPANDED'} for "${text}".`,
          field,
          {
            related: [context.relatedToken(context.id, nodes[option + Node.first], 'The option is set here.')],
            fixes: [optionRemoval(context, option)],
          },
        );
      } else if (isTrue && !(isRepeated(nodes, field) && isPackable(type))) {
        report(
          'packed-not-allowed',
          `"${text}" cannot be packed: only repeated fields of numbers, bools and enums can. Remove the option.`,
        );
      }
      break;
    case Word.lazy:
    case Word.unverified_lazy:
      if (!isTrue) break;
      if (type !== FieldType.message) {
        report('lazy-not-allowed', `"${text}" cannot be lazy: only message fields can. Remove the option.`);
      } else if (name === Word.unverified_lazy && nodes[field] & Flag.extension) {
        report('lazy-not-allowed', `"${text}" cannot be unverified_lazy, since it is an extension. Remove the option.`);
      }
      break;
    case Word.ctype:
      if (context.edition >= Edition.e2024) {
        report(
          'ctype-not-allowed',
          `From edition 2024 on there is no option ctype. Set features.(pb.cpp).string_type for "${text}".`,
        );
      }
      break;
    case Word.jstype:
      // Values that there are not are reported as such.
      if (!isJsNumber(context.names.text(set)) || is64Bit(type)) break;
      report(
        'jstype-not-allowed',
        `"${text}" cannot have the option jstype: only 64-bit integer fields can. Remove the option.`,
      );
      break;
  }
}

function isJsNumber(value: string): boolean {
  return value === 'JS_STRING' || value === 'JS_NUMBER';
}

function is64Bit(type: FieldType): boolean {
  return (
    type === FieldType.int64 ||
    type === FieldType.uint64 ||
    type === FieldType.sint64 ||
    type === FieldType.fixed64 ||
    type === FieldType.sfixed64
  );
}
