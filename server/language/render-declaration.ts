// A declaration as source text on as few lines as tell what it is: for hover and completion.

import { forEachField } from '../schema/declarations.js';
import { childOf, Flag, Kind, Node } from '../syntax/tree.js';
import type { FileView } from './file-view.js';

/** Fields, values or methods shown of a declaration with a block. */
const maxMembers = 12;

/** The source of a declaration without comments and nested declarations; members beyond the first 12 are counted. */
export function renderDeclaration(view: FileView, node: number): string {
  switch (view.kind(node)) {
    case Kind.message:
      return block(`message ${view.nameText(node)}`, fieldsOf(view, node));
    case Kind.groupMessage:
      return block(groupHead(view, view.parent(node)), fieldsOf(view, node));
    case Kind.group:
    case Kind.mapField:
    case Kind.field:
      return renderField(view, node);
    case Kind.enum:
      return block(`enum ${view.nameText(node)}`, children(view, node, Kind.enumValue));
    case Kind.service:
      return block(`service ${view.nameText(node)}`, children(view, node, Kind.method));
    case Kind.oneof:
      return block(`oneof ${view.nameText(node)}`, fieldsOf(view, node));
    case Kind.method:
      return renderMethod(view, node);
    default:
      return oneLine(view, node);
  }
}

function renderField(view: FileView, node: number): string {
  return view.kind(node) === Kind.group ? `${groupHead(view, node)} { … }` : oneLine(view, node);
}

function groupHead(view: FileView, group: number): string {
  const message = childOf(view.nodes, group, Kind.groupMessage);
  const name = view.nameText(message < 0 ? group : message);
  return `${labelOf(view.nodes[group])}group ${name} = ${view.nodes[group + Node.value]}`;
}

/** The label of a field with a space behind it; '' without one. */
export function labelOf(head: number): string {
  if (head & Flag.optional) return 'optional ';
  if (head & Flag.required) return 'required ';
  return head & Flag.repeated ? 'repeated ' : '';
}

function renderMethod(view: FileView, node: number): string {
  const { nodes, tokens } = view;
  const last = nodes[node + Node.last];
  let end = nodes[node + Node.first];
  while (end < last && tokens.kinds[end] !== 0x7b && tokens.kinds[end] !== 0x3b) end++;
  if (tokens.kinds[end] === 0x7b || tokens.kinds[end] === 0x3b) end--;
  return `${tokensText(view, nodes[node + Node.first], end)};`;
}

function fieldsOf(view: FileView, node: number): string[] {
  const members: string[] = [];
  let oneof = -1;
  forEachField(view.nodes, node, (field, inOneof) => {
    if (inOneof !== oneof) {
      if (oneof >= 0) members.push('}');
      if (inOneof >= 0) members.push(`oneof ${view.nameText(inOneof)} {`);
      oneof = inOneof;
    }
    members.push(inOneof >= 0 ? `  ${renderField(view, field)}` : renderField(view, field));
  });
  if (oneof >= 0) members.push('}');
  return members;
}

function children(view: FileView, node: number, kind: Kind): string[] {
  const { nodes } = view;
  const found: string[] = [];
  const end = nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = nodes[child + Node.end])
    if (view.kind(child) === kind) found.push(kind === Kind.method ? renderMethod(view, child) : oneLine(view, child));
  return found;
}

function block(head: string, members: readonly string[]): string {
  if (members.length === 0) return `${head} {}`;
  const shown = members.length <= maxMembers + 1 ? members : members.slice(0, maxMembers);
  const more = members.length - shown.length;
  const lines = shown.map((member) => `  ${member}`);
  if (more > 0) lines.push(`  // ${more} more`);
  return `${head} {\n${lines.join('\n')}\n}`;
}

const maxLineLength = 120;

function oneLine(view: FileView, node: number): string {
  const text = tokensText(view, view.nodes[node + Node.first], view.nodes[node + Node.last]);
  return text.length > maxLineLength ? `${text.slice(0, maxLineLength)}…` : text;
}

/** Tokens with one space where the source has any white space or comment between them. */
export function tokensText(view: FileView, first: number, last: number): string {
  const { starts, ends } = view.tokens;
  let text = '';
  for (let token = first; token <= last; token++) {
    if (token > first && starts[token] > ends[token - 1]) text += ' ';
    text += view.tokenText(token);
  }
  return text;
}
