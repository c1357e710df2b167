// Which type a value has where it stands: types of fields, of options, of fields in aggregate values.
import { findSymbol, scopeInside } from '../schema/file-table.js';
import { Found, makeResolution, resolveName, Wanted } from '../schema/resolve-name.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { childOf, Flag, Kind, kindOf, Node } from '../syntax/tree.js';
import type { FileView } from './file-view.js';

/** A field of some file. */
export interface FieldPlace {
  readonly file: number;
  /** Its path; the lower-case one for a group. */
  readonly path: number;
  readonly node: number;
}

export type ValueType =
  | { readonly kind: 'message'; readonly file: number; readonly path: number; readonly node: number }
  | { readonly kind: 'enum'; readonly file: number; readonly path: number; readonly node: number }
  /** The entry of a map: `key` and `value`. */
  | { readonly kind: 'entry'; readonly file: number; readonly node: number }
  | { readonly kind: 'scalar'; readonly word: number };

/** What the n-th TypeRef below a declaration names; undefined when it is not found. */
export function typeOf(snapshot: SchemaSnapshot, file: number, typeRef: number): ValueType | undefined {
  const { nodes } = snapshot.file(file).parsed;
  if (nodes[typeRef] & Flag.scalar) return { kind: 'scalar', word: nodes[typeRef + Node.name] };
  const refs = snapshot.refs(file);
  const at = nodes[typeRef + Node.value] * 2;
  return refs[at] < 0 ? undefined : declaredType(snapshot, refs[at], refs[at + 1]);
}

function declaredType(snapshot: SchemaSnapshot, file: number, path: number): ValueType | undefined {
  const table = snapshot.table(file);
  const index = findSymbol(table, path);
  if (index < 0) return undefined;
  const node = table.nodes[index];
  const kind = kindOf(table.parsed.nodes, node);
  if (kind === Kind.message || kind === Kind.groupMessage) return { kind: 'message', file, path, node };
  if (kind === Kind.enum) return { kind: 'enum', file, path, node };
  if (kind === Kind.mapField) return { kind: 'entry', file, node };
  return undefined;
}

/** The type of one element of a field. A map's is its entry. */
export function fieldType(snapshot: SchemaSnapshot, { file, node }: FieldPlace): ValueType | undefined {
  const { nodes } = snapshot.file(file).parsed;
  switch (kindOf(nodes, node)) {
    case Kind.mapField:
      return { kind: 'entry', file, node };
    case Kind.group: {
      const message = childOf(nodes, node, Kind.groupMessage);
      if (message < 0) return undefined;
      const { paths } = snapshot.schema;
      const scope = scopeInside(snapshot.table(file), nodes[node + Node.parent]);
      return { kind: 'message', file, path: paths.find(scope, nodes[message + Node.name]), node: message };
    }
    default: {
      const typeRef = childOf(nodes, node, Kind.typeRef);
      return typeRef < 0 ? undefined : typeOf(snapshot, file, typeRef);
    }
  }
}

/** The TypeRefs of the key and the value of a map field; -1 where one is missing. */
export function mapTypes(nodes: Int32Array, mapField: number): { key: number; value: number } {
  const key = childOf(nodes, mapField, Kind.typeRef);
  const next = key < 0 ? -1 : nodes[key + Node.end];
  const value = next >= 0 && next < nodes[mapField + Node.end] && kindOf(nodes, next) === Kind.typeRef ? next : -1;
  return { key, value };
}

/** The field of a message by its name as options and aggregates spell it. Extensions declared inside are none. */
export function fieldNamed(snapshot: SchemaSnapshot, type: ValueType, name: number): FieldPlace | undefined {
  if (type.kind !== 'message') return undefined;
  const { paths, names } = snapshot.schema;
  const table = snapshot.table(type.file);
  const { nodes } = table.parsed;
  const find = (path: number): FieldPlace | undefined => {
    const index = path === 0 ? -1 : findSymbol(table, path);
    if (index < 0) return undefined;
    const node = table.nodes[index];
    const kind = kindOf(nodes, node);
    if (kind === Kind.groupMessage)
      return find(paths.find(type.path, names.internText(names.text(name).toLowerCase())));
    if (kind !== Kind.field && kind !== Kind.mapField && kind !== Kind.group) return undefined;
    return nodes[node] & Flag.extension ? undefined : { file: type.file, path, node };
  };
  return find(paths.find(type.path, name));
}

/** The extension that a dotted name means in a scope. */
export function extensionNamed(view: FileView, scope: number, name: number): FieldPlace | undefined {
  const result = makeResolution();
  if (name === 0 || resolveName(view.context, scope, name, Wanted.any, true, result) !== Found.symbol) return undefined;
  const { nodes } = view.snapshot.file(result.file).parsed;
  const kind = kindOf(nodes, result.node);
  if (!(nodes[result.node] & Flag.extension)) return undefined;
  if (kind !== Kind.field && kind !== Kind.group) return undefined;
  return { file: result.file, path: result.path, node: result.node };
}

/** The message of descriptor.proto that holds the options of a kind of element: the one the file sees, or any other. */
export function optionsType(view: FileView, element: Kind): ValueType | undefined {
  const { snapshot, context } = view;
  const path = snapshot.optionTypes.wellKnown.optionsMessage(element);
  if (path === 0) return undefined;
  let file = context.declaringFile(path, context.closure);
  if (file < 0) file = snapshot.descriptorFile;
  return file < 0 ? undefined : declaredType(snapshot, file, path);
}

/** The message type whose field a part of an option's name is. */
export function partContainer(view: FileView, part: number): ValueType | undefined {
  const { nodes } = view;
  const option = view.parent(part);
  let type = optionsType(view, view.kind(view.parent(option)));
  for (let at = option + Node.size; at < part && type; at = nodes[at + Node.end]) {
    const field = partField(view, at, type);
    type = field && fieldType(view.snapshot, field);
  }
  return type;
}

/** The field that a part of an option's name means in the message it is looked up in. */
export function partField(view: FileView, part: number, container: ValueType): FieldPlace | undefined {
  const name = view.name(part);
  if (!(view.nodes[part] & Flag.extension)) return fieldNamed(view.snapshot, container, name);
  return extensionNamed(view, scopeOfElement(view, view.parent(view.parent(part))), name);
}

/** The path of the scope that names in the options of an element are looked up from. */
export function scopeOfElement(view: FileView, element: number): number {
  return scopeInside(view.table, element);
}

/** The type of a whole option: of the field that its name leads to. */
export function optionType(view: FileView, option: number): ValueType | undefined {
  const { nodes } = view;
  const end = nodes[option + Node.end];
  let type = optionsType(view, view.kind(view.parent(option)));
  for (let at = option + Node.size; at < end && type && view.kind(at) === Kind.namePart; at = nodes[at + Node.end]) {
    const field = partField(view, at, type);
    type = field && fieldType(view.snapshot, field);
  }
  return type;
}

/** The type that a value (scalar, aggregate or list) must have; undefined where that is not known. */
export function valueType(view: FileView, value: number): ValueType | undefined {
  const parent = view.parent(value);
  switch (view.kind(parent)) {
    case Kind.option:
      return optionType(view, parent);
    case Kind.default:
      return fieldType(view.snapshot, { file: view.id, path: 0, node: view.parent(parent) });
    case Kind.list:
      return valueType(view, parent);
    case Kind.aggregateField: {
      const container = valueType(view, view.parent(parent));
      return container && aggregateFieldType(view, parent, container);
    }
    default:
      return undefined;
  }
}

/** The type of a field in an aggregate value of type `container`. */
export function aggregateFieldType(view: FileView, node: number, container: ValueType): ValueType | undefined {
  if (container.kind === 'entry') {
    const { nodes } = view.snapshot.file(container.file).parsed;
    const { key, value } = mapTypes(nodes, container.node);
    const word = view.nameText(node);
    const typeRef = word === 'key' ? key : word === 'value' ? value : -1;
    return typeRef < 0 ? undefined : typeOf(view.snapshot, container.file, typeRef);
  }
  if (view.nodes[node] & Flag.any) return anyType(view, node);
  const field = aggregateField(view, node, container);
  return field && fieldType(view.snapshot, field);
}

/** The field that the name of a field in an aggregate value means. */
export function aggregateField(view: FileView, node: number, container: ValueType): FieldPlace | undefined {
  const head = view.nodes[node];
  if (head & Flag.any) return undefined;
  if (head & Flag.extension) return extensionNamed(view, scopeOfElement(view, elementOf(view, node)), view.name(node));
  return fieldNamed(view.snapshot, container, view.name(node));
}

/** The message that a type URL in brackets means: `[type.googleapis.com/a.B]`. */
export function anyType(view: FileView, node: number): ValueType | undefined {
  return messageOfUrl(view, view.nameText(node));
}

/** The message of a type URL: `type.googleapis.com/a.B`. */
export function messageOfUrl(view: FileView, url: string): ValueType | undefined {
  const path = view.paths.findText(url.slice(url.lastIndexOf('/') + 1));
  if (path === 0) return undefined;
  const file = view.context.declaringFile(path, view.context.closure);
  return file < 0 ? undefined : declaredType(view.snapshot, file, path);
}

/** The element whose options a node is part of. */
export function elementOf(view: FileView, node: number): number {
  let at = node;
  while (at > 0 && view.kind(at) !== Kind.option) at = view.parent(at);
  return at <= 0 ? 0 : view.parent(at);
}

/** The enum value of a name in an enum. Values are declared beside their enum. */
export function enumValueNamed(snapshot: SchemaSnapshot, type: ValueType, name: number): FieldPlace | undefined {
  if (type.kind !== 'enum') return undefined;
  const { paths } = snapshot.schema;
  const { nodes } = snapshot.file(type.file).parsed;
  const end = nodes[type.node + Node.end];
  for (let child = type.node + Node.size; child < end; child = nodes[child + Node.end]) {
    if (kindOf(nodes, child) === Kind.enumValue && nodes[child + Node.name] === name)
      return { file: type.file, path: paths.find(paths.parent(type.path), name), node: child };
  }
  return undefined;
}
