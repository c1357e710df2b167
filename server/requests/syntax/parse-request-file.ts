// Reads a request file, however broken: lines first, then the parts of each request. The syntax is that of JetBrains'
// HTTP Client and of httpYac as far as it is about gRPC (docs/requests.md); scripts are stepped over.
import type { Problem } from '../../diagnostics/problem.js';
import type { Span } from '../../text/span.js';
import { parseJson } from './parse-json.js';
import type {
  HeaderLine,
  Message,
  Request,
  RequestFile,
  RequestLine,
  SettingLine,
  VariableLine,
} from './request-file.js';
import { isBlank, Source } from './source.js';
import { splitUrl } from './split-url.js';

/** Never throws. */
export function parseRequestFile(bytes: Uint8Array): RequestFile {
  return new Parser(new Source(bytes)).parse();
}

/** One line without its end. */
interface Line extends Span {
  /** Where the next line begins. */
  readonly next: number;
  readonly raw: string;
}

const separatorLine = /^###/;
const messageSeparator = /^===/;
const commentLine = /^\s*(?:#|\/\/)/;
const settingLine = /^\s*(?:#|\/\/)\s*@([A-Za-z][\w-]*)(?:\s*=\s*|\s+|$)/;
/** `:=` of httpYac is worked out when it is used, as all are here. */
const variableLine = /^@([^\s=:]+)\s*:?=/;
/** Behind the address of a request of HTTP. */
const httpVersion = /\s+HTTP\/[\d.]+$/;
const requestLine = /^\s*(?:(GRPC|grpc)\s+(?=\S)|(?=grpcs?:\/\/))/;
const headerLine = /^([^\s:{}"]+)\s*:/;
const protoLine = /^\s*proto\s+<\s+/;
/** Scripts, tests and redirections of the other tools. */
const scriptLine = /^(?:>|<>|\?\?|<\s*\{%|\{\{[@+]?\s*$|\{\{[@+])/;

class Parser {
  readonly #source: Source;
  readonly #lines: Line[] = [];
  readonly #problems: Problem[] = [];
  readonly #variables: VariableLine[] = [];
  readonly #scripts: Span[] = [];
  #index = 0;

  constructor(source: Source) {
    this.#source = source;
    const { raw } = source;
    let at = raw.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
    while (at < raw.length) {
      let end = at;
      while (end < raw.length && raw[end] !== '\n' && raw[end] !== '\r') end++;
      const next = raw[end] === '\r' && raw[end + 1] === '\n' ? end + 2 : Math.min(end + 1, raw.length);
      this.#lines.push({ start: at, end, next, raw: raw.slice(at, end) });
      at = next;
    }
  }

  parse(): RequestFile {
    const requests: Request[] = [];
    while (this.#index < this.#lines.length) {
      const request = this.#request();
      if (request) requests.push(request);
    }
    const problems = this.#problems.sort((a, b) => a.start - b.start);
    return { source: this.#source, variables: this.#variables, requests, scripts: this.#scripts, problems };
  }

  get #line(): Line | undefined {
    return this.#lines[this.#index];
  }

  /** Reads up to the next separator; undefined when there is nothing to call in between. */
  #request(): Request | undefined {
    const source = this.#source;
    const first = this.#lines[this.#index];
    const isSeparated = separatorLine.test(first.raw);
    let title: Request['title'];
    if (isSeparated) {
      const text = source.trimmed(first.start + (/^#+/.exec(first.raw)?.[0].length ?? 0), first.end);
      if (text.text !== '') title = text;
      this.#index++;
    }
    const head = this.#head();
    const line = head.line;
    let headers: HeaderLine[] = [];
    let messages: Message[] = [];
    let bodyStart = this.#line?.start ?? source.raw.length;
    if (line) {
      headers = this.#headers(head.settings, head.comments);
      bodyStart = this.#line?.start ?? source.raw.length;
      messages = this.#body();
    }
    const end = this.#line?.start ?? source.raw.length;
    if (!line) return undefined;
    return {
      start: first.start,
      end,
      separator: isSeparated ? { start: first.start, end: first.end } : undefined,
      title,
      settings: head.settings,
      line,
      headers,
      messages,
      bodyStart,
      comments: head.comments,
    };
  }

  /** What stands above the request line, and the line itself. */
  #head(): { line: RequestLine | undefined; settings: SettingLine[]; comments: Span[] } {
    const settings: SettingLine[] = [];
    const comments: Span[] = [];
    let complained = false;
    for (let line = this.#line; line && !separatorLine.test(line.raw); line = this.#line) {
      const request = requestLine.exec(line.raw);
      if (request) {
        this.#index++;
        return { line: this.#requestLine(line, request[0].length), settings, comments };
      }
      if (this.#isBlank(line)) this.#index++;
      else if (this.#common(line, settings, comments)) continue;
      else if (protoLine.test(line.raw)) this.#protoImport(line, settings);
      else if (scriptLine.test(line.raw)) this.#script();
      else {
        if (!complained) this.#expected(line);
        complained = true;
        this.#index++;
      }
    }
    return { line: undefined, settings, comments };
  }

  #expected(line: Line): void {
    const text = this.#source.trimmed(line.start, line.end);
    const bare = /^GRPC$/i.test(text.text);
    const verb = /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|GRAPHQL|WEBSOCKET|WS|SSE)\s/.exec(text.text)?.[1];
    const message = bare
      ? 'The target and the method are missing: GRPC host:port/package.Service/Method.'
      : verb
        ? `${verb} requests are not made here, only GRPC: GRPC host:port/package.Service/Method.`
        : 'A request begins with GRPC, a target and a method: GRPC host:port/package.Service/Method.';
    this.#report('request-line-expected', text, message);
  }

  /** Lines that may stand above the request line and between headers. Steps over the line if it is one. */
  #common(line: Line, settings: SettingLine[], comments: Span[]): boolean {
    const source = this.#source;
    const setting = settingLine.exec(line.raw);
    if (setting) {
      const name = line.start + setting[0].indexOf('@') + 1;
      settings.push({
        start: line.start,
        end: line.end,
        name: source.textOf(name, name + setting[1].length),
        value: source.trimmed(line.start + setting[0].length, line.end),
      });
    } else if (commentLine.test(line.raw)) {
      comments.push({ start: line.start, end: line.end });
    } else if (/^\s*\/\*/.test(line.raw)) {
      const close = source.raw.indexOf('*/', line.start);
      const end = close < 0 ? source.raw.length : close + 2;
      comments.push({ start: line.start, end });
      while (this.#line && this.#line.start < end) this.#index++;
      return true;
    } else {
      const variable = variableLine.exec(line.raw);
      if (!variable) return false;
      this.#variables.push({
        start: line.start,
        end: line.end,
        name: source.textOf(line.start + 1, line.start + 1 + variable[1].length),
        value: source.trimmed(line.start + variable[0].length, line.end),
      });
    }
    this.#index++;
    return true;
  }

  /** httpYac's `proto < path`, with the options of its loader below, which mean nothing here. */
  #protoImport(line: Line, settings: SettingLine[]): void {
    const word = line.start + line.raw.indexOf('proto');
    const value = this.#source.trimmed(line.start + (protoLine.exec(line.raw)?.[0].length ?? 0), line.end);
    settings.push({ start: line.start, end: line.end, name: this.#source.textOf(word, word + 5), value });
    this.#index++;
    while (this.#line && headerLine.test(this.#line.raw) && !requestLine.test(this.#line.raw)) this.#index++;
  }

  #requestLine(line: Line, lead: number): RequestLine {
    const url = this.#source.trimmed(line.start + lead, line.end);
    const parts = splitUrl(this.#source.raw.slice(url.start, url.end).replace(httpVersion, ''));
    const part = ({ start, end }: Span) => this.#source.trimmed(url.start + start, url.start + end);
    const found = {
      start: line.start,
      end: url.end,
      target: part(parts.target),
      service: part(parts.service),
      method: part(parts.method),
    };
    if (found.target.text === '') {
      this.#report(
        'request-target-missing',
        found,
        'The target is missing in front of the method: write host:port, pipe:NAME or unix:PATH, or a variable such as {{target}}.',
      );
    }
    if (found.service.text === '' || found.method.text === '') {
      this.#report(
        'request-method-missing',
        found,
        'The method is missing behind the target: /package.Service/Method.',
      );
    }
    return found;
  }

  #headers(settings: SettingLine[], comments: Span[]): HeaderLine[] {
    const source = this.#source;
    const headers: HeaderLine[] = [];
    for (let line = this.#line; line && !separatorLine.test(line.raw); line = this.#line) {
      if (this.#isBlank(line) || messageSeparator.test(line.raw)) break;
      if (this.#common(line, settings, comments)) continue;
      const header = headerLine.exec(line.raw);
      if (header) {
        headers.push({
          start: line.start,
          end: line.end,
          name: source.textOf(line.start, line.start + header[1].length),
          value: source.trimmed(line.start + header[0].length, line.end),
        });
      } else if (scriptLine.test(line.raw) || /^<@?\s/.test(line.raw)) break;
      else if (/^\s*[{["]/.test(line.raw)) {
        this.#report(
          'request-blank-line',
          { start: line.start, end: line.end },
          'A blank line separates the body from what stands above it.',
          [{ title: 'Insert a blank line', edits: [{ start: line.start, end: line.start, text: '\n' }] }],
        );
        break;
      } else {
        const text = source.trimmed(line.start, line.end);
        this.#report(
          'header-syntax',
          text,
          'A header is written as "name: value"; a blank line separates headers from the body.',
        );
      }
      this.#index++;
    }
    return headers;
  }

  #body(): Message[] {
    const messages: Message[] = [];
    let separated = false;
    for (let line = this.#line; line && !separatorLine.test(line.raw); line = this.#line) {
      let start = line.start;
      let end = start;
      let separator: Line | undefined;
      for (let next = this.#line; next && !separatorLine.test(next.raw); next = this.#line) {
        if (messageSeparator.test(next.raw)) {
          separator = next;
          break;
        }
        if (scriptLine.test(next.raw)) {
          this.#script();
          const isFirst = this.#source.trimmed(start, end).text === '';
          if (isFirst) end = start = this.#line?.start ?? this.#source.raw.length;
          continue;
        }
        if (!this.#isBlank(next)) end = next.end;
        this.#index++;
      }
      const message = this.#message(start, end);
      if (message) messages.push(message);
      else if (separator || separated) {
        const place = separator ?? { start, end: start };
        const isEmpty = { start: place.start, end: place.end };
        this.#report(
          'request-empty-message',
          isEmpty,
          'There is no message between these separators; write {} for an empty one.',
        );
      }
      separated = separator !== undefined;
      if (separator) {
        const more = this.#source.trimmed(
          separator.start + (/^=+/.exec(separator.raw)?.[0].length ?? 0),
          separator.end,
        );
        if (more.text === 'wait-for-server') {
          this.#report(
            'request-script',
            more,
            'Messages are sent one after the other, without waiting for an answer; send by hand with "# @keep-open" to wait.',
          );
        }
        this.#index++;
      }
    }
    return messages;
  }

  /** The message in a stretch of a body; undefined for nothing but blanks and comments. */
  #message(from: number, to: number): Message | undefined {
    const { raw } = this.#source;
    let start = from;
    while (start < to && isBlank(raw[start])) start++;
    let end = to;
    while (end > start && isBlank(raw[end - 1])) end--;
    if (start === end) return undefined;
    const file = /^<(@[^\S\r\n]*\S*)?[^\S\r\n]+(?=\S)/.exec(raw.slice(start, end));
    if (file) {
      let lineEnd = start;
      while (lineEnd < end && raw[lineEnd] !== '\n' && raw[lineEnd] !== '\r') lineEnd++;
      const at = raw[start + 1] === '@' ? start + 2 : start + 1;
      const path = this.#source.trimmed(at, lineEnd);
      if (lineEnd < end) {
        const rest = parseJson(this.#source, lineEnd, end);
        if (rest.values.length > 0) {
          this.#report(
            'json-syntax',
            rest.values[0],
            'A message is either read from a file or written here, not both.',
          );
        }
      }
      return { start, end: lineEnd, values: [], comments: [], file: { ...path, substitutes: raw[start + 1] === '@' } };
    }
    const { values, comments, problems } = parseJson(this.#source, start, end);
    this.#problems.push(...problems);
    return values.length > 0 || problems.length > 0 ? { start, end, values, comments, file: undefined } : undefined;
  }

  /** Steps over a script or redirection. */
  #script(): void {
    const first = this.#lines[this.#index];
    const close = /\{%/.test(first.raw) ? /%\}/ : /^\{\{/.test(first.raw) ? /^\}\}\s*$|\}\}\s*$/ : undefined;
    this.#report(
      'request-script',
      { start: first.start, end: first.end },
      'Scripts, tests and redirections of other tools are left out: they are not run here.',
    );
    const isOneLine = !close || (close.test(first.raw) && !/^\{\{/.test(first.raw));
    let last = first;
    this.#index++;
    while (!isOneLine && this.#line && !separatorLine.test(this.#line.raw)) {
      last = this.#line;
      this.#index++;
      if (close?.test(last.raw)) break;
    }
    this.#scripts.push({ start: first.start, end: last.end });
  }

  #isBlank({ raw }: Line): boolean {
    return /^\s*$/.test(raw);
  }

  #report(code: Problem['code'], { start, end }: Span, message: string, fixes?: Problem['fixes']): void {
    this.#problems.push({ code, start, end, message, ...(fixes ? { fixes } : {}) });
  }
}
