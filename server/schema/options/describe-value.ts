// Values of options as messages speak of them.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import type { OptionCheck } from './option-check.js';

/** "the string "a"", "5", … */
export function describeValue({ context }: OptionCheck, value: number): string {
  const { nodes, names } = context;
  const head = nodes[value];
  switch (head & Flag.kind) {
    case Kind.aggregate:
      return 'a message';
    case Kind.list:
      return 'a list';
  }
  const text = names.text(nodes[value + Node.name]);
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  if (head & Flag.string) return `the string ${JSON.stringify(short)}`;
  return `${head & Flag.negative ? '-' : ''}${short}`;
}
