// Where a text uses variables: `{{name}}`, `{{$secret NAME}}`, `{{$uuid}}`.
import type { Span } from '../../text/span.js';
import type { Source, Text } from '../syntax/source.js';

export interface Placeholder extends Span {
  /** What stands between the braces, without blanks at its ends. */
  readonly inner: Text;
  readonly use: VariableUse;
}

export type VariableUse =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'secret'; readonly name: string }
  /** The bytes of a file in base64. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'generated'; readonly name: string; readonly args: readonly number[] }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Values that are made anew for each call, as JetBrains' client and httpYac name them. */
export const generatedVariables: Readonly<Record<string, string>> = {
  $uuid: 'A random UUID.',
  '$random.uuid': 'A random UUID.',
  $guid: 'A random UUID.',
  $timestamp: 'Seconds since 1970.',
  $isoTimestamp: 'The time in RFC 3339, as google.protobuf.Timestamp takes it.',
  $randomInt: 'A random integer from 0 to 999.',
  '$random.integer': 'A random integer: {{$random.integer(1, 100)}}.',
  '$random.float': 'A random number: {{$random.float(0, 1)}}.',
  '$random.alphabetic': 'Random letters, so many: {{$random.alphabetic(8)}}.',
  '$random.alphanumeric': 'Random letters and digits, so many: {{$random.alphanumeric(8)}}.',
  '$random.hexadecimal': 'Random hexadecimal digits, so many: {{$random.hexadecimal(8)}}.',
  '$random.email': 'A random address at example.com.',
};

/** The placeholders of a stretch of the source. */
export function placeholdersIn(source: Source, start: number, end: number): Placeholder[] {
  const found: Placeholder[] = [];
  const { raw } = source;
  for (let at = raw.indexOf('{{', start); at >= 0 && at + 2 <= end; at = raw.indexOf('{{', at)) {
    const close = raw.indexOf('}}', at + 2);
    const line = /[\r\n]/.exec(raw.slice(at, close < 0 ? end : close));
    if (close < 0 || close + 2 > end || line) {
      const to = line ? at + line.index : end;
      const inner = source.trimmed(at + 2, to);
      found.push({ start: at, end: to, inner, use: { kind: 'invalid', reason: '"}}" is missing.' } });
      at = Math.max(to, at + 2);
      continue;
    }
    const inner = source.trimmed(at + 2, close);
    found.push({ start: at, end: close + 2, inner, use: useOf(inner.text) });
    at = close + 2;
  }
  return found;
}

export function useOf(text: string): VariableUse {
  if (!text.startsWith('$')) {
    if (/^[^\s{}$"'()=+*?:;,]+$/.test(text)) return { kind: 'variable', name: text };
    if (text === '') return { kind: 'invalid', reason: 'The name of a variable is missing.' };
    return { kind: 'invalid', reason: 'Only names of variables stand here: expressions of other tools are not run.' };
  }
  const secret = /^\$secret\s+(\S+)$/.exec(text);
  if (secret) return { kind: 'secret', name: secret[1] };
  const file = /^\$file\s+(.+)$/.exec(text);
  if (file) return { kind: 'file', path: file[1] };
  const call = /^(\$[\w.]+?)\s*(?:\(([^()]*)\)|\s([-\d.\s]+))?$/.exec(text);
  if (call && Object.hasOwn(generatedVariables, call[1])) {
    const args = (call[2] ?? call[3] ?? '').split(/[\s,]+/).filter((arg) => arg !== '');
    const wrong = args.find((arg) => !/^-?\d+(?:\.\d+)?$/.test(arg));
    if (wrong === undefined && args.length <= 2) return { kind: 'generated', name: call[1], args: args.map(Number) };
    return { kind: 'invalid', reason: `${call[1]} takes at most two numbers.` };
  }
  if (/^\$(secret|file)$/.test(text))
    return { kind: 'invalid', reason: `Write {{${text} ${text === '$secret' ? 'NAME' : 'PATH'}}}.` };
  return {
    kind: 'invalid',
    reason: `${text} is not known: there are $secret NAME, $file PATH, ${Object.keys(generatedVariables).join(', ')}.`,
  };
}
