// Names of options, fields of aggregate values, and the values themselves.
import { forEachField } from '../../schema/declarations.js';
import { featureSupportOf } from '../../schema/options/feature-support.js';
import { readFieldAnnotations } from '../../schema/options/field-annotations.js';
import { targetOf } from '../../schema/options/option-check.js';
import { Found, makeResolution, resolveName, Wanted } from '../../schema/resolve-name.js';
import { descriptorFileName } from '../../schema/source-file.js';
import { importFixes } from '../../schema/suggest-types.js';
import { Token } from '../../syntax/tokens.js';
import { Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { knownDeclarations } from '../declaration-index.js';
import { detailOf, isDeprecated } from '../describe-symbol.js';
import { FileView } from '../file-view.js';
import { isWithin } from '../target.js';
import {
  extensionNamed,
  type FieldPlace,
  fieldNamed,
  fieldType,
  mapTypes,
  messageOfUrl,
  optionsType,
  typeOf,
  type ValueType,
} from '../value-type.js';
import { blockAround, type CompletionContext, type Frame } from './context.js';
import type { CompletionItem } from './item.js';
import { shortestName } from './type-names.js';

/** The kind of element whose options stand in a frame; undefined where none can. */
export function elementKind(context: CompletionContext, frame: Frame): Kind | undefined {
  const { view } = context;
  const block = blockAround(context).block;
  if (frame.kind === 'options') {
    if (block === 'enum') return Kind.enumValue;
    if (view.namedTokens.values[frame.header] === Word.extensions) return Kind.extensions;
    return block === 'message' || block === 'oneof' || block === 'extend' ? Kind.field : undefined;
  }
  const kinds = {
    file: Kind.file,
    message: Kind.message,
    enum: Kind.enum,
    service: Kind.service,
    method: Kind.method,
    oneof: Kind.oneof,
    extend: undefined,
    unknown: undefined,
  } as const;
  return kinds[block];
}

/** One part of an option's name in tokens: an identifier, or a dotted name in parentheses. */
interface NamePart {
  readonly name: number;
  readonly extension: boolean;
}

/** The parts of the option name that starts at a token; `closed` is false while a parenthesis is open. */
export function nameParts(view: FileView, first: number, end: number): { parts: NamePart[]; closed: boolean } {
  const { kinds, values } = view.namedTokens;
  const parts: NamePart[] = [];
  let token = first;
  while (token < end) {
    if (kinds[token] === 0x28) {
      let text = '';
      for (token++; token < end && kinds[token] !== 0x29; token++) text += view.tokenText(token);
      if (token >= end) return { parts, closed: false };
      parts.push({ name: view.names.internText(text), extension: true });
    } else if (kinds[token] === Token.identifier) parts.push({ name: values[token], extension: false });
    else if (kinds[token] !== 0x2e) break;
    token++;
  }
  return { parts, closed: true };
}

/** The type that a chain of name parts leads to from the options of an element. */
export function typeOfParts(
  view: FileView,
  element: Kind,
  scope: number,
  parts: readonly NamePart[],
): ValueType | undefined {
  let type = optionsType(view, element);
  for (const { name, extension } of parts) {
    if (!type) return undefined;
    const field: FieldPlace | undefined = extension
      ? extensionNamed(view, scope, name)
      : fieldNamed(view.snapshot, type, name);
    type = field && fieldType(view.snapshot, field);
  }
  return type;
}

/** The type of the aggregate value that a frame is; undefined where a name in it is not found. */
export function aggregateType(context: CompletionContext, index: number): ValueType | undefined {
  const { frames, view } = context;
  const outer = frames[index - 1];
  const frame = frames[index];
  if (frame.kind === 'list')
    return outer.kind === 'aggregate' ? fieldTypeAt(context, index - 1, frame.header) : undefined;
  if (outer.kind === 'list') return aggregateType(context, index - 1);
  if (outer.kind === 'aggregate') return fieldTypeAt(context, index - 1, frame.header);
  const element = elementKind(context, outer);
  if (element === undefined) return undefined;
  const first = outer.kind === 'options' ? frame.header : frame.header + 1;
  return typeOfParts(view, element, frame.scope, nameParts(view, first, frame.open).parts);
}

/** The type of the aggregate field whose name starts at a token, in the aggregate that frame `index` is. */
export function fieldTypeAt(context: CompletionContext, index: number, token: number): ValueType | undefined {
  const { view } = context;
  const type = aggregateType(context, index);
  if (!type) return undefined;
  if (view.tokens.kinds[token] === 0x5b) {
    let text = '';
    for (token++; isNamePart(view.tokens.kinds[token]); token++) text += view.tokenText(token);
    if (text.includes('/')) return messageOfUrl(view, text);
    const field = extensionNamed(view, context.frames[index].scope, view.names.internText(text));
    return field && fieldType(view.snapshot, field);
  }
  const name = view.namedTokens.values[token];
  if (type.kind === 'entry') {
    const { key, value } = mapTypes(view.snapshot.file(type.file).parsed.nodes, type.node);
    const typeRef = view.names.text(name) === 'key' ? key : value;
    return typeRef < 0 ? undefined : typeOf(view.snapshot, type.file, typeRef);
  }
  const field = fieldNamed(view.snapshot, type, name);
  return field && fieldType(view.snapshot, field);
}

/** Identifiers, dots, and the slash of a type URL. */
function isNamePart(kind: number): boolean {
  return kind === Token.identifier || kind === 0x2e || kind === 0x2f;
}

const enum Rank {
  plain = 10,
  custom = 11,
  unimported = 12,
}

/**
 * Fields of a message as options of an element are called. What protoc fills in itself, or would refuse there or in the
 * file's edition, is left out, and so are fields that are `set` already (Names ids) unless they are repeated, with the
 * other members of their oneofs.
 */
export function optionFieldItems(
  view: FileView,
  type: ValueType,
  element: Kind,
  suffix: string,
  set: ReadonlySet<number> = new Set(),
): CompletionItem[] {
  if (type.kind !== 'message') return [];
  const other = new FileView(view.snapshot, type.file);
  const items: CompletionItem[] = [];
  const chosen = new Set<number>();
  forEachField(other.nodes, type.node, (field, oneof) => {
    if (oneof >= 0 && set.has(other.name(field))) chosen.add(oneof);
  });
  forEachField(other.nodes, type.node, (field, oneof) => {
    if (chosen.has(oneof)) return;
    const name = other.nameText(field);
    if (name === '' || name === 'uninterpreted_option' || !isAllowed(view, element, other, field)) return;
    const isOne = !(other.nodes[field] & Flag.repeated) && other.kind(field) !== Kind.mapField;
    if (isOne && set.has(other.name(field))) return;
    const place = { file: type.file, path: other.pathOf(field), node: field };
    items.push({ ...fieldItem(other, place, name), ...valueSuffix(view, place, suffix) });
  });
  return items;
}

/** Whether a field, or a value of an enum, may be used in the options of an element, by what it says of itself. */
function isAllowed(view: FileView, element: Kind, other: FileView, declaration: number): boolean {
  const { wellKnown } = view.snapshot.optionTypes;
  const { targets, hasSupport } = readFieldAnnotations(other.nodes, declaration, wellKnown);
  if (targets !== 0 && (targets & (1 << targetOf(element))) === 0) return false;
  const support = hasSupport ? featureSupportOf(other.nodes, other.names, declaration, wellKnown) : undefined;
  const edition = view.nodes[Node.value];
  return edition >= (support?.introduced ?? edition) && edition < (support?.removed ?? Number.POSITIVE_INFINITY);
}

function fieldItem(other: FileView, { file, node, path }: FieldPlace, label: string): CompletionItem {
  return {
    label,
    kind: other.nodes[node] & Flag.extension ? 'extension' : 'field',
    detail: ` ${detailOf(other, node)}`,
    rank: Rank.plain,
    deprecated: isDeprecated(other, node),
    symbol: { file, path },
  };
}

/** What follows the name: a message goes on with a dot or braces, so nothing is added for it. */
function valueSuffix(view: FileView, place: FieldPlace, suffix: string): Partial<CompletionItem> {
  if (suffix === '') return {};
  const type = fieldType(view.snapshot, place);
  if (type?.kind === 'message' || type?.kind === 'entry' || !type) return {};
  const other = new FileView(view.snapshot, place.file);
  return { insert: `${other.nameText(place.node)}${suffix}`, again: true };
}

/** Extensions of an options message that the file sees, and of other files with the import that they need. */
export function customOptionItems(
  view: FileView,
  container: ValueType,
  scope: number,
  form: 'parenthesized' | 'bare',
): CompletionItem[] {
  if (container.kind !== 'message') return [];
  const { snapshot, context } = view;
  const items: CompletionItem[] = [];
  const importFix = importFixes(context);
  for (const id of knownDeclarations(snapshot).extending) {
    const source = snapshot.file(id);
    const visible = context.visible.has(source.id) || context.optionVisible.has(source.id);
    if (!visible && snapshot.file(container.file).name !== descriptorFileName) continue;
    forEachExtensionOf(view, source.id, container.path, (other, field) => {
      const path = other.pathOf(field);
      const name = shortestName(view, scope, path, true);
      const label = form === 'parenthesized' ? `(${name})` : name;
      items.push({
        ...fieldItem(other, { file: source.id, path, node: field }, label),
        filter: `${label} ${other.nameText(field)}`,
        description: source.name,
        rank: visible ? Rank.custom : Rank.unimported,
        ...(visible ? {} : { edits: importFix(source.name).edits }),
      });
    });
  }
  return items;
}

function forEachExtensionOf(
  view: FileView,
  file: number,
  path: number,
  visit: (other: FileView, field: number) => void,
): void {
  const { nodes } = view.snapshot.file(file).parsed;
  const wanted = view.paths.simpleName(path);
  let other: FileView | undefined;
  for (const node of view.snapshot.table(file).extendNodes) {
    const typeRef = node + Node.size;
    if (typeRef >= nodes[node + Node.end] || !view.paths.parts(nodes[typeRef + Node.name]).includes(wanted)) continue;
    const type = typeOf(view.snapshot, file, typeRef);
    if (type?.kind !== 'message' || type.path !== path) continue;
    other ??= new FileView(view.snapshot, file);
    const declared = other;
    forEachField(nodes, node, (field) => {
      if (nodes[field + Node.name] !== 0) visit(declared, field);
    });
  }
}

/** Values that a type has: those of an enum, true and false. */
export function valueItems(view: FileView, type: ValueType | undefined): CompletionItem[] {
  if (type?.kind === 'scalar') {
    if (type.word === Word.bool) return ['true', 'false'].map((label, rank) => ({ label, kind: 'value', rank }));
    if (type.word === Word.string || type.word === Word.bytes)
      return [{ label: '""', kind: 'snippet', insert: '"$0"', snippet: true, rank: 0 }];
    return [];
  }
  if (type?.kind === 'message' || type?.kind === 'entry')
    return [{ label: '{ … }', kind: 'snippet', insert: '{ $0 }', snippet: true, filter: '{', rank: 0, again: true }];
  if (type?.kind !== 'enum') return [];
  const other = new FileView(view.snapshot, type.file);
  const items: CompletionItem[] = [];
  const isFeature = isWithin(view.paths, type.path, view.paths.findText('google.protobuf.FeatureSet'));
  const end = other.nodes[type.node + Node.end];
  for (let child = type.node + Node.size; child < end; child = other.nodes[child + Node.end]) {
    if (other.kind(child) !== Kind.enumValue) continue;
    // A feature must not be unknown.
    if (isFeature && other.nodes[child + Node.value] === 0) continue;
    items.push({
      label: other.nameText(child),
      kind: 'enumValue',
      detail: ` = ${detailOf(other, child)}`,
      rank: items.length,
      deprecated: isDeprecated(other, child),
      symbol: { file: type.file, path: other.pathOf(child) },
    });
  }
  return items;
}

/** The type of the field in whose brackets the cursor is, from the tokens before them. */
export function bracketedFieldType(context: CompletionContext, frame: Frame): ValueType | undefined {
  const { view } = context;
  const { kinds, values } = view.namedTokens;
  let token = frame.header;
  while (values[token] === Word.optional || values[token] === Word.repeated || values[token] === Word.required) token++;
  let text = '';
  for (; token < frame.open; token++) {
    if (kinds[token] === 0x2e) text += '.';
    else if (kinds[token] === Token.identifier && (text === '' || text.endsWith('.'))) text += view.tokenText(token);
    else break;
  }
  if (text === '') return undefined;
  const name = view.names.internText(text);
  if (name >= Word.double && name <= Word.bytes) return { kind: 'scalar', word: name };
  const result = makeResolution();
  if (resolveName(view.context, frame.scope, name, Wanted.type, false, result) !== Found.symbol) return undefined;
  const kind = kindOf(view.snapshot.file(result.file).parsed.nodes, result.node);
  if (kind === Kind.enum) return { kind: 'enum', file: result.file, path: result.path, node: result.node };
  return undefined;
}
