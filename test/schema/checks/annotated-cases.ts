// Cases with the problems that are expected in them written below the lines they are in:
//
//   message A { Nope x = 1; }
//   //          ^ undefined-type
//
// A case without problems says of which codes it is the right example, below its title or the name of its file:
//
//   //= undefined-type not-a-type
//
// `//:` stands for the first column, `//.` for the second, `//$` for the end of the file. These lines are no part of
// the case. Columns count characters; the cases are ASCII up to the places they mark.
import { readCases } from '../../conformance/archive.js';

export interface ExpectedProblem {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly code: string;
}

export interface AnnotatedCase {
  readonly name: string;
  readonly root: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly expected: readonly ExpectedProblem[];
  /** Codes that it is the right example of. */
  readonly right: readonly string[];
}

const rightExample = /^\/\/= ([a-z0-9 -]+)$/;
const annotation = /^\/\/(?:([:.$])|( *)\^+) ([a-z0-9-]+)$/;

export function readAnnotatedCases(text: string): AnnotatedCase[] {
  return readCases(text).map(({ name, root, files }) => {
    const expected: ExpectedProblem[] = [];
    const right: string[] = [];
    const lines: string[] = [];
    for (const line of new TextDecoder().decode(files.get(root)).split('\n')) {
      const codes = rightExample.exec(line)?.[1];
      if (codes !== undefined) {
        right.push(...codes.split(' '));
        continue;
      }
      const match = annotation.exec(line);
      if (!match) {
        lines.push(line);
        continue;
      }
      const [, short, indent = '', code = ''] = match;
      // The text ends with a line feed, so its end is at the start of one more line.
      if (short === '$') expected.push({ line: lines.length + 1, column: 1, code });
      else
        expected.push({ line: lines.length, column: short === ':' ? 1 : short === '.' ? 2 : indent.length + 3, code });
    }
    const source = new TextEncoder().encode(lines.join('\n'));
    return { name, root, files: new Map([...files, [root, source]]), expected, right };
  });
}

/** The text of cases with other problems expected: what a test writes that is told to update them. */
export function annotate(text: string, found: ReadonlyMap<string, readonly ExpectedProblem[]>): string {
  const out: string[] = [];
  let problems: ExpectedProblem[] = [];
  let line = 0;
  let part = 0;
  const flush = (): void => {
    while (out.at(-1) === '') out.pop();
    for (const { code } of problems) out.push(`//$ ${code}`);
    problems = [];
  };
  for (const each of text.replace(/\n+$/, '').split('\n')) {
    if (annotation.test(each)) continue;
    if (each.startsWith('== ')) {
      flush();
      out.push(each);
      problems = [...(found.get(each.slice(3)) ?? [])];
      line = 0;
      part = 0;
      continue;
    }
    if (/^-- .* --$/.test(each)) {
      if (part++ > 0) flush();
      line = 0;
      out.push(each);
      continue;
    }
    out.push(each);
    if (rightExample.test(each)) continue;
    line++;
    if (part > 1) continue;
    for (const { column, code } of problems.filter((problem) => problem.line === line)) {
      out.push(column === 1 ? `//: ${code}` : column === 2 ? `//. ${code}` : `//${' '.repeat(column - 3)}^ ${code}`);
    }
    problems = problems.filter((problem) => problem.line !== line);
  }
  flush();
  return `${out.join('\n')}\n`;
}
