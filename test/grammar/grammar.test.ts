// The TextMate grammars, run as VS Code runs them, against the annotations of highlighting.*: under a line of code,
// `//  ^^^^ scope` says which scope the text above the carets has.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const require = createRequire(import.meta.url);
const root = process.cwd();

interface Annotation {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly scope: string;
}

/** Splits the file into code lines and what is expected of them. */
function readAnnotated(text: string): { code: string[]; annotations: Annotation[] } {
  const code: string[] = [];
  const annotations: Annotation[] = [];
  for (const line of text.split('\n')) {
    const [, before, carets, scope] = /^(\/\/ *)(\^+) (\S+)$/.exec(line) ?? [];
    if (before === undefined || !carets || !scope) {
      code.push(line);
      continue;
    }
    annotations.push({ line: code.length - 1, start: before.length, end: before.length + carets.length, scope });
  }
  return { code, annotations };
}

const engine = oniguruma.loadWASM(
  fs.readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer as ArrayBuffer,
);

async function loadGrammar(name: string): Promise<textmate.IGrammar> {
  await engine;
  const file = path.join(root, `syntaxes/${name}.tmLanguage.json`);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(file, 'utf8'), file),
  });
  const grammar = await registry.loadGrammar(`source.${name}`);
  assert.ok(grammar);
  return grammar;
}

async function checkScopes(name: string, file: string, leastAnnotations: number): Promise<void> {
  const grammar = await loadGrammar(name);
  const { code, annotations } = readAnnotated(fs.readFileSync(path.join(root, 'test/grammar', file), 'utf8'));
  assert.ok(annotations.length > leastAnnotations);
  let state = textmate.INITIAL;
  const tokens = code.map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens;
  });
  const wrong = annotations.flatMap(({ line, start, end, scope }) => {
    const inside = (tokens[line] ?? []).filter((token) => token.startIndex < end && token.endIndex > start);
    const missing = inside.filter(({ scopes }) => !scopes.some((each) => `${each}.`.startsWith(`${scope}.`)));
    if (inside.length > 0 && missing.length === 0) return [];
    const has = inside.map(({ scopes }) => scopes.at(-1)).join(' | ');
    return [`${code[line]?.slice(start, end)} in «${code[line]?.trim()}»: ${scope} expected, has ${has}`];
  });
  assert.deepEqual(wrong, []);
}

test('every annotated piece of a .proto file has its scope', () => checkScopes('proto', 'highlighting.proto', 80));

test('every annotated piece of a request file has its scope', () =>
  checkScopes('grpc-request', 'highlighting.grpc', 20));
