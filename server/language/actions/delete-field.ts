// Delete a field or enum value and reserve its number and name, so that neither is used again.
import { isField } from '../../schema/declarations.js';
import { Edition, Flag, Kind, Node } from '../../syntax/tree.js';
import type { Span } from '../../text/span.js';
import { startWithComment } from '../comments.js';
import type { FileView } from '../file-view.js';
import type { ActionRequest, CodeAction } from './action.js';

/** Offered at a field or enum value; not for extensions, which reserve nothing. */
export function deleteAndReserve({ view, range }: ActionRequest): CodeAction[] {
  const token = view.tokenAt(range.start);
  if (token < 0) return [];
  let node = view.nodeAt(token);
  while (node > 0 && !isDeletable(view, node)) {
    const kind = view.kind(node);
    const inGroup = kind === Kind.groupMessage && token > view.nodes[node + Node.aux];
    if (kind === Kind.message || kind === Kind.enum || inGroup) return [];
    node = view.parent(node);
  }
  if (node <= 0 || (view.nodes[node] & (Flag.numbered | Flag.extension | Flag.broken)) !== Flag.numbered) return [];
  const parent = view.parent(node);
  const container = view.kind(parent) === Kind.oneof ? parent : node;
  const isLast = container === parent && countFields(view, parent) === 1;
  // A group's field has the name of its message in lower case.
  const name = view.kind(node) === Kind.group ? view.nameText(node).toLowerCase() : view.nameText(node);
  const written = view.nodes[Node.value] >= Edition.e2023 ? name : `"${name}"`;
  const reserved = `reserved ${view.nodes[node + Node.value]};`;
  const names = `reserved ${written};`;
  const what = view.kind(node) === Kind.enumValue ? 'value' : 'field';
  // A oneof needs a field, so the last one takes it along; a oneof cannot hold the statement.
  const removed = lineOf(view, isLast ? parent : node);
  const statement = `${removed.indent}${reserved}${removed.lineBreak}${removed.indent}${names}${removed.lineBreak}`;
  const title = `Delete the ${what} "${name}" and reserve its number and name`;
  if (container === node || isLast) {
    // Between others on one line, the blank behind the declaration stays.
    const text = removed.indent === '' ? statement.replace(/ $/, '') : statement;
    return [{ title, kind: 'refactor', edits: [{ ...removed.span, text }] }];
  }
  const outer = lineOf(view, parent);
  const before = `${outer.indent}${reserved}${outer.lineBreak}${outer.indent}${names}${outer.lineBreak}`;
  return [
    {
      title,
      kind: 'refactor',
      edits: [
        { start: outer.span.start, end: outer.span.start, text: before },
        { ...removed.span, text: '' },
      ],
    },
  ];
}

function isDeletable(view: FileView, node: number): boolean {
  return isField(view.kind(node)) || view.kind(node) === Kind.enumValue;
}

function countFields(view: FileView, oneof: number): number {
  let count = 0;
  const end = view.nodes[oneof + Node.end];
  for (let child = oneof + Node.size; child < end; child = view.nodes[child + Node.end])
    if (isField(view.kind(child))) count++;
  return count;
}

interface Line {
  /** The declaration, with its whole lines and its comments if nothing else stands on them. */
  readonly span: Span;
  readonly indent: string;
  readonly lineBreak: string;
}

function lineOf(view: FileView, node: number): Line {
  const { bytes } = view;
  const { start, end } = view.span(node);
  let indentStart = start;
  while (indentStart > 0 && (bytes[indentStart - 1] === 0x20 || bytes[indentStart - 1] === 0x09)) indentStart--;
  let from = startWithComment(view, node);
  while (from > 0 && (bytes[from - 1] === 0x20 || bytes[from - 1] === 0x09)) from--;
  let to = end;
  while (bytes[to] === 0x20 || bytes[to] === 0x09) to++;
  if (bytes[to] === 0x2f && bytes[to + 1] === 0x2f) while (to < bytes.length && !isLineBreak(bytes[to])) to++;
  const alone = (from === 0 || bytes[from - 1] === 0x0a) && (to >= bytes.length || isLineBreak(bytes[to]));
  if (!alone) return { span: { start, end }, indent: '', lineBreak: ' ' };
  const lineBreak = bytes[to] === 0x0d && bytes[to + 1] === 0x0a ? '\r\n' : '\n';
  if (to < bytes.length) to += bytes[to] === 0x0d && bytes[to + 1] === 0x0a ? 2 : 1;
  return { span: { start: from, end: to }, indent: view.text(indentStart, start), lineBreak };
}

function isLineBreak(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}
