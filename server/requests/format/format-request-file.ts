// Formats a request file: its lines are spaced alike and its JSON is laid out. What cannot be read stays as it is.
import { severityOf } from '../../diagnostics/codes.js';
import type { Replacement } from '../../diagnostics/problem.js';
import type { Span } from '../../text/span.js';
import type { RequestFile } from '../syntax/request-file.js';
import { formatJson } from './format-json.js';

/** Ordered, without overlaps. `indent` is one level of indentation in JSON. */
export function formatRequestFile(file: RequestFile, indent: string): Replacement[] {
  const { source, requests, variables, problems } = file;
  const edits: Replacement[] = [];
  const lineBreak = /\r\n|\n|\r/.exec(source.raw)?.[0] ?? '\n';
  const replace = ({ start, end }: Span, text: string) => {
    if (source.slice(start, end) !== text) edits.push({ start, end, text });
  };
  const isBroken = ({ start, end }: Span) =>
    problems.some((problem) => problem.start < end && problem.end > start && severityOf(problem.code) === 'error');
  /** Stretches in which blank lines mean something. */
  const kept: Span[] = [...file.scripts];

  for (const variable of variables) {
    const { name, value } = variable;
    // httpYac means something else by `:=`.
    const sign = source.raw.slice(name.end, value.start).trim();
    replace(variable, `@${name.text} ${sign} ${value.text}`.trimEnd());
  }
  for (const request of requests) {
    const { separator, title, settings, line, headers, messages, comments } = request;
    if (separator) replace(separator, title ? `### ${title.text}` : '###');
    for (const setting of settings) {
      const { name, value } = setting;
      if (value.text.startsWith('=')) continue;
      if (name.text === 'proto' && !source.raw.slice(setting.start, name.start).includes('@')) continue;
      const sign = /^\s*\/\//.test(source.raw.slice(setting.start, setting.end)) ? '//' : '#';
      replace(setting, `${sign} @${name.text}${value.text === '' ? '' : ` ${value.text}`}`);
    }
    const written = source.slice(line.start, line.end);
    if (!isBroken(line)) replace(line, written.replace(/^\s*(?:GRPC|grpc)\s+/, 'GRPC ').trim());
    for (const header of headers) replace(header, `${header.name.text}: ${header.value.text}`.trimEnd());
    for (const comment of comments) {
      kept.push(comment);
      const text = source.slice(comment.start, comment.end);
      if (!/^\s*\/\*/.test(text)) replace(comment, text.trimEnd());
    }
    for (const message of messages) {
      kept.push(message);
      if (message.file || isBroken(message)) continue;
      replace(message, formatJson(source, message.start, message.end, indent).replaceAll('\n', lineBreak));
    }
  }
  for (const edit of blankLines(file, kept, lineBreak)) edits.push(edit);
  return edits.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Several blank lines become one, and none stay at the end of the file. */
function blankLines({ source }: RequestFile, kept: readonly Span[], lineBreak: string): Replacement[] {
  const { raw } = source;
  const edits: Replacement[] = [];
  for (const match of raw.matchAll(/(\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))*[ \t]*(?:\r\n|\n|\r)(?=([^\r\n]?))/g)) {
    const start = match.index;
    const end = start + match[0].length;
    if (kept.some((span) => span.start < end && start < span.end)) continue;
    const text = match[2] === '' ? match[1] : match[1] + match[1];
    if (match[0] !== text) edits.push({ start, end, text });
  }
  const last = raw.length;
  const isInside = kept.some((span) => span.start < last && last < span.end);
  if (raw !== '' && !/[\r\n][ \t]*$/.test(raw) && !isInside) edits.push({ start: last, end: last, text: lineBreak });
  return edits;
}
