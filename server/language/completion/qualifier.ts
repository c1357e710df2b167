// A dotted name that is being typed: what of it stands before the word at the cursor.
import { rootPath } from '../../schema/paths.js';
import { Token } from '../../syntax/tokens.js';
import { Word } from '../../syntax/words.js';
import type { FileView } from '../file-view.js';
import type { CompletionContext } from './context.js';

/** Words in front of a type that are no part of its name, even if it begins with a dot. */
const beforeTypes: ReadonlySet<number> = new Set([
  Word.optional,
  Word.required,
  Word.repeated,
  Word.extend,
  Word.stream,
]);

/** `a.b.` when that stands right before the word at the cursor. */
export function qualifierBefore({ view, statement }: CompletionContext): string {
  const { kinds, values, starts, ends } = view.namedTokens;
  let text = '';
  for (let i = statement.length - 1; i >= 0; i--) {
    const token = statement[i];
    const isDot = kinds[token] === 0x2e;
    if (isDot ? text.startsWith('.') : kinds[token] !== Token.identifier || !text.startsWith('.')) break;
    const isApart = ends[token] < starts[token + 1];
    if (isApart && text.startsWith('.') && beforeTypes.has(values[token])) break;
    text = view.tokenText(token) + text;
  }
  return text.includes('.') ? text : '';
}

/** The statement without the dotted name that the cursor is in. */
export function beforeQualifier(context: CompletionContext): readonly number[] {
  const qualifier = qualifierBefore(context);
  if (qualifier === '') return context.statement;
  const parts = qualifier.split('.');
  const tokens = parts.filter((part) => part !== '').length + parts.length - 1;
  return context.statement.slice(0, context.statement.length - tokens);
}

/**
 * What is missing of a name behind a qualifier that is looked up from a scope: `c` for `a.b.c` behind `b.` in `a`.
 * Undefined if the declaration lies elsewhere.
 */
export function restOfName({ paths }: FileView, scope: number, path: number, qualifier: string): string | undefined {
  const full = `.${paths.text(path)}`;
  if (qualifier.startsWith('.')) return full.startsWith(qualifier) ? full.slice(qualifier.length) : undefined;
  for (let at = scope; ; at = paths.parent(at)) {
    const start = at === rootPath ? `.${qualifier}` : `.${paths.text(at)}.${qualifier}`;
    if (full.startsWith(start)) return full.slice(start.length);
    if (at === rootPath) return undefined;
  }
}
