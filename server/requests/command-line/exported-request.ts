// A request as the writers of command lines want it: values filled in, secrets as names of shell variables.
import type { RequestSettings } from '../settings/read-settings.js';

/** A text in which secrets are left open. */
export type OpenText = readonly ({ readonly text: string } | { readonly variable: string })[];

export interface ExportedRequest {
  readonly target: OpenText;
  /** "package.Service/Method". This and the settings may hold marks. */
  readonly method: string;
  readonly headers: readonly { readonly name: string; readonly value: OpenText }[];
  /** JSON, one text each. */
  readonly messages: readonly OpenText[];
  readonly settings: RequestSettings;
  readonly isClientStreaming: boolean;
  /** The shell variables that marks stand for, by index. */
  readonly secrets: readonly string[];
}

export interface ExportedCommand {
  /** For a POSIX shell. */
  readonly command: string;
  /** What the tool cannot express. */
  readonly leftOut: readonly string[];
}

/** The shell variable that stands for a secret. */
export function shellSecret(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_]/g, '_');
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}

/** What stands for a secret while a request is prepared. Private-use characters, which no shell or JSON touches. */
export function secretMark(index: number): string {
  return `\u{f0000}${index}\u{f0001}`;
}

export function isSecretMark(text: string): boolean {
  return /^\u{f0000}\d+\u{f0001}$/u.test(text);
}

export function hasSecretMark(text: string): boolean {
  return /\u{f0000}\d+\u{f0001}/u.test(text);
}

/** Takes a text with marks apart. `names` are the shell variables by index. */
export function openText(text: string, names: readonly string[]): OpenText {
  const parts: ({ text: string } | { variable: string })[] = [];
  let at = 0;
  for (const match of text.matchAll(/\u{f0000}(\d+)\u{f0001}/gu)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ variable: names[Number(match[1])] ?? 'SECRET' });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

/** The text without its secrets, for looking at. */
export function plainText(text: OpenText): string {
  return text.map((part) => ('text' in part ? part.text : `$${part.variable}`)).join('');
}
