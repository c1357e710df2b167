// How two schemas differ in what decides how calls are made and how messages are written. Options, comments and the
// division into files are not looked at.
import type {
  DescEnum,
  DescEnumValue,
  DescExtension,
  DescField,
  DescFile,
  DescMessage,
  DescMethod,
  DescService,
} from '@bufbuild/protobuf';
import {
  defaultText,
  encodingOf,
  enumLine,
  enumValueLine,
  fieldLine,
  labelOf,
  methodLine,
  typeOf,
} from './declaration-line.js';
import type { DifferenceAspect, DifferingKind, SchemaDifference } from './schema-difference.js';

export interface Comparison {
  /** Services first, then messages, enums and extensions, each in the order of names. */
  readonly differences: readonly SchemaDifference[];
  /** What both sides have. */
  readonly services: number;
  readonly messages: number;
  readonly enums: number;
}

/** Everything that the files of one side declare, nested declarations included, by full name. */
export interface Declared {
  readonly services: ReadonlyMap<string, DescService>;
  readonly messages: ReadonlyMap<string, DescMessage>;
  readonly enums: ReadonlyMap<string, DescEnum>;
  readonly extensions: ReadonlyMap<string, DescExtension>;
}

/** `includesService` leaves out services that are not to be compared. */
export function declaredIn(files: Iterable<DescFile>, includesService: (name: string) => boolean): Declared {
  const services = new Map<string, DescService>();
  const messages = new Map<string, DescMessage>();
  const enums = new Map<string, DescEnum>();
  const extensions = new Map<string, DescExtension>();
  const take = (message: DescMessage) => {
    messages.set(message.typeName, message);
    for (const each of message.nestedEnums) enums.set(each.typeName, each);
    for (const each of message.nestedExtensions) extensions.set(each.typeName, each);
    for (const each of message.nestedMessages) take(each);
  };
  for (const file of files) {
    for (const each of file.services) if (includesService(each.typeName)) services.set(each.typeName, each);
    for (const each of file.messages) take(each);
    for (const each of file.enums) enums.set(each.typeName, each);
    for (const each of file.extensions) extensions.set(each.typeName, each);
  }
  return { services, messages, enums, extensions };
}

export function compareSchemas(target: Declared, local: Declared): Comparison {
  const differences: SchemaDifference[] = [];
  const counts = { services: 0, messages: 0, enums: 0 };
  eachName(target.services, local.services, (name, theirs, ours) => {
    if (theirs && ours) {
      counts.services++;
      compareMethods(theirs, ours, differences);
    } else differences.push(oneSided('service', name, theirs, ours, ({ name: own }) => `service ${own}`, undefined));
  });
  eachName(target.messages, local.messages, (name, theirs, ours) => {
    const otherKind = (theirs ? local : target).enums.get(name);
    if (theirs && ours) {
      counts.messages++;
      compareFields(theirs, ours, differences);
    } else if (theirs && otherKind) differences.push(ofOtherKind(theirs, otherKind));
    else if (ours && otherKind) differences.push(ofOtherKind(otherKind, ours));
    else if (!isInsideMissing(name, theirs ? local : target, theirs ? target : local)) {
      differences.push(oneSided('message', name, theirs, ours, ({ name: own }) => `message ${own}`, local));
    }
  });
  eachName(target.enums, local.enums, (name, theirs, ours) => {
    if (theirs && ours) {
      counts.enums++;
      compareValues(theirs, ours, differences);
    } else if ((theirs ? local : target).messages.has(name)) return;
    else if (!isInsideMissing(name, theirs ? local : target, theirs ? target : local)) {
      differences.push(oneSided('enum', name, theirs, ours, enumLine, local));
    }
  });
  eachName(target.extensions, local.extensions, (name, theirs, ours) => {
    if (theirs && ours) compareField('extension', theirs, ours, name, differences);
    else if (!isInsideMissing(name, theirs ? local : target, theirs ? target : local)) {
      differences.push(oneSided('extension', name, theirs, ours, fieldLine, local));
    }
  });
  return { differences, ...counts };
}

function eachName<Desc>(
  target: ReadonlyMap<string, Desc>,
  local: ReadonlyMap<string, Desc>,
  visit: (name: string, theirs: Desc | undefined, ours: Desc | undefined) => void,
): void {
  for (const name of [...new Set([...target.keys(), ...local.keys()])].sort()) {
    visit(name, target.get(name), local.get(name));
  }
}

/** Whether the message around it is missing as a whole: that one is told of. */
function isInsideMissing(name: string, missingIn: Declared, has: Declared): boolean {
  const outer = name.slice(0, name.lastIndexOf('.'));
  return has.messages.has(outer) && !missingIn.messages.has(outer);
}

/** `local` is asked for the message around what it lacks. */
function oneSided<Desc extends { readonly file: DescFile; readonly typeName: string }>(
  symbolKind: DifferingKind,
  name: string,
  theirs: Desc | undefined,
  ours: Desc | undefined,
  line: (desc: Desc) => string,
  local: Declared | undefined,
): SchemaDifference {
  const outer = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  return {
    kind: theirs ? 'only-target' : 'only-local',
    symbolKind,
    name,
    aspects: [],
    targetDeclaration: theirs ? line(theirs) : '',
    localDeclaration: ours ? line(ours) : '',
    localSymbol: ours?.typeName ?? local?.messages.get(outer)?.typeName,
    targetFile: theirs?.file.proto.name ?? '',
  };
}

function ofOtherKind(theirs: DescMessage | DescEnum, ours: DescMessage | DescEnum): SchemaDifference {
  const line = (desc: DescMessage | DescEnum) => (desc.kind === 'enum' ? enumLine(desc) : `message ${desc.name}`);
  return {
    kind: 'changed',
    symbolKind: theirs.kind,
    name: theirs.typeName,
    aspects: ['kind'],
    targetDeclaration: line(theirs),
    localDeclaration: line(ours),
    localSymbol: ours.typeName,
    targetFile: theirs.file.proto.name,
  };
}

function compareMethods(theirs: DescService, ours: DescService, differences: SchemaDifference[]): void {
  const changed = (a: DescMethod, b: DescMethod): DifferenceAspect[] => [
    ...aspect('input', a.input.typeName, b.input.typeName),
    ...aspect('output', a.output.typeName, b.output.typeName),
    ...aspect('client-streaming', a.proto.clientStreaming, b.proto.clientStreaming),
    ...aspect('server-streaming', a.proto.serverStreaming, b.proto.serverStreaming),
  ];
  compareMembers('method', theirs, ours, pairs(theirs.methods, ours.methods, undefined), {
    changed,
    line: methodLine,
    localSymbol: ({ name }) => `${ours.typeName}.${name}`,
    differences,
  });
}

function compareFields(theirs: DescMessage, ours: DescMessage, differences: SchemaDifference[]): void {
  compareMembers(
    'field',
    theirs,
    ours,
    pairs(theirs.fields, ours.fields, ({ number }) => number),
    {
      changed: changedInField,
      line: fieldLine,
      localSymbol: ({ name }) => `${ours.typeName}.${name}`,
      differences,
    },
  );
}

function compareField(
  symbolKind: DifferingKind,
  theirs: DescExtension,
  ours: DescExtension,
  name: string,
  differences: SchemaDifference[],
): void {
  const aspects = [
    ...aspect('extendee', theirs.extendee.typeName, ours.extendee.typeName),
    ...changedInField(theirs, ours),
  ];
  if (aspects.length === 0) return;
  differences.push({
    kind: 'changed',
    symbolKind,
    name,
    aspects,
    targetDeclaration: `extend ${theirs.extendee.typeName} { ${fieldLine(theirs)} }`,
    localDeclaration: `extend ${ours.extendee.typeName} { ${fieldLine(ours)} }`,
    localSymbol: ours.typeName,
    targetFile: theirs.file.proto.name,
  });
}

function changedInField(a: DescField | DescExtension, b: DescField | DescExtension): DifferenceAspect[] {
  return [
    ...aspect('name', a.name, b.name),
    ...aspect('number', a.number, b.number),
    ...aspect('type', typeOf(a), typeOf(b)),
    ...aspect('label', labelOf(a), labelOf(b)),
    // That another name gives another JSON name goes without saying.
    ...(a.name === b.name ? aspect('json-name', a.jsonName, b.jsonName) : []),
    ...aspect('oneof', a.oneof?.name, b.oneof?.name),
    ...aspect('default', defaultText(a), defaultText(b)),
    ...aspect('encoding', encodingOf(a), encodingOf(b)),
  ];
}

function compareValues(theirs: DescEnum, ours: DescEnum, differences: SchemaDifference[]): void {
  const { typeName, file, open } = theirs;
  if (open !== ours.open) {
    differences.push({
      kind: 'changed',
      symbolKind: 'enum',
      name: typeName,
      aspects: ['openness'],
      targetDeclaration: enumLine(theirs),
      localDeclaration: enumLine(ours),
      localSymbol: ours.typeName,
      targetFile: file.proto.name,
    });
  }
  const scope = ours.typeName.slice(0, Math.max(0, ours.typeName.lastIndexOf('.')));
  compareMembers(
    'enum value',
    theirs,
    ours,
    pairs(theirs.values, ours.values, ({ number }) => number),
    {
      changed: (a: DescEnumValue, b: DescEnumValue) => [
        ...aspect('name', a.name, b.name),
        ...aspect('number', a.number, b.number),
      ],
      line: enumValueLine,
      // Values are siblings of their enum.
      localSymbol: ({ name }) => (scope === '' ? name : `${scope}.${name}`),
      differences,
    },
  );
}

function aspect<Aspect extends DifferenceAspect>(name: Aspect, theirs: unknown, ours: unknown): Aspect[] {
  return theirs === ours ? [] : [name];
}

type Pair<Member> = readonly [theirs: Member | undefined, ours: Member | undefined];

/** Members of one name, and of what is left those of one number; in the target's order, local ones last. */
function pairs<Member extends { readonly name: string }>(
  theirs: readonly Member[],
  ours: readonly Member[],
  numberOf: ((member: Member) => number) | undefined,
): Pair<Member>[] {
  const left = new Set(ours);
  const take = (found: Member | undefined) => {
    if (found) left.delete(found);
    return found;
  };
  const names = new Map(ours.map((member) => [member.name, member]));
  const partners = theirs.map((member) => take(names.get(member.name)));
  theirs.forEach((member, i) => {
    if (!numberOf || partners[i]) return;
    partners[i] = take([...left].find((other) => numberOf(other) === numberOf(member)));
  });
  return [
    ...theirs.map((member, i): Pair<Member> => [member, partners[i]]),
    ...[...left].map((member): Pair<Member> => [undefined, member]),
  ];
}

function compareMembers<Member extends { readonly name: string }>(
  symbolKind: DifferingKind,
  theirs: DescService | DescMessage | DescEnum,
  ours: DescService | DescMessage | DescEnum,
  members: readonly Pair<Member>[],
  how: {
    readonly changed: (theirs: Member, ours: Member) => DifferenceAspect[];
    readonly line: (member: Member) => string;
    readonly localSymbol: (member: Member) => string;
    readonly differences: SchemaDifference[];
  },
): void {
  for (const [theirMember, ourMember] of members) {
    const aspects = theirMember && ourMember ? how.changed(theirMember, ourMember) : [];
    if (theirMember && ourMember && aspects.length === 0) continue;
    how.differences.push({
      kind: theirMember && ourMember ? 'changed' : theirMember ? 'only-target' : 'only-local',
      symbolKind,
      name: `${theirs.typeName}.${(theirMember ?? ourMember)?.name}`,
      aspects,
      targetDeclaration: theirMember ? how.line(theirMember) : '',
      localDeclaration: ourMember ? how.line(ourMember) : '',
      localSymbol: ourMember ? how.localSymbol(ourMember) : ours.typeName,
      targetFile: theirMember ? theirs.file.proto.name : '',
    });
  }
}
