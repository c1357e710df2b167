// The style of names, where features.enforce_naming_style asks for one: from edition 2024 on by default.
import { childOf, Edition, Flag, Kind, Node } from '../../syntax/tree.js';
import { isField } from '../declarations.js';
import { Feature, featuresOf, featureValue, NamingStyle } from '../features.js';
import { refFile, refPath, typeRefOf } from '../field-type.js';
import { findSymbol } from '../file-table.js';
import type { LinkContext } from '../link-context.js';
import { lowerSnakeCase, type StyleViolation, titleCase, upperSnakeCase } from '../naming-style.js';

const wayOut = 'features.enforce_naming_style = STYLE_LEGACY turns this off.';

/** Of a file. */
export function checkPackageStyle(context: LinkContext): void {
  const { nodes } = context;
  const node = childOf(nodes, 0, Kind.package);
  if (node < 0 || styleOf(context, 0) === NamingStyle.legacy) return;
  const violation = lowerSnakeCase(context.names.text(nodes[node + Node.name]));
  // protoc points at the word "package".
  if (violation) context.reportNode('naming-style', describe(context, 'package', node, violation), node);
}

/** Of anything with a name in a file. */
export function checkNamingStyle(context: LinkContext, node: number): void {
  const { edition, nodes, names } = context;
  if (edition < Edition.e2023 || nodes[node + Node.name] === 0) return;
  const style = styleOf(context, node);
  if (style === NamingStyle.legacy) return;
  const name = names.text(nodes[node + Node.name]);
  const kind: Kind = nodes[node] & Flag.kind;
  const { what, check } = styleChecks[kind] ?? {};
  if (!what || !check) return;
  const violation = check(name);
  if (violation) {
    context.reportName('naming-style', describe(context, what, node, violation), node);
  } else if (style === NamingStyle.style2026 && (kind === Kind.oneof || isField(kind))) {
    checkCollisions(context, what, node, name);
  }
}

const styleChecks: Partial<
  Record<Kind, { readonly what: string; readonly check: (name: string) => StyleViolation | undefined }>
> = {
  [Kind.message]: { what: 'message', check: titleCase },
  [Kind.enum]: { what: 'enum', check: titleCase },
  [Kind.enumValue]: { what: 'enum value', check: upperSnakeCase },
  [Kind.oneof]: { what: 'oneof', check: lowerSnakeCase },
  [Kind.field]: { what: 'field', check: lowerSnakeCase },
  [Kind.mapField]: { what: 'field', check: lowerSnakeCase },
  [Kind.service]: { what: 'service', check: titleCase },
  [Kind.method]: { what: 'method', check: titleCase },
};

function styleOf(context: LinkContext, node: number): number {
  return featureValue(featuresOf(context.table, node), Feature.enforceNamingStyle);
}

function describe(context: LinkContext, what: string, node: number, { why, better }: StyleViolation): string {
  const name = context.names.text(context.nodes[node + Node.name]);
  return `The ${what} name "${name}" ${why}, such as "${better}". ${wayOut}`;
}

/** Names that collide with what generated code makes of other names. */
function checkCollisions(context: LinkContext, what: string, node: number, name: string): void {
  const report = (why: string): void =>
    context.reportName(
      'naming-style',
      `The ${what} name "${name}" ${why}. features.enforce_naming_style = STYLE2024 turns this off.`,
      node,
    );
  if (name === 'descriptor') {
    report('collides with what generated code declares. Choose another name');
    return;
  }
  const [prefix = ''] = /^(has|get|set|clear)_/.exec(name) ?? [];
  const rest =
    prefix !== '' ? name.slice(prefix.length) : name.endsWith('_value') ? name.slice(0, -'_value'.length) : '';
  if (rest === '' || !isMemberOfMessage(context, node, rest)) return;
  report(`collides in generated code with "${rest}". Rename one of the two`);
}

/** Whether the message of a field or oneof, for an extension the extended one, has a field or oneof of that name. */
function isMemberOfMessage(context: LinkContext, node: number, name: string): boolean {
  const { paths, names, nodes, id } = context;
  let file = id;
  let message = context.scopeOf(node);
  if (nodes[node] & Flag.extension) {
    const typeRef = typeRefOf(nodes, nodes[node + Node.parent]);
    file = typeRef < 0 ? -1 : refFile(context, typeRef);
    if (file < 0) return false;
    message = refPath(context, typeRef);
  }
  const path = paths.find(message, names.internText(name));
  const table = context.snapshot.table(file);
  const index = path === 0 ? -1 : findSymbol(table, path);
  if (index < 0) return false;
  const head = table.parsed.nodes[table.nodes[index]];
  const kind: Kind = head & Flag.kind;
  return kind === Kind.oneof || (isField(kind) && (head & Flag.extension) === 0);
}
