// The name that a field has in JSON.
import { childOf, Kind, Node } from '../syntax/tree.js';
import type { FileView } from './file-view.js';

/** The field's json_name, or what its name gives. */
export function jsonNameOf(view: FileView, field: number): string {
  const option = childOf(view.nodes, field, Kind.jsonName);
  const value = option < 0 ? -1 : childOf(view.nodes, option, Kind.scalar);
  if (value >= 0) return view.nameText(value);
  const name = view.nameText(field);
  return lowerCamelCase(view.kind(field) === Kind.group ? name.toLowerCase() : name);
}

/** Whether the field sets its JSON name itself. */
export function hasJsonName(nodes: Int32Array, field: number): boolean {
  const option = childOf(nodes, field, Kind.jsonName);
  return option >= 0 && nodes[option + Node.aux] !== 0;
}

/** As protoc derives it: underscores are dropped and what follows them becomes a capital. */
export function lowerCamelCase(name: string): string {
  let result = '';
  let capitalize = false;
  for (const c of name) {
    if (c === '_') capitalize = true;
    else {
      result += capitalize && c >= 'a' && c <= 'z' ? c.toUpperCase() : c;
      capitalize = false;
    }
  }
  return result;
}
