// The outline of a request file, and what can be folded in it.
import type { FoldingRange } from '../../language/folding.js';
import { LineIndex } from '../../text/line-index.js';
import type { Span } from '../../text/span.js';
import { writtenMethod } from '../find-method.js';
import { nameOf } from '../list-requests.js';
import type { JsonNode } from '../syntax/json.js';
import type { RequestFile } from '../syntax/request-file.js';

export interface RequestSymbol {
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  /** Inside `span`. */
  readonly selection: Span;
}

export function requestSymbols(file: RequestFile): RequestSymbol[] {
  return file.requests.map((request) => {
    const { line, start } = request;
    const method = writtenMethod(request) || line.target.text;
    const name = nameOf(request) || method;
    const end = request.messages.at(-1)?.end ?? request.headers.at(-1)?.end ?? line.end;
    const detail = name === method ? line.target.text : `${line.target.text} ${method}`;
    return {
      name,
      detail,
      span: { start, end: Math.max(end, line.end) },
      selection: { start: line.start, end: line.end },
    };
  });
}

/** Requests, and objects and lists in their bodies. */
export function requestFolding(file: RequestFile): FoldingRange[] {
  const lines = new LineIndex(file.source.bytes);
  const found: FoldingRange[] = [];
  const add = ({ start, end }: Span) => {
    const startLine = lines.lineOf(start);
    const endLine = lines.lineOf(Math.max(start, end - 1));
    if (endLine > startLine) found.push({ startLine, endLine, kind: 'block' });
  };
  const addJson = (node: JsonNode) => {
    if (node.kind !== 'object' && node.kind !== 'array') return;
    add(node);
    for (const inner of node.kind === 'array' ? node.items : node.members.map(({ value }) => value)) addJson(inner);
  };
  for (const { span } of requestSymbols(file)) add(span);
  for (const { messages } of file.requests)
    for (const { values } of messages) for (const value of values) addJson(value);
  return found.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}
