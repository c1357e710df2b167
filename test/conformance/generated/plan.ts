// The types of a generated file, chosen before anything is written, so that references may go forward and into imports.
import type { Maker } from './maker.js';

export interface PlannedMessage {
  readonly kind: 'message';
  readonly name: string;
  /** With its package. */
  readonly fullName: string;
  readonly messages: readonly PlannedMessage[];
  readonly enums: readonly PlannedEnum[];
  /** Numbers that extensions may take, first and last. */
  readonly extensionRange?: readonly [number, number];
  /** Numbers that extensions took. */
  readonly taken: Set<number>;
}

export interface PlannedEnum {
  readonly kind: 'enum';
  readonly name: string;
  readonly fullName: string;
  readonly values: readonly string[];
  readonly closed: boolean;
}

export interface Plan {
  readonly package: string;
  readonly messages: readonly PlannedMessage[];
  readonly enums: readonly PlannedEnum[];
}

export function planFile(maker: Maker, packageName: string): Plan {
  return {
    package: packageName,
    messages: Array.from({ length: 1 + maker.random.below(3) }, () => planMessage(maker, packageName, 0)),
    enums: Array.from({ length: maker.random.below(3) }, () => planEnum(maker, packageName)),
  };
}

function planMessage(maker: Maker, scope: string, depth: number): PlannedMessage {
  const name = maker.title();
  const fullName = qualified(scope, name);
  const inner = depth < 2 ? maker.random.below(3 - depth) : 0;
  const first = maker.random.pick([100, 1000, 20000, 536870000]);
  return {
    kind: 'message',
    name,
    fullName,
    messages: Array.from({ length: inner }, () => planMessage(maker, fullName, depth + 1)),
    enums: Array.from({ length: maker.random.below(2) }, () => planEnum(maker, fullName)),
    ...(maker.syntax !== 'proto3' && maker.chance(0.4) ? { extensionRange: [first, first + 99] as const } : {}),
    taken: new Set(),
  };
}

function planEnum(maker: Maker, scope: string): PlannedEnum {
  const name = maker.title();
  const prefix = name.replace(/(?!^)([A-Z])/g, '_$1').toUpperCase();
  return {
    kind: 'enum',
    name,
    fullName: qualified(scope, name),
    values: Array.from({ length: 1 + maker.random.below(4) }, (_, index) => `${prefix}_${'ABCD'.charAt(index)}V`),
    closed: maker.syntax === 'proto2' || (maker.edition && maker.chance(0.3)),
  };
}

const qualified = (scope: string, name: string) => (scope === '' ? name : `${scope}.${name}`);

export function allMessages(messages: readonly PlannedMessage[]): PlannedMessage[] {
  return messages.flatMap((message) => [message, ...allMessages(message.messages)]);
}

export function allEnums(plan: Plan): PlannedEnum[] {
  return [...plan.enums, ...allMessages(plan.messages).flatMap((message) => message.enums)];
}

/** A reference from `scope`: shortest, whole, or with a leading dot. All names differ, so each leads to the type. */
export function reference(maker: Maker, fullName: string, scope: string): string {
  if (maker.wrong('undefined type')) return 'NoSuchType';
  const drawn = maker.random.next();
  if (drawn < 0.2) return `.${fullName}`;
  if (drawn < 0.4) return fullName;
  const parts = fullName.split('.');
  const around = scope.split('.');
  let shared = 0;
  while (shared < parts.length - 1 && parts[shared] === around[shared]) shared++;
  return parts.slice(maker.random.below(shared + 1)).join('.');
}
