// The syntax tree of a request file: what is written, with its places; nothing of what it means.
import type { Problem } from '../../diagnostics/problem.js';
import type { Span } from '../../text/span.js';
import type { JsonNode } from './json.js';
import type { Source, Text } from './source.js';

export interface RequestFile {
  readonly source: Source;
  /** Of the whole file, in order. */
  readonly variables: readonly VariableLine[];
  readonly requests: readonly Request[];
  /** Scripts and the like of other tools, which are left as they are. */
  readonly scripts: readonly Span[];
  readonly problems: readonly Problem[];
}

/** `@name = value` at the start of a line. */
export interface VariableLine extends Span {
  readonly name: Text;
  readonly value: Text;
}

/** From a separator line to the next one, or to the ends of the file. */
export interface Request extends Span {
  /** The whole `###` line; absent for the first request of a file without one. */
  readonly separator: Span | undefined;
  /** What stands behind `###`. */
  readonly title: Text | undefined;
  readonly settings: readonly SettingLine[];
  readonly line: RequestLine;
  readonly headers: readonly HeaderLine[];
  readonly messages: readonly Message[];
  /** Where the headers end and a body begins or may begin. */
  readonly bodyStart: number;
  /** Comments outside of bodies, settings left out. */
  readonly comments: readonly Span[];
}

/** `# @name value`. */
export interface SettingLine extends Span {
  /** Without the `@`. */
  readonly name: Text;
  /** '' without a value. */
  readonly value: Text;
}

/** `GRPC target/package.Service/Method`. Parts that are missing are empty and stand where they would be. */
export interface RequestLine extends Span {
  readonly target: Text;
  readonly service: Text;
  readonly method: Text;
}

/** `name: value`. */
export interface HeaderLine extends Span {
  readonly name: Text;
  readonly value: Text;
}

/** One message of a body; `===` lines stand between them. */
export interface Message extends Span {
  /** The values in it: one, if it is right; none in a message from a file. */
  readonly values: readonly JsonNode[];
  readonly comments: readonly Span[];
  /** `< path`, or `<@ path` to have variables filled in. */
  readonly file: MessageFile | undefined;
}

export interface MessageFile extends Text {
  readonly substitutes: boolean;
}
