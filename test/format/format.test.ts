// The formatter against `buf format`, and what it must never do: lose a comment, change a meaning, change its own output.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../server/format/format.js';
import { Names } from '../../server/syntax/names.js';
import { Parser } from '../../server/syntax/parse.js';
import type { ParsedFile } from '../../server/syntax/parsed-file.js';
import { Flag, Kind, Node } from '../../server/syntax/tree.js';

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(require.resolve('protoc/package.json')), '../..');
const corpus = path.join(root, 'node_modules/google-proto-files');
const buf = path.join(root, 'node_modules/.bin', process.platform === 'win32' ? 'buf.cmd' : 'buf');
const names = new Names();
const parser = new Parser(names);

/** Formats files with buf in one run. */
function bufFormat(files: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'format-'));
  try {
    for (const [name, bytes] of files) {
      fs.mkdirSync(path.dirname(path.join(dir, 'in', name)), { recursive: true });
      fs.writeFileSync(path.join(dir, 'in', name), bytes);
    }
    execFileSync(buf, ['format', path.join(dir, 'in'), '-o', path.join(dir, 'out')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return new Map([...files.keys()].map((name) => [name, fs.readFileSync(path.join(dir, 'out', name))]));
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
}

function formatted(bytes: Uint8Array): string {
  const output = format(parser.parse(bytes), names);
  assert.ok(output, 'the file has syntax errors');
  return Buffer.from(output).toString();
}

/** Names and numbers of all declarations, with the parts that the formatter sorts in a fixed order. */
function meaning(file: ParsedFile): string[] {
  const { nodes } = file;
  const statements: string[] = [];
  for (let node = Node.size as number; node < nodes[Node.end]; node = nodes[node + Node.end]) {
    const parts: string[] = [];
    for (let at = node; at < nodes[node + Node.end]; at += Node.size) {
      parts.push([nodes[at], nodes[at + Node.name], nodes[at + Node.value], nodes[at + Node.end] - at].join(' '));
    }
    statements.push(parts.join('|'));
  }
  const isHeader = (statement: string): boolean => (Number.parseInt(statement, 10) & Flag.kind) <= Kind.option;
  // TypeRefs are numbered through the file, but no header statement has one.
  return [...statements.filter(isHeader).sort(), ...statements.filter((statement) => !isHeader(statement))];
}

function comments(text: string): string[] {
  const found = text.match(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g) ?? [];
  return found
    .filter((part) => part.startsWith('/'))
    .map((part) =>
      part
        .replace(/^\/\/|^\/\*|\*\/$/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .sort();
}

function checkInvariants(name: string, source: Buffer, output: string): void {
  const again = parser.parse(Buffer.from(output));
  assert.deepEqual(again.problems, [], name);
  assert.deepEqual(meaning(again), meaning(parser.parse(source)), `${name} means something else`);
  assert.deepEqual(comments(output), comments(source.toString()), `${name} lost a comment`);
  assert.equal(formatted(Buffer.from(output)), output, `${name} is not stable`);
}

test('hand-written cases come out as buf formats them', () => {
  const dir = path.join(root, 'test/format/cases');
  const files = new Map(fs.readdirSync(dir).map((name) => [name, fs.readFileSync(path.join(dir, name))]));
  assert.ok(files.size >= 5);
  const expected = bufFormat(files);
  for (const [name, source] of files) {
    const output = formatted(source);
    assert.equal(output, expected.get(name)?.toString(), name);
    checkInvariants(name, source, output);
  }
});

test('every 40th file of the corpus comes out as buf formats it', () => {
  const all = (fs.readdirSync(corpus, { recursive: true }) as string[])
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => name.endsWith('.proto') && !name.startsWith('google/protobuf/'))
    .sort();
  const files = new Map(
    all.filter((_, i) => i % 40 === 0).map((name) => [name, fs.readFileSync(path.join(corpus, name))]),
  );
  assert.ok(files.size >= 200);
  const expected = bufFormat(files);
  for (const [name, source] of files) {
    const output = formatted(source);
    assert.equal(output, expected.get(name)?.toString(), name);
    checkInvariants(name, source, output);
  }
});

test('comments survive where buf drops them', () => {
  const source = Buffer.from('option (a) = {\n  a: 1 /* p */, // q\n  b: 2 // r\n  // s\n  , c: 3 /* t */; // u\n};\n');
  checkInvariants('aggregate', source, formatted(source));
});

test('a file with syntax errors is left alone', () => {
  assert.equal(format(parser.parse(Buffer.from('message A {')), names), undefined);
});
