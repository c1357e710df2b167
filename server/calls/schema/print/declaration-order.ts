// In which order the members of a message or a file are written, so that a compiler counts them as the descriptor does.
import { type DescriptorProto, FieldDescriptorProto_Type } from '@bufbuild/protobuf/wkt';
import { comparePlaces, type Place } from './source-places.js';

/** Something that is written in one piece. */
export interface Item {
  /** Where it stood in the source; undefined without source info. */
  readonly place: Place | undefined;
  print(): void;
}

export interface Members {
  /** Declared by themselves. */
  readonly before: readonly Item[];
  /** The nested messages in the descriptor's order. Of those that come with a map field or a group, the item with it. */
  readonly nested: readonly { readonly item: Item; readonly madeBy: 'itself' | 'field' | 'extension' }[];
  readonly fields: readonly Item[];
  readonly extensions: readonly Item[];
  readonly after: readonly Item[];
}

/**
 * As in the source if all places are known. Else nested declarations before members, but for the order of nested
 * messages: a map field or a group adds one where it stands.
 */
export function inOrder({ before, nested, fields, extensions, after }: Members): Item[] {
  const explicit = nested.filter(({ madeBy }) => madeBy === 'itself').map(({ item }) => item);
  const all = [...before, ...explicit, ...fields, ...extensions, ...after];
  if (all.every(({ place }) => place)) {
    return all.sort((a, b) => (a.place && b.place ? comparePlaces(a.place, b.place) : 0));
  }
  const found: Item[] = [...before];
  const next = { field: 0, extension: 0 };
  const lists = { field: fields, extension: extensions };
  for (const { item, madeBy } of nested) {
    if (madeBy === 'itself') found.push(item);
    else {
      const last = lists[madeBy].indexOf(item);
      while (next[madeBy] <= last) found.push(lists[madeBy][next[madeBy]++]);
    }
  }
  return [...found, ...fields.slice(next.field), ...extensions.slice(next.extension), ...after];
}

/** Whether a field makes the message: its type is the entry of a map, or a group of proto2 written in the same scope. */
export function makesMessage(
  field: { readonly type: FieldDescriptorProto_Type; readonly typeName: string; readonly name: string },
  message: DescriptorProto,
  messageName: string,
  hasGroups: boolean,
): boolean {
  if (field.typeName !== `.${messageName}`) return false;
  if (message.options?.mapEntry) return true;
  return (
    hasGroups &&
    field.type === FieldDescriptorProto_Type.GROUP &&
    message.name.toLowerCase() === field.name.toLowerCase()
  );
}
