// The table of what is checked about a file, in order. A check reads the context and reports into it; resolveTypes
// comes first, since the others ask for types.
import { Flag, Kind, Node } from '../syntax/tree.js';
import { checkDefaultValue } from './checks/default-values.js';
import { checkDuplicateSymbols } from './checks/duplicate-symbols.js';
import { checkEnumNames } from './checks/enum-names.js';
import { checkEnumValues } from './checks/enum-values.js';
import { checkExtensionDeclarations, checkExtensionsAsDeclared } from './checks/extension-declarations.js';
import { checkExtend, checkExtensionNumbersUsedOnce, checkMessageSetFields } from './checks/extensions.js';
import { checkFieldFeatures } from './checks/field-features.js';
import { checkFieldNumbers } from './checks/field-numbers.js';
import { checkFieldOption } from './checks/field-options.js';
import { checkFile } from './checks/file-rules.js';
import { checkImportConflicts } from './checks/import-conflicts.js';
import { checkImports } from './checks/imports.js';
import { checkJsonName, checkJsonNames } from './checks/json-names.js';
import { checkLiteExtend, checkLiteImports, checkLiteService } from './checks/lite.js';
import { checkMapField, checkNoEntryType } from './checks/maps.js';
import { checkMessageNesting } from './checks/message-nesting.js';
import { checkMessageRanges } from './checks/message-ranges.js';
import { checkNamingStyle, checkPackageStyle } from './checks/naming-style.js';
import { checkOneof } from './checks/oneofs.js';
import { checkEnumLimits, checkMessageLimits, checkOneofLimits } from './checks/proto-limits.js';
import { checkProto3Field, checkProto3Message } from './checks/proto3.js';
import { checkStrictVisibility, checkVisible } from './checks/visibility.js';
import type { LinkContext } from './link-context.js';
import { checkOptions } from './options/check-options.js';
import { resolveTypes } from './resolve-types.js';

type DeclarationCheck = (context: LinkContext, node: number) => void;

export const checks: readonly ((context: LinkContext) => void)[] = [
  resolveTypes,
  checkDuplicateSymbols,
  checkOptions,
  checkImports,
  checkImportConflicts,
  checkFile,
  checkLiteImports,
  checkExtensionNumbersUsedOnce,
  checkPackageStyle,
  checkDeclarations,
];

const ofMessage: readonly DeclarationCheck[] = [
  checkFieldNumbers,
  checkMessageRanges,
  checkExtensionDeclarations,
  checkMessageSetFields,
  checkJsonNames,
  checkProto3Message,
  checkMessageNesting,
];

/** What is checked about each declaration of a kind, and about each type and option. */
const byKind: Partial<Record<Kind, readonly DeclarationCheck[]>> = {
  [Kind.message]: [...ofMessage, checkStrictVisibility, checkNamingStyle, checkMessageLimits],
  [Kind.groupMessage]: ofMessage,
  [Kind.field]: [checkNoEntryType, checkProto3Field, checkFieldFeatures, checkNamingStyle],
  [Kind.mapField]: [checkMapField, checkMessageNesting, checkProto3Field, checkFieldFeatures, checkNamingStyle],
  [Kind.group]: [checkProto3Field],
  [Kind.oneof]: [checkOneof, checkNamingStyle, checkOneofLimits],
  [Kind.enum]: [checkEnumValues, checkEnumNames, checkStrictVisibility, checkNamingStyle, checkEnumLimits],
  [Kind.enumValue]: [checkNamingStyle],
  [Kind.extend]: [checkExtend, checkExtensionsAsDeclared, checkLiteExtend],
  [Kind.service]: [checkLiteService, checkNamingStyle],
  [Kind.method]: [checkNamingStyle],
  [Kind.typeRef]: [checkVisible],
  [Kind.default]: [checkDefaultValue],
  [Kind.jsonName]: [checkJsonName],
  [Kind.option]: [checkFieldOption],
};

const kindCount = 32;
const checksOfKind: readonly (readonly DeclarationCheck[] | undefined)[] = Array.from(
  { length: kindCount },
  (_, kind) => byKind[kind as Kind],
);

function checkDeclarations(context: LinkContext): void {
  const { nodes } = context;
  const end = nodes[Node.end];
  let node = Node.size as number;
  while (node < end) {
    const kind = nodes[node] & Flag.kind;
    const found = checksOfKind[kind];
    if (found !== undefined) for (const check of found) check(context, node);
    // Nothing inside a value is a declaration.
    node = kind === Kind.option || kind === Kind.default ? nodes[node + Node.end] : node + Node.size;
  }
}
