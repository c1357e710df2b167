// How much a declaration may hold where features.enforce_proto_limits asks for limits: from edition 2026 on by default.
import { Edition, forEachChild, Kind, Node } from '../../syntax/tree.js';
import { forEachField } from '../declarations.js';
import { Feature, featuresOf, featureValue, ProtoLimits } from '../features.js';
import type { LinkContext } from '../link-context.js';

const maxFields = 1500;
const maxOneofs = 1000;
const maxOneofFields = 1200;
const maxValues = 1700;

/** Of a message: the fields of its oneofs are fields of its own, extensions are not. */
export function checkMessageLimits(context: LinkContext, message: number): void {
  if (!hasLimits(context, message)) return;
  if (hasTooManyFields(context, message)) report(context, 'message', message, `${maxFields} fields`);
  if (count(context, message, Kind.oneof) > maxOneofs) report(context, 'message', message, `${maxOneofs} oneofs`);
}

export function checkOneofLimits(context: LinkContext, oneof: number): void {
  if (!hasLimits(context, oneof) || count(context, oneof, Kind.field) <= maxOneofFields) return;
  const message = context.nodes[oneof + Node.parent];
  // Else the message is what has too many.
  if (!hasLimits(context, message) || !hasTooManyFields(context, message))
    report(context, 'oneof', oneof, `${maxOneofFields} fields`);
}

export function checkEnumLimits(context: LinkContext, node: number): void {
  if (!hasLimits(context, node)) return;
  if (count(context, node, Kind.enumValue) > maxValues) report(context, 'enum', node, `${maxValues} values`);
}

function hasTooManyFields({ nodes }: LinkContext, message: number): boolean {
  let fields = 0;
  forEachField(nodes, message, () => void fields++);
  return fields > maxFields;
}

function hasLimits({ edition, table }: LinkContext, node: number): boolean {
  if (edition < Edition.e2024) return false;
  return featureValue(featuresOf(table, node), Feature.enforceProtoLimits) === ProtoLimits.protoLimits2026;
}

function count({ nodes }: LinkContext, node: number, kind: Kind): number {
  let found = 0;
  forEachChild(nodes, node, kind, () => void found++);
  return found;
}

function report(context: LinkContext, what: string, node: number, limit: string): void {
  const name = context.names.text(context.nodes[node + Node.name]);
  context.reportName(
    'proto-limits',
    `The ${what} "${name}" can have ${limit} at most. Split it up; features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS turns this off.`,
    node,
  );
}
