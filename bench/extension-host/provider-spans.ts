// How long the installed extension's own providers take, from VS Code's call of one to its answer. This is an
// extension that starts before the installed one and puts a clock around every provider that one registers; its code
// stays as it is.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';

type Span = (name: string, ms: number) => void;
type AnyFunction = (...args: unknown[]) => unknown;

/** The questions that are measured, by what VS Code calls; the name is that of the measurement. */
const measured: Readonly<Record<string, string>> = {
  provideCompletionItems: 'completion',
  provideHover: 'hover',
  provideDefinition: 'definition',
  provideDocumentSymbols: 'document symbols',
  provideDocumentSemanticTokens: 'semantic tokens',
  provideReferences: 'references',
};

let onSpan: Span = () => {};

/** Milliseconds of every answer from here on go to `listener`. */
export function listenToSpans(listener: Span): void {
  onSpan = listener;
}

/** Called by VS Code at its start. */
export function activate(): void {
  const extension = vscode.extensions.getExtension('protopipe.protopipe');
  if (!extension || extension.isActive) throw new Error('Protopipe is not installed, or was active too early');
  // Each extension has an API object of its own; it is found by the real folder of whoever asks for it.
  const require = createRequire(path.join(fs.realpathSync(extension.extensionPath), 'dist/extension.cjs'));
  const { languages } = require('vscode') as { languages: Record<string, AnyFunction> };
  for (const [name, register] of Object.entries(languages)) {
    if (!/^register\w+Provider$/.test(name)) continue;
    languages[name] = (...args) => register(...args.map(timed));
  }
}

function timed(provider: unknown): unknown {
  if (typeof provider !== 'object' || provider === null) return provider;
  return new Proxy(provider, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      const name = measured[String(key)];
      if (name === undefined || typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const start = performance.now();
        const answer: unknown = await (value as AnyFunction).apply(target, args);
        onSpan(name, performance.now() - start);
        return answer;
      };
    },
  });
}
