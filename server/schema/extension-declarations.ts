// `declaration = { … }` and `verification = …` of extension ranges, read off the syntax tree.

import type { Names } from '../syntax/names.js';
import { integerValue } from '../syntax/parse.js';
import { Flag, forEachChild, Kind, Node } from '../syntax/tree.js';
import { Word } from '../syntax/words.js';
import { plainOption } from './declarations.js';

/** One google.protobuf.ExtensionRangeOptions.Declaration. */
export interface ExtensionDeclaration {
  /** Address of its option. */
  readonly option: number;
  readonly number: number;
  readonly fullName: string | undefined;
  readonly type: string | undefined;
  readonly isReserved: boolean;
  readonly isRepeated: boolean;
  /** A part of it could not be read. */
  readonly isBroken: boolean;
}

/** The declarations of an `extensions` statement. */
export function declarationsOf(nodes: Int32Array, names: Names, statement: number): ExtensionDeclaration[] {
  const found: ExtensionDeclaration[] = [];
  forEachChild(nodes, statement, Kind.option, (option) => {
    const part = option + Node.size;
    const value = part + Node.size;
    if (nodes[option + Node.name] !== Word.declaration || nodes[part] & Flag.extension) return;
    if (value >= nodes[option + Node.end] || (nodes[value] & Flag.kind) !== Kind.aggregate) return;
    let isBroken = (nodes[value] & Flag.broken) !== 0;
    const fields = new Map<string, number>();
    forEachChild(nodes, value, Kind.aggregateField, (field) => {
      if (nodes[field] & Flag.broken) isBroken = true;
      const set = field + Node.size;
      if (set < nodes[field + Node.end]) fields.set(names.text(nodes[field + Node.name]), set);
    });
    const text = (field: string): string | undefined => {
      const set = fields.get(field);
      return set === undefined ? undefined : names.text(nodes[set + Node.name]);
    };
    const isNegative = (field: string): boolean => {
      const set = fields.get(field);
      return set !== undefined && (nodes[set] & Flag.negative) !== 0;
    };
    const isTrue = (field: string): boolean => /^(true|True|t|0*1)$/.test(text(field) ?? '');
    found.push({
      option,
      number: integerValue(text('number') ?? '0') * (isNegative('number') ? -1 : 1),
      fullName: text('full_name'),
      type: text('type'),
      isReserved: isTrue('reserved'),
      isRepeated: isTrue('repeated'),
      isBroken,
    });
  });
  return found;
}

/** Whether a statement asks for every extension to be declared, be it by declaring one. */
export function needsDeclarations(nodes: Int32Array, names: Names, statement: number): boolean {
  const verification = plainOption(nodes, statement, Word.verification);
  if (verification >= 0 && names.text(nodes[verification + Node.name]) === 'DECLARATION') return true;
  return declarationsOf(nodes, names, statement).length > 0;
}
