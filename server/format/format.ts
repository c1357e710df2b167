// The formatter: a parsed file in, its text in one style out. The default style is that of `buf format`.
import type { Code } from '../diagnostics/codes.js';
import type { Names } from '../syntax/names.js';
import type { ParsedFile } from '../syntax/parsed-file.js';
import { tokensOf } from '../syntax/tokenize.js';
import type { Tokens } from '../syntax/tokens.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import { dropEmptyStatements, writeDeclaration } from './format-declaration.js';
import { sortImports, sortOptions } from './header.js';
import { Layout } from './layout.js';
import { withLineBreaks } from './line-breaks.js';
import { defaultStyle, type FormatStyle } from './style.js';

/** Problems of the parser that leave no doubt about how the file is built. */
const harmless: ReadonlySet<Code> = new Set<Code>([
  'allow-alias-unneeded',
  'group-name',
  'label-not-allowed',
  'missing-label',
  'number-out-of-range',
  'reserved-name-invalid',
]);

/** What the writers of single constructs share. */
export interface FormatContext {
  readonly nodes: Int32Array;
  readonly tokens: Tokens;
  readonly layout: Layout;
  readonly names: Names;
}

/**
 * The formatted text, or undefined for a file with syntax errors, which is left alone. Comments and blank lines
 * between groups survive; what the file means does not change. `tokens` are those of the file, whose kinds may be
 * changed; without them it is tokenized again.
 */
export function format(
  file: ParsedFile,
  names: Names,
  style: FormatStyle = defaultStyle,
  tokens: Tokens = tokensOf(file.bytes),
): Uint8Array | undefined {
  // Of several mistakes on a line, the first may be harmless and the only one that is reported.
  if (file.problems.some(({ code }) => !harmless.has(code)) || isBroken(file)) return undefined;
  const layout = new Layout(file.bytes, tokens, style);
  const context: FormatContext = { nodes: file.nodes, tokens, layout, names };
  writeFile(context);
  return withLineBreaks(layout.finish(), file.bytes, style);
}

function isBroken({ nodes, problems }: ParsedFile): boolean {
  if (problems.length === 0) return false;
  for (let node = Node.size as number; node < nodes[Node.end]; node += Node.size)
    if (nodes[node] & Flag.broken) return true;
  return false;
}

/** Syntax, package, imports and options come first, the latter two sorted; then everything else as it stands. */
function writeFile(context: FormatContext): void {
  const { nodes, layout, tokens } = context;
  const imports: number[] = [];
  const options: number[] = [];
  const rest: number[] = [];
  let syntax = -1;
  let packageNode = -1;
  for (let node = Node.size as number; node < nodes[Node.end]; node = nodes[node + Node.end]) {
    switch (nodes[node] & Flag.kind) {
      case Kind.syntax:
        syntax = node;
        break;
      case Kind.package:
        packageNode = node;
        break;
      case Kind.import:
        imports.push(node);
        break;
      case Kind.option:
        options.push(node);
        break;
      default:
        rest.push(node);
    }
  }
  dropEmptyStatements(context, childrenOf(nodes, 0), 0, tokens.count - 1);
  if (syntax >= 0) writeDeclaration(context, syntax);
  if (packageNode >= 0) writeDeclaration(context, packageNode);
  writeGroup(context, sortImports(context, imports));
  writeGroup(context, sortOptions(context, options));
  const firstDeclaration = syntax >= 0 ? nodes[syntax + Node.end] : (Node.size as number);
  for (const node of rest) {
    if (node === firstDeclaration && layout.previous >= 0 && !layout.hasBlankLineBefore(nodes[node + Node.first]))
      layout.newline();
    writeDeclaration(context, node);
  }
  layout.end(tokens.count - 1);
}

/** Statements that belong together: a blank line before the first, none between. */
function writeGroup(context: FormatContext, group: readonly number[]): void {
  const { nodes, layout } = context;
  group.forEach((node, i) => {
    const first = nodes[node + Node.first];
    if (i === 0 && layout.previous >= 0 && !layout.hasBlankLineBefore(first)) layout.newline();
    writeDeclaration(context, node, i > 0);
  });
}

function childrenOf(nodes: Int32Array, node: number): number[] {
  const children: number[] = [];
  for (let child = node + Node.size; child < nodes[node + Node.end]; child = nodes[child + Node.end])
    children.push(child);
  return children;
}
