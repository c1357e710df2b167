// Extension fields: their numbers are declared by the extended message and used once, and they are what extensions may be.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import { compareExtensionOrder } from '../build-order.js';
import { FieldType, forEachField, isField } from '../declarations.js';
import { jsonNameOf } from '../derived-names.js';
import { extendedMessage } from '../extended-message.js';
import { extensionsOfFile } from '../extension-index.js';
import { Feature, FieldPresence, featuresOf, featureValue } from '../features.js';
import { fieldNameText, fieldType, refFile, refNode, refPath, typeRefOf, typeToken } from '../field-type.js';
import type { LinkContext } from '../link-context.js';
import { isMessageSet, type NumberRange, rangeHolding, rangeText } from '../number-ranges.js';
import { optionRemoval } from '../option-removal.js';
import { checkExtensionNumberLimits } from './field-numbers.js';
import { wrongInProto3 } from './proto3.js';

const maxListedRanges = 10;

/** Of an extend block. */
export function checkExtend(context: LinkContext, extend: number): void {
  const { nodes, snapshot } = context;
  const end = nodes[extend + Node.end];
  const typeRef = typeRefOf(nodes, extend);
  const file = typeRef < 0 ? -1 : refFile(context, typeRef);
  const message = file < 0 ? -1 : refNode(context, typeRef);
  const extended = file < 0 ? undefined : snapshot.table(file).parsed.nodes;
  const isMap = extended !== undefined && (extended[message] & Flag.kind) === Kind.mapField;
  const declared = extended && !isMap ? extendedMessage(context, file, message) : undefined;
  const ranges = declared?.ranges ?? [];
  // Reported once, instead of numbers, since these are what protoc finds first.
  const inProto3 = wrongInProto3(context, extend);
  let isReported = false;
  for (let field = extend + Node.size; field < end; field = nodes[field + Node.end]) {
    if (!isField(nodes[field] & Flag.kind)) continue;
    checkExtensionNumberLimits(context, field);
    checkKind(context, field);
    checkJsonName(context, field);
    if (!extended) continue;
    const number = nodes[field + Node.value];
    if (nodes[field] & Flag.numbered && number > 0 && !rangeHolding(ranges, number)) {
      if (inProto3 !== undefined) {
        if (!isReported) context.reportNumber('proto3-extension', inProto3, field);
        isReported = true;
        continue;
      }
      const name = context.paths.text(refPath(context, typeRef));
      const known = ranges.length === 0 ? 'It declares none.' : `It declares ${listed(ranges)}.`;
      context.reportNumber(
        'extension-number-undeclared',
        `"${name}" does not declare ${number} as a number for extensions. ${known}`,
        field,
        { related: [context.relatedName(file, refPath(context, typeRef), `"${name}" is declared here.`)] },
      );
    }
    if (declared?.isMessageSet) checkMessageSetExtension(context, field);
  }
  if (inProto3 !== undefined && !isReported) context.reportNode('proto3-extension', inProto3, typeRef);
}

function listed(ranges: readonly NumberRange[]): string {
  const more = ranges.length > maxListedRanges ? ', …' : '';
  return ranges.slice(0, maxListedRanges).map(rangeText).join(', ') + more;
}

function checkKind(context: LinkContext, field: number): void {
  const { nodes, table } = context;
  const name = fieldNameText(context, field);
  if (nodes[field] & Flag.required) {
    context.report(
      'extension-required',
      `The extension "${name}" cannot be required. Make it optional.`,
      typeToken(nodes, field),
      undefined,
      {
        fixes: [
          {
            title: 'Make it optional',
            edits: [{ ...context.tokens.span(nodes[field + Node.first], nodes[field + Node.first]), text: 'optional' }],
          },
        ],
      },
    );
  } else if (
    table.features !== undefined &&
    featureValue(featuresOf(table, field), Feature.fieldPresence) === FieldPresence.legacyRequired &&
    !(nodes[field] & Flag.repeated)
  ) {
    context.reportName(
      'extension-required',
      `The extension "${name}" cannot be required. Remove features.field_presence = LEGACY_REQUIRED.`,
      field,
    );
  }
}

/** The JSON name of an extension is its full name in brackets. */
function checkJsonName(context: LinkContext, field: number): void {
  const { nodes, names } = context;
  const end = nodes[field + Node.end];
  for (let child = field + Node.size; child < end; child = nodes[child + Node.end]) {
    const value = child + Node.size;
    if ((nodes[child] & Flag.kind) !== Kind.jsonName || value >= nodes[child + Node.end]) continue;
    if (names.text(nodes[value + Node.name]) === jsonNameOf(fieldNameText(context, field))) continue;
    context.reportNode(
      'json-name-not-allowed',
      `The extension "${fieldNameText(context, field)}" cannot have a JSON name of its own. Remove it.`,
      child,
      { fixes: [optionRemoval(context, child, 'Remove the JSON name')] },
    );
  }
}

function checkMessageSetExtension(context: LinkContext, field: number): void {
  const { nodes } = context;
  const type = fieldType(context, field);
  if (type === 0 || (type === FieldType.message && !(nodes[field] & (Flag.repeated | Flag.required)))) return;
  context.report(
    'message-set-extension',
    `The extension "${fieldNameText(context, field)}" of a message set must be an optional message.`,
    typeToken(nodes, field),
  );
}

/** Of a message: a message set holds extensions only. */
export function checkMessageSetFields(context: LinkContext, message: number): void {
  const { nodes } = context;
  if (!isMessageSet(nodes, message)) return;
  forEachField(nodes, message, (field) => {
    context.reportName(
      'message-set-field',
      `The field "${fieldNameText(context, field)}" stands in a message set, which can have extensions only.`,
      field,
    );
  });
}

/** Of a file: no two extensions of a message have the same number. */
export function checkExtensionNumbersUsedOnce(context: LinkContext): void {
  const { nodes, table, paths, snapshot, id } = context;
  if (table.extensions.length === 0) return;
  const seen = new Map<string, number>();
  const used = new Set<number>();
  for (const field of [...table.extensions].sort((a, b) => compareExtensionOrder(nodes, a, b))) {
    const typeRef = typeRefOf(nodes, nodes[field + Node.parent]);
    if (typeRef < 0 || refFile(context, typeRef) < 0 || !(nodes[field] & Flag.numbered)) continue;
    const number = nodes[field + Node.value];
    const key = `${refPath(context, typeRef)}:${number}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, field);
      used.add(number);
      continue;
    }
    context.reportNumber(
      'duplicate-extension-number',
      `The number ${number} of the extension "${fieldNameText(context, field)}" of "${paths.text(refPath(context, typeRef))}" is used by "${fieldNameText(context, first)}" already. Choose another number.`,
      field,
      {
        related: [
          context.relatedToken(id, nodes[first + Node.aux], `"${fieldNameText(context, first)}" is declared here.`),
        ],
      },
    );
  }
  for (const file of context.closure) {
    if (file === id || snapshot.table(file).extensions.length === 0) continue;
    for (const other of extensionsOfFile(snapshot, file, used)) {
      const field = seen.get(`${other.extendee}:${other.number}`);
      if (field === undefined) continue;
      context.reportNumber(
        'duplicate-extension-number-elsewhere',
        `The number ${other.number} of the extension "${fieldNameText(context, field)}" of "${paths.text(other.extendee)}" is used by an extension in ${snapshot.file(file).name} too.`,
        field,
        {
          related: [
            context.relatedToken(
              file,
              snapshot.table(file).parsed.nodes[other.field + Node.aux],
              'The other extension is declared here.',
            ),
          ],
        },
      );
    }
  }
}
