// Rules of a file as a whole: its package name, and options that do not go with its edition.
import { childOf, Edition, Flag, Kind, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { plainOption } from '../declarations.js';
import { Feature, FieldPresence, ownFeature } from '../features.js';
import type { LinkContext } from '../link-context.js';

const maxPackageLength = 511;
const maxPackageDots = 100;
/** Full names must fit a 16-bit length. */
const maxNameLength = 65535;

export function checkFile(context: LinkContext): void {
  checkPackageName(context);
  checkNameLengths(context);
  if (context.edition >= Edition.e2023) checkEdition(context);
}

function checkPackageName(context: LinkContext): void {
  const { nodes, names } = context;
  const node = childOf(nodes, 0, Kind.package);
  if (node < 0 || nodes[node + Node.name] === 0) return;
  const name = nodes[node + Node.name];
  const length = names.byteLengthOf(name);
  if (length <= maxPackageDots) return;
  if (length > maxPackageLength) {
    context.reportNode('name-too-long', `The name of a package can have ${maxPackageLength} bytes at most.`, node);
  } else if (names.text(name).split('.').length - 1 > maxPackageDots) {
    context.reportNode('name-too-long', `The name of a package can have ${maxPackageDots + 1} parts at most.`, node);
  }
}

function checkNameLengths(context: LinkContext): void {
  const { table, paths, names, file } = context;
  if (file.parsed.byteLength + maxPackageLength <= maxNameLength) return;
  for (let i = 0; i < table.paths.length; i++) {
    let length = -1;
    for (let path = table.paths[i]; path !== 0; path = paths.parent(path)) {
      const name = paths.simpleName(path);
      length += 1 + names.byteLengthOf(name);
    }
    if (length <= maxNameLength) continue;
    context.reportName('name-too-long', `A full name can have ${maxNameLength} bytes at most.`, table.nodes[i]);
  }
}

function checkEdition(context: LinkContext): void {
  const { nodes, table } = context;
  const syntax = childOf(nodes, 0, Kind.syntax);
  // protoc points at the edition statement.
  const report = (code: 'required-by-default' | 'option-not-allowed', message: string, option: number): void =>
    context.report(code, message, syntax < 0 ? 0 : nodes[syntax + Node.first], undefined, {
      related: option < 0 ? [] : [context.relatedToken(context.id, nodes[option + Node.first], 'It is set here.')],
    });
  const name = syntax < 0 ? '' : context.names.text(nodes[syntax + Node.name]);
  if (!/^20\d\d$/.test(name)) {
    context.reportNode(
      'unknown-syntax',
      `The edition "${name}" is not meant for files. Use "2023", "2024" or "2026".`,
      Math.max(syntax, 0),
    );
  }
  if (ownFeature(table, 0, Feature.fieldPresence) === FieldPresence.legacyRequired) {
    report(
      'required-by-default',
      'Fields cannot be required by default. Set features.field_presence = LEGACY_REQUIRED for single fields.',
      featuresOption(nodes),
    );
  }
  const value = plainOption(nodes, 0, Word.java_string_check_utf8);
  if (value >= 0) {
    report(
      'option-not-allowed',
      'Editions have no option java_string_check_utf8. Set features.(pb.java).utf8_validation.',
      nodes[value + Node.parent],
    );
  }
}

function featuresOption(nodes: Int32Array): number {
  for (let node = Node.size as number; node < nodes[Node.end]; node = nodes[node + Node.end]) {
    if ((nodes[node] & Flag.kind) === Kind.option && nodes[node + Node.name] === Word.features) return node;
  }
  return -1;
}
