// Declarations of extensions in extension ranges: well-formed, and kept to by the extensions.
import { childOf, Flag, forEachChild, Kind, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { FieldType, isField, plainOption } from '../declarations.js';
import { extendedMessage } from '../extended-message.js';
import { declarationsOf, type ExtensionDeclaration } from '../extension-declarations.js';
import { fieldNameText, fieldType, isRepeated, refFile, refNode, refPath, typeRefOf } from '../field-type.js';
import type { LinkContext } from '../link-context.js';
import { type NumberRange, rangeHolding, rangesOf, rangeText } from '../number-ranges.js';
import { descriptorFileName } from '../source-file.js';

/** Of a message or the message of a group. */
export function checkExtensionDeclarations(context: LinkContext, message: number): void {
  const { nodes, names } = context;
  const statement = childOf(nodes, message, Kind.extensions);
  if (statement < 0) return;
  const ranges = new Map<number, NumberRange[]>();
  for (const range of rangesOf(nodes, message, Kind.extensions)) {
    const statement = nodes[range.node + Node.parent];
    const others = ranges.get(statement);
    if (others) others.push(range);
    else ranges.set(statement, [range]);
  }
  const fullNames = new Map<string, number>();
  forEachChild(nodes, message, Kind.extensions, (statement) => {
    const declarations = declarationsOf(nodes, names, statement);
    if (declarations.length === 0) return;
    const verification = plainOption(nodes, statement, Word.verification);
    if (verification >= 0 && nodes[verification + Node.name] === Word.UNVERIFIED) {
      context.reportNode(
        'extension-declaration',
        'An extension range that declares extensions cannot be UNVERIFIED. Remove "verification = UNVERIFIED".',
        verification,
      );
      return;
    }
    const own = ranges.get(statement) ?? [];
    checkNumbers(context, own, declarations);
    for (const declaration of declarations) checkDeclaration(context, declaration, fullNames);
  });
}

function checkNumbers(
  context: LinkContext,
  ranges: readonly NumberRange[],
  declarations: readonly ExtensionDeclaration[],
): void {
  const { nodes, id } = context;
  // The options of a statement belong to each of its ranges.
  for (const range of ranges) {
    const seen = new Map<number, ExtensionDeclaration>();
    for (const declaration of declarations) {
      const { number, option, isBroken } = declaration;
      if (isBroken) continue;
      const report = (message: string): void =>
        // protoc points at the range.
        context.reportNode('extension-declaration', message, range.node, {
          related: [context.relatedToken(id, nodes[option + Node.first], 'The extension is declared here.')],
        });
      if (number < range.first || number > range.last) {
        report(
          `The declaration of an extension has the number ${number}, which is not in the range ${rangeText(range)}.`,
        );
      }
      if (seen.has(number)) report(`Two declarations of extensions have the number ${number}. Remove one of them.`);
      seen.set(number, declaration);
    }
  }
}

function checkDeclaration(
  context: LinkContext,
  { option, number, fullName, type, isReserved, isBroken }: ExtensionDeclaration,
  fullNames: Map<string, number>,
): void {
  const report = (message: string, related: readonly number[] = []): void =>
    context.reportNode('extension-declaration', message, option, {
      related: related.map((other) =>
        context.relatedToken(context.id, context.nodes[other + Node.first], 'The other declaration is here.'),
      ),
    });
  if (isBroken) return;
  if ((fullName === undefined) !== (type === undefined) || (fullName === undefined && !isReserved)) {
    report(`The declaration of the extension ${number} must have both "full_name" and "type".`);
    return;
  }
  if (fullName === undefined || type === undefined) return;
  const first = fullNames.get(fullName);
  if (first !== undefined) report(`The extension "${fullName}" is declared twice. Remove one of the two.`, [first]);
  fullNames.set(fullName, option);
  for (const name of isSimpleType(type) ? [fullName] : [fullName, type]) {
    if (!name.startsWith('.')) report(`"${name}" must be a full name with a leading dot: ".${name}".`);
    else if (!/^(\.\w+)+$/.test(name)) report(`"${name}" is no name of a declaration.`);
  }
}

/** Not a message. protoc lets "enum" pass here, though no extension then is of that type. */
function isSimpleType(type: string): boolean {
  return type === 'enum' || Object.values(scalarNames).includes(type);
}

/** Of an extend block: its fields are as the extended range declares them. */
export function checkExtensionsAsDeclared(context: LinkContext, extend: number): void {
  const { nodes, snapshot, paths } = context;
  const typeRef = typeRefOf(nodes, extend);
  const file = typeRef < 0 ? -1 : refFile(context, typeRef);
  if (file < 0 || snapshot.file(file).name === descriptorFileName) return;
  const extended = snapshot.table(file).parsed.nodes;
  const message = refNode(context, typeRef);
  if (childOf(extended, message, Kind.extensions) < 0) return;
  const declared = extendedMessage(context, file, message);
  const extendee = paths.text(refPath(context, typeRef));
  const end = nodes[extend + Node.end];
  for (let field = extend + Node.size; field < end; field = nodes[field + Node.end]) {
    if (!isField(nodes[field] & Flag.kind) || !(nodes[field] & Flag.numbered)) continue;
    const number = nodes[field + Node.value];
    const range = rangeHolding(declared.ranges, number);
    if (!range) continue;
    const { byNumber, isComplete } = declared.declarations(range);
    const declaration = byNumber.get(number);
    if (declaration?.isBroken) continue;
    const mismatch = declaration
      ? mismatchOf(context, field, declaration)
      : isComplete
        ? `is not declared in the extension range ${rangeText(range)}, which declares its extensions. Declare it there`
        : undefined;
    if (mismatch === undefined) continue;
    context.reportNode(
      'extension-not-as-declared',
      `The extension "${fieldNameText(context, field)}" of "${extendee}" with the number ${number} ${mismatch}.`,
      typeRef,
      {
        related: [
          context.relatedToken(
            file,
            extended[(declaration?.option ?? range.node) + Node.first],
            declaration ? 'The extension is declared here.' : 'This is the range.',
          ),
          context.relatedToken(context.id, nodes[field + Node.aux], 'This is the extension.'),
        ],
      },
    );
  }
}

function mismatchOf(context: LinkContext, field: number, declared: ExtensionDeclaration): string | undefined {
  const { nodes, paths, names } = context;
  if (declared.isReserved) return 'has a reserved number. Choose another one';
  const type = typeName(context, field);
  if (declared.type !== undefined && type !== undefined && declared.type !== type) {
    return `is declared to be of type "${declared.type}", not "${type}"`;
  }
  const name = names.internText(fieldNameText(context, field));
  const fullName = `.${paths.text(paths.add(context.scopeOf(field), name))}`;
  if (declared.fullName !== undefined && declared.fullName !== fullName) {
    return `is declared to be named "${declared.fullName}", not "${fullName}"`;
  }
  if (declared.isRepeated !== isRepeated(nodes, field)) {
    return `is declared to be ${declared.isRepeated ? 'repeated' : 'optional'}`;
  }
  return undefined;
}

/** As a declaration writes it; undefined if the type is not known. */
function typeName(context: LinkContext, field: number): string | undefined {
  const type = fieldType(context, field);
  if (type === 0) return undefined;
  const scalar = scalarNames[type];
  if (scalar !== undefined) return scalar;
  const { nodes, names, paths } = context;
  if ((nodes[field] & Flag.kind) === Kind.group) {
    return `.${paths.text(paths.add(context.scopeOf(field), nodes[field + Node.name]))}`;
  }
  const typeRef = typeRefOf(nodes, field);
  return typeRef < 0 ? names.text(0) : `.${paths.text(refPath(context, typeRef))}`;
}

const scalarNames: Partial<Record<FieldType, string>> = {
  [FieldType.double]: 'double',
  [FieldType.float]: 'float',
  [FieldType.int64]: 'int64',
  [FieldType.uint64]: 'uint64',
  [FieldType.int32]: 'int32',
  [FieldType.fixed64]: 'fixed64',
  [FieldType.fixed32]: 'fixed32',
  [FieldType.bool]: 'bool',
  [FieldType.string]: 'string',
  [FieldType.bytes]: 'bytes',
  [FieldType.uint32]: 'uint32',
  [FieldType.sfixed32]: 'sfixed32',
  [FieldType.sfixed64]: 'sfixed64',
  [FieldType.sint32]: 'sint32',
  [FieldType.sint64]: 'sint64',
};
