// What the variables of a request stand for: those of the file, of the client's settings, of environment files, in this
// order; secrets and generated values beside them.
import type { RequestFile } from '../syntax/request-file.js';
import type { Environment } from './environment.js';
import { useOf, type VariableUse } from './placeholders.js';

export interface VariableSources {
  readonly environment: Environment;
  /** From the client's settings and from what a person was asked for. */
  readonly given: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  /** The bytes of a file in base64; undefined when it was not read. */
  readonly fileBase64: (path: string) => string | undefined;
  readonly generate: (name: string, args: readonly number[]) => string;
}

export type Resolved =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'missing'; readonly name: string; readonly isSecret: boolean }
  | { readonly kind: 'invalid'; readonly reason: string };

/** The variables of a file as a request in it sees them: of those with one name the last one above its end counts. */
export function fileVariables({ variables }: RequestFile, requestEnd: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, value, start } of variables) {
    if (start < requestEnd || !found.has(name.text)) found.set(name.text, value.text);
  }
  return found;
}

export class VariableResolver {
  constructor(
    readonly own: ReadonlyMap<string, string>,
    readonly sources: VariableSources,
  ) {}

  resolve(use: VariableUse, inside: readonly string[] = []): Resolved {
    const { environment, given, secrets, fileBase64, generate } = this.sources;
    switch (use.kind) {
      case 'invalid':
        return use;
      case 'generated':
        return { kind: 'value', value: generate(use.name, use.args) };
      case 'secret': {
        const value = secrets.get(use.name);
        return value === undefined ? { kind: 'missing', name: use.name, isSecret: true } : { kind: 'value', value };
      }
      case 'file': {
        const value = fileBase64(use.path);
        return value === undefined
          ? { kind: 'invalid', reason: `The file ${use.path} cannot be read.` }
          : { kind: 'value', value };
      }
      case 'variable': {
        const value = this.own.get(use.name) ?? given.get(use.name) ?? environment.values.get(use.name);
        if (value === undefined) return { kind: 'missing', name: use.name, isSecret: false };
        if (inside.includes(use.name)) {
          return {
            kind: 'invalid',
            reason: `The variables ${[...inside, use.name].join(' → ')} go round in a circle.`,
          };
        }
        return this.expand(value, [...inside, use.name]);
      }
    }
  }

  /** A text with its variables filled in. */
  expand(text: string, inside: readonly string[] = []): Resolved {
    let failure: Resolved | undefined;
    const value = replacePlaceholders(text, (inner) => {
      const resolved = this.resolve(useOf(inner), inside);
      if (resolved.kind === 'value') return resolved.value;
      failure ??= resolved;
      return '';
    });
    return failure ?? { kind: 'value', value };
  }
}

/** The text with what `replace` gives for each `{{…}}` in its place. */
export function replacePlaceholders(text: string, replace: (inner: string, at: number) => string): string {
  return text.replace(/\{\{([^\r\n]*?)\}\}/g, (_, inner: string, at: number) => replace(inner.trim(), at));
}
