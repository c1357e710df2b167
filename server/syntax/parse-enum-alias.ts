// The option allow_alias of an enum, which protoc's parser looks at itself when the enum is closed.
import type { Parser } from './parse.js';
import { Flag, Kind, Node } from './tree.js';
import { Word } from './words.js';

/** Reports an allow_alias that does nothing, as protoc does at the token behind the enum. */
export function checkAllowAlias(p: Parser, node: number): void {
  const { nodes } = p.tree;
  const option = allowAlias(nodes, node, p.tree.length);
  if (option < 0) return;
  const value = option + 2 * Node.size;
  const isTrue = (nodes[value] & Flag.identifier) !== 0 && nodes[value + Node.name] === Word.true;
  const name = p.names.text(nodes[node + Node.name]);
  if (!isTrue) {
    report(p, option, `"option allow_alias = false;" of the enum "${name}" changes nothing. Remove it.`);
  } else if (!hasAliases(nodes, node, p.tree.length)) {
    report(
      p,
      option,
      `The enum "${name}" allows aliases, but no two of its values have the same number. Remove "option allow_alias = true;".`,
    );
  }
}

function report(p: Parser, option: number, message: string): void {
  const { nodes } = p.tree;
  const { start, end } = p.span(nodes[option + Node.first], nodes[option + Node.last]);
  p.report('allow-alias-unneeded', message, p.at, p.at, [
    { title: 'Remove the option allow_alias', edits: [{ start, end, text: '' }] },
  ]);
}

/** The first plain option of that name. */
function allowAlias(nodes: Int32Array, node: number, end: number): number {
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) !== Kind.option || nodes[child + Node.name] !== Word.allow_alias) continue;
    const part = child + Node.size;
    const value = part + Node.size;
    if (nodes[part] & Flag.extension || value >= nodes[child + Node.end]) continue;
    if ((nodes[value] & Flag.kind) !== Kind.namePart) return child;
  }
  return -1;
}

function hasAliases(nodes: Int32Array, node: number, end: number): boolean {
  const numbers = new Set<number>();
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) !== Kind.enumValue) continue;
    if (numbers.has(nodes[child + Node.value])) return true;
    numbers.add(nodes[child + Node.value]);
  }
  return false;
}
