// How a declaration is referred to: the shortest name that every compiler resolves to it.
import type { DescriptorProto, EnumDescriptorProto, FileDescriptorProto } from '@bufbuild/protobuf/wkt';

/** What a name stands for: a type, something else that names can be below, or something that nothing is below. */
type NameKind = 'type' | 'scope' | 'leaf';

export interface TypeNames {
  /**
   * `fullName`, a type, as it is written in `scope`, the full name of what surrounds the place. `only` says whether the
   * lookup passes over what is no type, as that of field types does and that of methods and extendees does not.
   */
  typeIn(scope: string, fullName: string, packageName: string, only: 'types' | 'anything'): string;
  /** An extension as it is written in the parentheses of an option. */
  extensionIn(scope: string, fullName: string): string;
}

/** Names that are unambiguous beside everything that `files` declare, whether they import each other or not. */
export function typeNames(files: Iterable<FileDescriptorProto>): TypeNames {
  const kinds = new Map<string, NameKind>();
  for (const file of files) declareFile(file, kinds);

  /** Whether the lookup of `name` in `scope` ends at `fullName` (descriptor.cc: LookupSymbolNoPlaceholder). */
  const leadsTo = (scope: string, name: string, fullName: string, only: 'types' | 'anything'): boolean => {
    const dot = name.indexOf('.');
    const first = dot < 0 ? name : name.slice(0, dot);
    for (let outer = scope; ; outer = parentOf(outer)) {
      const found = join(outer, first);
      const kind = kinds.get(found);
      const counts = dot < 0 ? kind === 'type' || only === 'anything' : kind !== 'leaf';
      if (kind !== undefined && counts) return join(outer, name) === fullName;
      if (outer === '') return false;
    }
  };
  const shortest = (scope: string, fullName: string, candidates: string[], only: 'types' | 'anything'): string =>
    candidates.find((name) => leadsTo(scope, name, fullName, only)) ?? `.${fullName}`;

  return {
    typeIn(scope, fullName, packageName, only) {
      const candidates: string[] = [];
      for (let outer = scope; outer !== '' && outer.length >= packageName.length; outer = parentOf(outer)) {
        if (fullName.startsWith(`${outer}.`)) candidates.push(fullName.slice(outer.length + 1));
      }
      return shortest(scope, fullName, [...candidates, fullName], only);
    },
    extensionIn: (scope, fullName) => shortest(scope, fullName, [fullName], 'anything'),
  };
}

function declareFile(file: FileDescriptorProto, kinds: Map<string, NameKind>): void {
  for (let name = file.package; name !== ''; name = parentOf(name)) kinds.set(name, 'scope');
  for (const message of file.messageType) declareMessage(message, file.package, kinds);
  for (const each of file.enumType) declareEnum(each, file.package, kinds);
  for (const { name } of file.extension) kinds.set(join(file.package, name), 'leaf');
  for (const { name, method } of file.service) {
    const service = join(file.package, name);
    kinds.set(service, 'scope');
    for (const each of method) kinds.set(join(service, each.name), 'leaf');
  }
}

function declareMessage(message: DescriptorProto, scope: string, kinds: Map<string, NameKind>): void {
  const name = join(scope, message.name);
  for (const member of [...message.field, ...message.oneofDecl, ...message.extension]) {
    kinds.set(join(name, member.name), 'leaf');
  }
  for (const nested of message.nestedType) declareMessage(nested, name, kinds);
  for (const nested of message.enumType) declareEnum(nested, name, kinds);
  kinds.set(name, 'type');
}

function declareEnum(desc: EnumDescriptorProto, scope: string, kinds: Map<string, NameKind>): void {
  for (const value of desc.value) kinds.set(join(scope, value.name), 'leaf');
  kinds.set(join(scope, desc.name), 'type');
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

export function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
