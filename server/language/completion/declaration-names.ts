// Names for what is being declared, from what stands around it.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import type { FileView } from '../file-view.js';
import type { CompletionItem } from './item.js';

/** Names for a field of a type: `UserProfile` gives `user_profile` and `profile`; a repeated one gets the plural. */
export function fieldNameItems(type: string, repeated: boolean, taken: ReadonlySet<string>): CompletionItem[] {
  const simple = type.slice(type.lastIndexOf('.') + 1);
  if (simple === '' || simple === simple.toLowerCase()) return [];
  const words = snakeCase(simple).split('_');
  const names: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const name = words.slice(i).join('_');
    names.push(repeated ? plural(name) : name);
  }
  return names
    .filter((name) => !taken.has(name))
    .slice(0, 3)
    .map((label, rank) => ({ label, kind: 'name', rank }));
}

/** `HTTPServerID2` gives `http_server_id2`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return `${word}s`;
}

/** How a value of an enum begins: its enum's name, and for the first one the zero value. */
export function enumValueNameItems(view: FileView, node: number): CompletionItem[] {
  const name = view.nameText(node);
  if (name === '') return [];
  const prefix = `${snakeCase(name).toUpperCase()}_`;
  const end = view.nodes[node + Node.end];
  let count = 0;
  for (let child = node + Node.size; child < end; child = view.nodes[child + Node.end])
    if (view.kind(child) === Kind.enumValue && view.nodes[child] & Flag.numbered) count++;
  const items: CompletionItem[] = [{ label: prefix, kind: 'name', rank: 1 }];
  if (count === 0)
    items.push({ label: `${prefix}UNSPECIFIED`, insert: `${prefix}UNSPECIFIED = 0;`, kind: 'name', rank: 0 });
  return items;
}

/** Names of the fields of a message, oneof or extend block. */
export function takenNames(view: FileView, node: number): Set<string> {
  const taken = new Set<string>();
  const end = view.nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child += Node.size) {
    const kind = view.kind(child);
    if (kind === Kind.field || kind === Kind.mapField || kind === Kind.oneof) taken.add(view.nameText(child));
  }
  return taken;
}
