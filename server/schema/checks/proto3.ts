// What proto3 leaves out of the language.
import { childOf, Edition, Flag, Kind, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { FieldType, plainOption } from '../declarations.js';
import { isClosedEnum } from '../enum-type.js';
import { fieldNameText, refPath, typeOfRef, typeRefOf, typeToken } from '../field-type.js';
import type { LinkContext } from '../link-context.js';
import { isMessageSet } from '../number-ranges.js';
import { optionRemoval } from '../option-removal.js';

/** Of a field, map field or group, extensions included. */
export function checkProto3Field(context: LinkContext, field: number): void {
  if (context.edition !== Edition.proto3) return;
  const { nodes } = context;
  const head = nodes[field];
  if ((head & Flag.kind) === Kind.group) {
    context.report(
      'proto3-group',
      `proto3 has no groups. Declare a message, and "${fieldNameText(context, field)}" as a field of that type.`,
      typeToken(nodes, field),
    );
    return;
  }
  if (head & Flag.required && !(head & Flag.extension)) {
    const label = nodes[field + Node.first];
    const { start, end } = context.tokens.span(label, label + 1);
    context.report(
      'proto3-required',
      `proto3 has no required fields. Remove "required" from "${fieldNameText(context, field)}".`,
      typeToken(nodes, field),
      undefined,
      {
        fixes: [
          { title: 'Remove "required"', edits: [{ start, end: end - wordLength(context, label + 1), text: '' }] },
        ],
      },
    );
  }
  const isMap = (head & Flag.kind) === Kind.mapField;
  const typeRef = typeRefOf(nodes, field, isMap ? 1 : 0);
  if (typeRef < 0 || nodes[typeRef] & Flag.scalar || typeOfRef(context, typeRef) !== FieldType.enum) return;
  if (!isClosedEnum(context, typeRef)) return;
  const name = context.paths.text(refPath(context, typeRef));
  context.reportNode(
    'proto3-closed-enum',
    `The enum "${name}" is closed, as enums of proto2 are, and cannot be the type of a field of proto3. Use an enum of a proto3 file.`,
    typeRef,
  );
}

function wordLength(context: LinkContext, token: number): number {
  return context.tokens.end(token) - context.tokens.start(token);
}

/** Of a message or the message of a group. */
export function checkProto3Message(context: LinkContext, message: number): void {
  if (context.edition !== Edition.proto3) return;
  const { nodes } = context;
  const extensions = childOf(nodes, message, Kind.extensions);
  if (extensions >= 0) {
    const range = childOf(nodes, extensions, Kind.range);
    if (range >= 0) {
      context.reportNode(
        'proto3-extension-range',
        `proto3 has no extension ranges. Remove this one from "${nameOf(context, message)}", or use a field of type google.protobuf.Any.`,
        range,
      );
    }
  }
  if (isMessageSet(nodes, message)) {
    const name = nameOf(context, message);
    const option = nodes[plainOption(nodes, message, Word.message_set_wire_format) + Node.parent];
    context.reportName('proto3-message-set', `proto3 has no message sets. Remove the option from "${name}".`, message, {
      fixes: [optionRemoval(context, option)],
    });
  }
}

function nameOf({ nodes, names }: LinkContext, node: number): string {
  return names.text(nodes[node + Node.name]);
}

/** Of an extend block: what is wrong with it in proto3, which extends options only; undefined if nothing. */
export function wrongInProto3(context: LinkContext, extend: number): string | undefined {
  if (context.edition !== Edition.proto3) return undefined;
  const { nodes, paths } = context;
  const typeRef = typeRefOf(nodes, extend);
  if (typeRef < 0 || typeOfRef(context, typeRef) === 0) return undefined;
  const name = paths.text(refPath(context, typeRef));
  if (/^google\.protobuf\.(File|Message|Field|Enum|EnumValue|Service|Method|Oneof|ExtensionRange)Options$/.test(name)) {
    return undefined;
  }
  return `proto3 extends the options of google/protobuf/descriptor.proto only, not "${name}". Use a field of type google.protobuf.Any, or a file of proto2.`;
}
