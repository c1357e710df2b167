// One request ready to be called: variables filled in, comments taken out of its messages.
import { severityOf } from '../diagnostics/codes.js';
import type { Span } from '../text/span.js';
import { writtenMethod } from './find-method.js';
import { nameOf } from './list-requests.js';
import { headerValueProblem } from './settings/header-value.js';
import { isIgnoredHeader, isTimeoutHeader, type RequestSettings, readSettings } from './settings/read-settings.js';
import type { JsonNode } from './syntax/json.js';
import { parseJson } from './syntax/parse-json.js';
import type { Message, Request, RequestFile } from './syntax/request-file.js';
import { Source } from './syntax/source.js';
import { placeholdersIn, useOf } from './variables/placeholders.js';
import {
  fileVariables,
  type Resolved,
  replacePlaceholders,
  VariableResolver,
  type VariableSources,
} from './variables/resolve.js';

export interface PreparedRequest {
  readonly name: string;
  readonly target: string;
  /** "package.Service/Method". */
  readonly method: string;
  readonly settings: RequestSettings;
  readonly metadata: readonly PreparedHeader[];
  /** JSON without comments and in one line each. */
  readonly messages: readonly string[];
}

export interface PreparedHeader {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

export interface MissingVariable extends Span {
  readonly name: string;
  readonly isSecret: boolean;
}

/** Something that cannot be prepared: what the values of variables make of the text. */
export interface PrepareProblem extends Span {
  readonly message: string;
}

export interface Preparation {
  /** With '' in the place of what is missing. */
  readonly request: PreparedRequest;
  readonly missing: readonly MissingVariable[];
  readonly problems: readonly PrepareProblem[];
}

export interface PrepareInput extends VariableSources {
  /** The text of a file that a message is read from; undefined when it was not read. */
  readonly fileText: (path: string) => string | undefined;
  /** Whether a value stands for one that is not known, and goes through where JSON is expected. */
  readonly isMark?: (value: string) => boolean;
  /** Whether a value holds such one. */
  readonly hasMark?: (value: string) => boolean;
}

/** The paths of the files that a request reads its messages and values from, as they are written, variables filled in. */
export function filesOfRequest(
  file: RequestFile,
  request: Request,
  input: PrepareInput,
): { texts: string[]; binaries: string[] } {
  const resolver = new VariableResolver(fileVariables(file, request.end), input);
  const texts = request.messages.flatMap(({ file: from }) => {
    const path = from && resolver.expand(from.text);
    return path?.kind === 'value' ? [path.value] : [];
  });
  const binaries = placeholdersIn(file.source, request.start, request.end).flatMap(({ use }) =>
    use.kind === 'file' ? [use.path] : [],
  );
  return { texts, binaries };
}

/** `isClientStreaming` says how no message is meant; undefined if nobody knows the method. */
export function prepareRequest(
  file: RequestFile,
  request: Request,
  input: PrepareInput,
  isClientStreaming: boolean | undefined,
): Preparation {
  return new Preparer(file, request, input).prepare(isClientStreaming);
}

/** Where JSON that does not stand in the request file comes from. */
interface FileContext {
  /** The place in the request file that names it. */
  readonly place: Span;
  /** Whether its variables are filled in. */
  readonly fills: boolean;
}

class Preparer {
  readonly #missing = new Map<string, MissingVariable>();
  readonly #problems: PrepareProblem[] = [];
  readonly #resolver: VariableResolver;

  constructor(
    readonly file: RequestFile,
    readonly request: Request,
    readonly input: PrepareInput,
  ) {
    this.#resolver = new VariableResolver(fileVariables(file, request.end), input);
  }

  prepare(isClientStreaming: boolean | undefined): Preparation {
    const { request } = this;
    const fill = (text: { start: number; text: string }) => this.fill(text);
    const settings = readSettings(request.settings, request.headers, fill);
    const metadata: PreparedHeader[] = [];
    for (const { name, value } of request.headers) {
      if (isTimeoutHeader(name.text) || isIgnoredHeader(name.text)) continue;
      const filled = this.fill(value);
      const problem = this.#isKnown(value.text) ? headerValueProblem(name.text, filled) : undefined;
      if (problem !== undefined) this.#problems.push({ start: value.start, end: value.end, message: problem });
      metadata.push({ name: name.text.toLowerCase(), value: filled });
    }
    const messages = request.messages.flatMap((message) => this.#message(message));
    if (messages.length === 0 && isClientStreaming !== true) messages.push('{}');
    const service = this.fill(request.line.service);
    const prepared: PreparedRequest = {
      name: settings.name ?? nameOf(request),
      target: this.fill(request.line.target),
      method: writtenMethod(request) === '' ? '' : `${service}/${this.fill(request.line.method)}`,
      settings,
      metadata,
      messages,
    };
    const missing = [...this.#missing.values()].sort((a, b) => a.start - b.start);
    return { request: prepared, missing, problems: this.#problems };
  }

  /** A text of the source with its variables filled in. */
  fill({ start, text }: { readonly start: number; readonly text: string }, place?: Span): string {
    return replacePlaceholders(text, (inner, at) => {
      const offset = start + new TextEncoder().encode(text.slice(0, at)).length;
      const found = place ?? { start: offset, end: offset + inner.length + 4 };
      return this.#valueOf(this.#resolver.resolve(useOf(inner)), found) ?? '';
    });
  }

  /** Whether all variables of a text have values, not only marks in their places. */
  #isKnown(text: string): boolean {
    let isKnown = true;
    replacePlaceholders(text, (inner) => {
      const resolved = this.#resolver.resolve(useOf(inner));
      if (resolved.kind !== 'value' || this.input.hasMark?.(resolved.value)) isKnown = false;
      return '';
    });
    return isKnown;
  }

  #valueOf(resolved: Resolved, place: Span): string | undefined {
    switch (resolved.kind) {
      case 'value':
        return resolved.value;
      case 'missing': {
        const { name, isSecret } = resolved;
        const key = `${isSecret ? '$' : ''}${name}`;
        if (!this.#missing.has(key)) this.#missing.set(key, { name, isSecret, ...place });
        return undefined;
      }
      case 'invalid':
        this.#problems.push({ ...place, message: resolved.reason });
        return undefined;
    }
  }

  #message({ file: from, values, start, end }: Message): string[] {
    if (!from) return values.slice(0, 1).map((value) => this.#json(this.file.source, value));
    const text = this.input.fileText(this.fill(from));
    if (text === undefined) {
      this.#problems.push({ start, end, message: `The file ${from.text} cannot be read.` });
      return [];
    }
    const source = new Source(new TextEncoder().encode(text));
    const { values: read, problems } = parseJson(source, 0, source.raw.length);
    const problem = problems.find(({ code }) => severityOf(code) === 'error');
    if (problem || read.length !== 1) {
      const reason = problem?.message ?? 'one value is expected.';
      this.#problems.push({ start, end, message: `The file ${from.text} is no JSON message: ${reason}` });
      return [];
    }
    return [this.#json(source, read[0], { place: { start, end }, fills: from.substitutes })];
  }

  /** Without blanks and comments, variables filled in; numbers stay as they are written. */
  #json(source: Source, node: JsonNode, from?: FileContext): string {
    const json = (inner: JsonNode) => this.#json(source, inner, from);
    switch (node.kind) {
      case 'object':
        return `{${node.members.map(({ key, value }) => `${json(key)}:${json(value)}`).join(',')}}`;
      case 'array':
        return `[${node.items.map(json).join(',')}]`;
      case 'number':
        return node.text;
      case 'true':
      case 'false':
      case 'null':
        return node.kind;
      case 'string':
        if (!node.open || from?.fills === false) return JSON.stringify(node.value);
        return JSON.stringify(this.fill({ start: node.start + 1, text: node.value }, from?.place));
      case 'variable': {
        const { text } = source.trimmed(node.start + 2, node.end - 2);
        const { start, end } = from?.place ?? node;
        if (from?.fills === false) {
          this.#problems.push({ start, end, message: `Write "<@ path" to have {{${text}}} filled in in the file.` });
          return 'null';
        }
        const value = this.#valueOf(this.#resolver.resolve(useOf(text)), { start, end });
        if (value === undefined) return 'null';
        if (isJson(value) || this.input.isMark?.(value)) return value.trim();
        this.#problems.push({
          start,
          end,
          message: `The value of {{${text}}} is no JSON: put the variable in quotes if it is text.`,
        });
        return 'null';
      }
      case 'missing':
        return 'null';
    }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
