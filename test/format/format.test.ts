// The formatter against `buf format`, and what it must never do: lose a comment, change a meaning, change its own output.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../server/format/format.js';
import { checkInvariants, corpusFiles, formatted, names, parser, root } from './formatted.js';

const buf = path.join(root, 'node_modules/.bin', process.platform === 'win32' ? 'buf.cmd' : 'buf');

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
  const files = corpusFiles((i) => i % 40 === 0);
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
