// The import statements of a file: sorted, without those that are not used, with those that are missing.
import { importFix } from '../../schema/suggest-types.js';
import { Flag, Node } from '../../syntax/tree.js';
import type { Span } from '../../text/span.js';
import { startWithComment } from '../comments.js';
import type { FileView } from '../file-view.js';
import { type ActionRequest, type CodeAction, joinedInsertions, withoutOverlaps } from './action.js';

interface ImportLine {
  readonly node: number;
  readonly path: string;
  /** With the comments that belong to it. */
  readonly span: Span;
  readonly text: string;
  readonly isOption: boolean;
}

/**
 * Sorts the imports by path, `import option` behind the others, and removes unused and repeated ones. Comments above
 * an import and behind it move with it. Imports that something else stands between are sorted by themselves.
 */
export function organizeImports({ view, problems }: ActionRequest): CodeAction[] {
  const unused = problems.filter(({ code }) => code === 'unused-import' || code === 'duplicate-import');
  const edits = runsOfImports(view).flatMap((run) => {
    const kept = run.filter(
      ({ node }) => !unused.some((problem) => contains(view.span(node), problem) || contains(problem, view.span(node))),
    );
    const sorted = [...kept].sort(compareImports);
    const lineBreak = view.text(0, view.bytes.length).includes('\r\n') ? '\r\n' : '\n';
    const start = run[0].span.start;
    const end = run[run.length - 1].span.end;
    const text = sorted.map((line) => line.text).join(lineBreak);
    if (text === view.text(start, end)) return [];
    return [{ start, end: text === '' ? behindLineBreak(view, end) : end, text }];
  });
  return edits.length === 0 ? [] : [{ title: 'Organize imports', kind: 'organizeImports', edits }];
}

/** Removes every import that is not used. */
export function removeUnusedImports({ problems, range }: ActionRequest): CodeAction[] {
  const unused = problems.filter(({ code }) => code === 'unused-import');
  if (unused.length < 2 || !unused.some(({ start, end }) => start <= range.end && end >= range.start)) return [];
  const edits = withoutOverlaps(unused.flatMap(({ fixes }) => fixes?.[0]?.edits ?? []));
  return [{ title: `Remove all ${unused.length} unused imports`, kind: 'quickfix', edits }];
}

/** Imports every file that exactly one missing type can come from. */
export function addMissingImports({ view, problems }: ActionRequest): CodeAction[] {
  const files = new Set<string>();
  for (const { code, related } of problems) {
    if (code !== 'undefined-type' || related?.length !== 1) continue;
    files.add(view.snapshot.file(related[0].file).name);
  }
  if (files.size < 2) return [];
  const edits = [...files].flatMap((name) => importFix(view.context, name).edits);
  return [{ title: `Add all ${files.size} missing imports`, kind: 'quickfix', edits: joinedInsertions(edits) }];
}

function compareImports(a: ImportLine, b: ImportLine): number {
  if (a.isOption !== b.isOption) return a.isOption ? 1 : -1;
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.node - b.node;
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Imports on successive lines, blank ones and comments aside. */
function runsOfImports(view: FileView): ImportLine[][] {
  const { nodes, table } = view;
  const runs: ImportLine[][] = [];
  let last = -1;
  for (const node of table.importNodes) {
    if (nodes[node] & Flag.broken) {
      last = -1;
      continue;
    }
    const span = withComments(view, node);
    const line: ImportLine = {
      node,
      path: view.nameText(node),
      span,
      text: view.text(span.start, span.end),
      isOption: (nodes[node] & Flag.optionImport) !== 0,
    };
    // One token ends the import before, the next one begins this one.
    if (last >= 0 && nodes[node + Node.first] === last + 1 && isBlank(view, runs[runs.length - 1], span.start))
      runs[runs.length - 1].push(line);
    else runs.push([line]);
    last = nodes[node + Node.last];
  }
  return runs;
}

function isBlank(view: FileView, run: readonly ImportLine[], start: number): boolean {
  return view.text(run[run.length - 1].span.end, start).trim() === '';
}

/** An import with the comment right above it and the one behind it. */
function withComments(view: FileView, node: number): Span {
  const { starts, ends } = view.tokens;
  const last = view.nodes[node + Node.last];
  const start = startWithComment(view, node);
  const behind = /^[ \t]*(\/\/[^\r\n]*|\/\*[^\n]*?\*\/(?=[ \t]*\r?\n))/.exec(view.text(ends[last], starts[last + 1]));
  return { start: start - indentBefore(view, start), end: ends[last] + (behind ? byteLength(behind[0]) : 0) };
}

function indentBefore(view: FileView, offset: number): number {
  let start = offset;
  while (start > 0 && (view.bytes[start - 1] === 0x20 || view.bytes[start - 1] === 0x09)) start--;
  return offset - start;
}

function behindLineBreak(view: FileView, offset: number): number {
  if (view.bytes[offset] === 0x0d && view.bytes[offset + 1] === 0x0a) return offset + 2;
  return view.bytes[offset] === 0x0a ? offset + 1 : offset;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
