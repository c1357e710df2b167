// What is wrong with a file, as plain data.
import type { Span } from '../text/span.js';
import type { Code } from './codes.js';

/** Another place that helps to understand a problem. Offsets are bytes in the file `file`, a snapshot's file id. */
export interface RelatedPlace extends Span {
  readonly file: number;
  readonly message: string;
}

/** Replaces the bytes of a span of the problem's own file; an empty span inserts. */
export interface Replacement extends Span {
  readonly text: string;
}

/** A change that mends a problem. */
export interface Fix {
  /** As a menu shows it: "Import google/protobuf/any.proto". */
  readonly title: string;
  readonly edits: readonly Replacement[];
}

/** One finding about one file; offsets are bytes of that file. */
export interface Problem extends Span {
  readonly code: Code;
  /** What is wrong, naming the thing, and what to do about it. One line of plain text. */
  readonly message: string;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

/** A file with more mistakes is none of Protocol Buffers; millions of them would only take memory. */
export const maxProblems = 10_000;

/** Adds what was found while reading a file, up to `maxProblems`; the last one says that there are more. */
export function addProblem(problems: Problem[], problem: Problem): void {
  if (problems.length >= maxProblems) return;
  const isLast = problems.length === maxProblems - 1;
  problems.push(isLast ? { ...problem, message: `${problem.message} Further mistakes are not listed.` } : problem);
}
