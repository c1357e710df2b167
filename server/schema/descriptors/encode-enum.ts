// EnumDescriptorProto.
import { Flag, forEachChild, Kind, Node } from '../../syntax/tree.js';
import type { EncodeContext } from './encode-context.js';
import { encodeElementOptions } from './encode-options.js';
import { encodeVisibility } from './visibility.js';

/** Field numbers of EnumDescriptorProto. */
const enum EnumField {
  name = 1,
  value = 2,
  options = 3,
  reservedRange = 4,
  reservedName = 5,
  visibility = 6,
}

/** Bytes per node of an enum, as a first guess of its length. */
const bytesPerNode = 24;

/** Writes an enum as the field `number` of what is around it. */
export function encodeEnum(context: EncodeContext, number: number, node: number): void {
  const { nodes, out, names } = context;
  out.begin(number, ((nodes[node + Node.end] - node) / Node.size) * bytesPerNode);
  out.nameField(EnumField.name, names, nodes[node + Node.name]);
  forEachChild(nodes, node, Kind.enumValue, (value) => {
    out.begin(EnumField.value);
    out.nameField(1, names, nodes[value + Node.name]);
    out.int32(2, nodes[value + Node.value]);
    encodeElementOptions(context, 3, value);
    out.end();
  });
  encodeElementOptions(context, EnumField.options, node);
  encodeReserved(context, node, Kind.range);
  encodeReserved(context, node, Kind.reservedName);
  encodeVisibility(context, EnumField.visibility, node);
  out.end();
}

/** Unlike those of messages, ranges of enums include their end. */
function encodeReserved(context: EncodeContext, node: number, kind: Kind.range | Kind.reservedName): void {
  const { nodes, out, names } = context;
  forEachChild(nodes, node, Kind.reserved, (statement) =>
    forEachChild(nodes, statement, kind, (item) => {
      if (kind === Kind.reservedName) {
        out.nameField(EnumField.reservedName, names, nodes[item + Node.name]);
        return;
      }
      out.begin(EnumField.reservedRange);
      out.int32(1, nodes[item + Node.value]);
      out.int32(2, nodes[item] & Flag.max ? 0x7fffffff : nodes[item + Node.name]);
      out.end();
    }),
  );
}
