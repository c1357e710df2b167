// One version of one source file after parsing: what the rest of the backend keeps of it.
import type { Problem } from '../diagnostics/problem.js';
import type { Span } from '../text/span.js';
import type { Names } from './names.js';
import { tokensOf } from './tokenize.js';
import type { Tokens } from './tokens.js';
import { Flag, Kind, Node } from './tree.js';

/** Immutable. */
export interface ParsedFile {
  /** The source, UTF-8 as far as it is valid. */
  readonly bytes: Uint8Array;
  /** Of `bytes`, which may have to be fetched. */
  readonly byteLength: number;
  /** The syntax tree; see tree.ts. */
  readonly nodes: Int32Array;
  /** What the lexer and the parser found, in source order. */
  readonly problems: readonly Problem[];
}

export interface ImportStatement {
  /** Index of the Import node. */
  readonly node: number;
  /** The imported path as written, escapes decoded. */
  readonly path: string;
}

/** The import statements of a file in source order. */
export function importStatements(file: ParsedFile, names: Names): ImportStatement[] {
  const { nodes } = file;
  const found: ImportStatement[] = [];
  const end = nodes[Node.end];
  for (let node = Node.size; node < end; node = nodes[node + Node.end]) {
    if ((nodes[node] & Flag.kind) === Kind.import) found.push(importStatement(file, node, names));
  }
  return found;
}

export function importStatement({ nodes }: ParsedFile, node: number, names: Names): ImportStatement {
  return { node, path: names.text(nodes[node + Node.name]) };
}

/** Whether the lexer or the parser found something in a node of the file whose tokens these are. */
export function hasProblemIn({ nodes, problems }: ParsedFile, node: number, tokens: Tokens): boolean {
  const start = tokens.starts[nodes[node + Node.first]];
  // What is missing at the end is reported at the token behind it.
  const end = tokens.starts[nodes[node + Node.last] + 1];
  return problems.some((problem) => problem.start >= start && problem.start <= end);
}

/** The place of a node in byte offsets. Tokenizes the file: for diagnostics and single requests, not for loops. */
export function spanOfNode(file: ParsedFile, node: number): Span {
  return tokensOf(file.bytes).span(file.nodes[node + Node.first], file.nodes[node + Node.last]);
}

/** The place of a run of tokens in byte offsets; tokenizes the file too. */
export function spanOfTokens(file: ParsedFile, first: number, last: number): Span {
  return tokensOf(file.bytes).span(first, last);
}
