// docs/features.md against the manifest, the providers and the tests: nothing is left out, and what it names is there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(require.resolve('protoc/package.json')), '../..');
const text = fs.readFileSync(path.join(root, 'docs/features.md'), 'utf8');

/** The rows of the tables below a heading, cell by cell, without the row of their heads. */
function rowsBelow(heading: string): string[][] {
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section, `docs/features.md has no heading "${heading}"`);
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

/** What stands in backticks in a cell. */
function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
}

function exists(...candidates: readonly string[]): boolean {
  return candidates.some((candidate) => fs.existsSync(path.join(root, candidate)));
}

test('every command of the manifest is named by its title', () => {
  const { contributes } = require(path.join(root, 'package.json')) as {
    contributes: { commands: readonly { title: string }[] };
  };
  const named = new Set([...text.matchAll(/\*([^*|`]+)\*/g)].map(([, title]) => title.replace(/^Protopipe: /, '')));
  const missing = contributes.commands.map(({ title }) => title).filter((title) => !named.has(title));
  assert.ok(contributes.commands.length > 20);
  assert.deepEqual(missing, []);
});

test('every provider has a row with a test in VS Code that is there', () => {
  const rows = rowsBelow('Through VS Code');
  const providers = fs.readdirSync(path.join(root, 'src/providers')).map((file) => file.replace(/\.ts$/, ''));
  // The one that registers all others.
  const wanted = providers.filter((name) => name !== 'register-language').sort();
  assert.deepEqual(rows.flatMap(([provider]) => quoted(provider)).sort(), wanted);
  for (const [provider, , file, title] of rows) {
    const [name] = quoted(file);
    const source = fs.readFileSync(path.join(root, name), 'utf8');
    assert.ok(source.includes(`test('${title}'`), `${name} has no test "${title}" for ${provider}`);
  }
});

test('each feature has a test, and every file that is named is there', () => {
  const tables = [
    { heading: 'Features of the editor', made: 'server/language', tested: 'test/language' },
    { heading: 'In request files', made: 'server/requests', tested: 'test/requests' },
  ];
  for (const { heading, made, tested } of tables) {
    const rows = rowsBelow(heading);
    assert.ok(rows.length > 8, `${rows.length} rows below "${heading}"`);
    for (const row of rows) {
      const [feature] = row;
      const tests = quoted(row.at(-1) ?? '');
      assert.ok(tests.length > 0, `${feature} names no test`);
      for (const name of tests)
        assert.ok(exists(name, `${tested}/${name}`, `test/cli/${name}`), `${name} for ${feature}`);
      for (const name of quoted(row.at(-2) ?? '')) assert.ok(exists(name, `${made}/${name}`), `${name} for ${feature}`);
    }
  }
});
