// DescriptorProto: messages, the messages of groups, and the messages that map entries are.
import { childOf, Flag, forEachChild, Kind, Node } from '../../syntax/tree.js';
import { forEachField, isOptionTrue } from '../declarations.js';
import { childKinds, type EncodeContext } from './encode-context.js';
import { encodeEnum } from './encode-enum.js';
import { encodeEntryField, encodeField } from './encode-field.js';
import { encodeElementOptions } from './encode-options.js';
import { syntheticOneofNames } from './synthetic-oneofs.js';
import { encodeVisibility } from './visibility.js';

/** Field numbers of DescriptorProto. */
const enum MessageField {
  name = 1,
  field = 2,
  nestedType = 3,
  enumType = 4,
  extensionRange = 5,
  extension = 6,
  options = 7,
  oneofDecl = 8,
  reservedRange = 9,
  reservedName = 10,
  visibility = 11,
}

/** Field numbers of ExtensionRange, ReservedRange and EnumReservedRange. */
const enum RangeField {
  start = 1,
  end = 2,
  options = 3,
}

const kindsWithFields = (1 << Kind.field) | (1 << Kind.mapField) | (1 << Kind.group) | (1 << Kind.oneof);
const kindsWithMessages =
  (1 << Kind.message) | (1 << Kind.group) | (1 << Kind.mapField) | (1 << Kind.oneof) | (1 << Kind.extend);

/** Bytes per node of a message, as a first guess of its length. */
const bytesPerNode = 8;

/** Writes a message, or the message of a group, as the field `number` of what is around it. */
export function encodeMessage(context: EncodeContext, number: number, message: number): void {
  const { nodes, out, names } = context;
  const kinds = childKinds(nodes, message);
  out.begin(number, ((nodes[message + Node.end] - message) / Node.size) * bytesPerNode);
  out.nameField(1, names, nodes[message + Node.name]);
  const synthetic = kinds & (1 << Kind.field) ? syntheticOneofNames(context, message) : [];
  if (kinds & kindsWithFields) encodeFields(context, message, synthetic.length > 0);
  if (kinds & kindsWithMessages) encodeMessagesIn(context, MessageField.nestedType, message);
  if (kinds & (1 << Kind.enum))
    forEachChild(nodes, message, Kind.enum, (child) => encodeEnum(context, MessageField.enumType, child));
  if (kinds & (1 << Kind.extensions)) encodeExtensionRanges(context, message);
  if (kinds & (1 << Kind.extend))
    forEachChild(nodes, message, Kind.extend, (child) => encodeExtend(context, MessageField.extension, child));
  if (kinds & (1 << Kind.option)) encodeElementOptions(context, MessageField.options, message);
  if (kinds & (1 << Kind.oneof)) forEachChild(nodes, message, Kind.oneof, (child) => encodeOneof(context, child));
  for (const name of synthetic) {
    out.begin(MessageField.oneofDecl);
    out.textField(1, name);
    out.end();
  }
  if (kinds & (1 << Kind.reserved)) {
    encodeReserved(context, message, Kind.range);
    encodeReserved(context, message, Kind.reservedName);
  }
  encodeVisibility(context, MessageField.visibility, message);
  out.end();
}

/**
 * Writes the messages declared in a message or file, in source order: also those of groups, in oneofs and extend
 * blocks too, and of map entries.
 */
export function encodeMessagesIn(context: EncodeContext, number: number, scope: number): void {
  const { nodes } = context;
  const end = nodes[scope + Node.end];
  for (let child = scope + Node.size; child < end; child = nodes[child + Node.end]) {
    switch (nodes[child] & Flag.kind) {
      case Kind.message:
        encodeMessage(context, number, child);
        break;
      case Kind.group:
        encodeMessage(context, number, childOf(nodes, child, Kind.groupMessage));
        break;
      case Kind.mapField:
        encodeMapEntry(context, number, child);
        break;
      case Kind.oneof:
      case Kind.extend:
        encodeMessagesIn(context, number, child);
        break;
    }
  }
}

/** Writes the extensions of an extend block. */
export function encodeExtend(context: EncodeContext, number: number, extend: number): void {
  const { nodes } = context;
  const extendee = childOf(nodes, extend, Kind.typeRef);
  forEachField(nodes, extend, (field) => encodeField(context, number, field, extendee, -1));
}

function encodeFields(context: EncodeContext, message: number, hasSyntheticOneofs: boolean): void {
  const { nodes } = context;
  let oneof = -1;
  let oneofIndex = -1;
  let syntheticIndex = -1;
  if (hasSyntheticOneofs) {
    syntheticIndex = 0;
    forEachChild(nodes, message, Kind.oneof, () => syntheticIndex++);
  }
  forEachField(nodes, message, (field, around) => {
    if (around !== oneof && around >= 0) {
      oneof = around;
      oneofIndex++;
    }
    const isSynthetic = syntheticIndex >= 0 && around < 0 && (nodes[field] & Flag.optional) !== 0;
    const index = isSynthetic ? syntheticIndex++ : around >= 0 ? oneofIndex : -1;
    encodeField(context, MessageField.field, field, -1, index);
  });
}

function encodeMapEntry(context: EncodeContext, number: number, mapField: number): void {
  const { nodes, out, names, paths } = context;
  const key = childOf(nodes, mapField, Kind.typeRef);
  out.begin(number);
  out.nameField(MessageField.name, names, paths.simpleName(context.entryPath(mapField)));
  encodeEntryField(context, MessageField.field, 'key', key, mapField);
  encodeEntryField(context, MessageField.field, 'value', nodes[key + Node.end], mapField);
  out.begin(MessageField.options);
  out.int32(7, 1); // map_entry
  out.end();
  out.end();
}

function encodeOneof(context: EncodeContext, oneof: number): void {
  const { nodes, out, names } = context;
  out.begin(MessageField.oneofDecl);
  out.nameField(1, names, nodes[oneof + Node.name]);
  encodeElementOptions(context, 2, oneof);
  out.end();
}

function encodeExtensionRanges(context: EncodeContext, message: number): void {
  const { nodes, out } = context;
  forEachChild(nodes, message, Kind.extensions, (statement) => {
    const hasOptions = childOf(nodes, statement, Kind.option) >= 0;
    forEachChild(nodes, statement, Kind.range, (range) => {
      out.begin(MessageField.extensionRange);
      out.int32(RangeField.start, nodes[range + Node.value]);
      out.int32(RangeField.end, endOfRange(context, message, range));
      if (hasOptions) encodeElementOptions(context, RangeField.options, statement);
      out.end();
    });
  });
}

function encodeReserved(context: EncodeContext, message: number, kind: Kind.range | Kind.reservedName): void {
  const { nodes, out, names } = context;
  forEachChild(nodes, message, Kind.reserved, (statement) =>
    forEachChild(nodes, statement, kind, (item) => {
      if (kind === Kind.reservedName) {
        out.nameField(MessageField.reservedName, names, nodes[item + Node.name]);
        return;
      }
      out.begin(MessageField.reservedRange);
      out.int32(RangeField.start, nodes[item + Node.value]);
      out.int32(RangeField.end, endOfRange(context, message, item));
      out.end();
    }),
  );
}

const maxFieldNumber = 0x1fffffff;

/** The number behind the last one. `max` is larger in messages of the message set format. */
function endOfRange(context: EncodeContext, message: number, range: number): number {
  const { nodes, names } = context;
  if (!(nodes[range] & Flag.max)) return nodes[range + Node.name] + 1;
  return isOptionTrue(nodes, message, names.internText('message_set_wire_format')) ? 0x7fffffff : maxFieldNumber + 1;
}
