// protopipe format as a process over a real pipe.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../temporary-folder.js';
import { runCli } from './run-cli.js';

const ugly = 'syntax = "proto3";\n\n// A\nmessage A  {\n string b=1; // c\n}\n';
const pretty = 'syntax = "proto3";\n\n// A\nmessage A {\n  string b = 1; // c\n}\n';

test('prints the formatted text and leaves the file alone', async (context) => {
  const cwd = temporaryFolder(context, { 'a.proto': ugly });
  assert.deepEqual(await runCli(['format', 'a.proto'], { cwd }), { code: 0, stdout: pretty, stderr: '' });
  assert.equal(fs.readFileSync(path.join(cwd, 'a.proto'), 'utf8'), ugly);
});

test('--check names the files that would change', async (context) => {
  const cwd = temporaryFolder(context, { 'a.proto': ugly, 'b.proto': pretty });
  assert.deepEqual(await runCli(['format', '--check'], { cwd }), { code: 1, stdout: 'a.proto\n', stderr: '' });
  assert.equal((await runCli(['format', '--check', 'b.proto'], { cwd })).code, 0);
});

test('--diff prints a unified diff', async (context) => {
  const cwd = temporaryFolder(context, { 'a.proto': ugly });
  const { code, stdout } = await runCli(['format', '--diff'], { cwd });
  assert.equal(code, 1);
  assert.match(stdout, /^--- a\.proto\n\+\+\+ a\.proto\n@@ -1,6 \+1,6 @@\n/);
  assert.match(stdout, /\n-message A {2}\{\n- string b=1; \/\/ c\n\+message A \{\n\+ {2}string b = 1; \/\/ c\n/);
});

test('--write writes what changes, with the line breaks that the file has', async (context) => {
  const cwd = temporaryFolder(context, { 'a.proto': ugly, 'crlf.proto': ugly.replaceAll('\n', '\r\n') });
  assert.deepEqual(await runCli(['format', '--write'], { cwd }), { code: 0, stdout: '', stderr: '' });
  assert.equal(fs.readFileSync(path.join(cwd, 'a.proto'), 'utf8'), pretty);
  assert.equal(fs.readFileSync(path.join(cwd, 'crlf.proto'), 'utf8'), pretty.replaceAll('\n', '\r\n'));
  assert.equal((await runCli(['format', '--check'], { cwd })).code, 0);
});

test('a file with syntax errors is reported and left alone, the others are written', async (context) => {
  const broken = 'syntax = "proto3";\nmessage A {\n';
  const cwd = temporaryFolder(context, { 'a.proto': broken, 'b.proto': ugly });
  const { code, stderr } = await runCli(['format', '--write'], { cwd });
  assert.equal(code, 1);
  assert.match(stderr, /^a\.proto:3:1: error: .*\[unterminated-block\]\n$/);
  assert.equal(fs.readFileSync(path.join(cwd, 'a.proto'), 'utf8'), broken);
  assert.equal(fs.readFileSync(path.join(cwd, 'b.proto'), 'utf8'), pretty);
});

test('many files are shared out to threads; what is said of them is in the order of their paths', async (context) => {
  const names = Array.from({ length: 150 }, (_, i) => `f${String(i).padStart(3, '0')}.proto`);
  const kindOf = (i: number) => (i % 50 === 7 ? 'broken' : i % 3 === 0 ? 'ugly' : 'pretty');
  const texts = { broken: 'syntax = "proto3";\nmessage {\n', ugly, pretty };
  const cwd = temporaryFolder(context, Object.fromEntries(names.map((name, i) => [name, texts[kindOf(i)]])));
  const named = (kind: string) => names.filter((_, i) => kindOf(i) === kind);
  const checked = await runCli(['format', '--check'], { cwd });
  assert.deepEqual(checked.stdout.trim().split('\n'), named('ugly'));
  const reported = checked.stderr.split('\n').flatMap((line) => /^[^:]*\.proto/.exec(line) ?? []);
  assert.deepEqual([...new Set(reported)], named('broken'));
  assert.equal(checked.code, 1);
  assert.equal((await runCli(['format', '--write'], { cwd })).code, 1);
  names.forEach((name, i) => {
    const wanted = kindOf(i) === 'broken' ? texts.broken : pretty;
    assert.equal(fs.readFileSync(path.join(cwd, name), 'utf8'), wanted, name);
  });
  const printed = await runCli(['format', ...named('ugly')], { cwd });
  assert.equal(printed.stdout, pretty.repeat(named('ugly').length));
});

test('a file that is not text for the formatter is reported, with the reason', async (context) => {
  const cwd = temporaryFolder(context, { 'a.proto': ugly });
  fs.writeFileSync(path.join(cwd, 'huge.proto'), '');
  fs.truncateSync(path.join(cwd, 'huge.proto'), 65 * 1024 * 1024);
  const { code, stdout, stderr } = await runCli(['format', '--check'], { cwd });
  assert.deepEqual([code, stdout], [1, 'a.proto\n']);
  assert.match(stderr, /^huge\.proto:1:1: error: The file has 65 MiB; .*\[file-too-large\]\n$/);
});

test('--indent chooses the indentation; nonsense is refused', async (context) => {
  const cwd = temporaryFolder(context, { 'a.proto': ugly });
  assert.match((await runCli(['format', '--indent', 'tab'], { cwd })).stdout, /\n\tstring b = 1;/);
  assert.match((await runCli(['format', '--indent', '4'], { cwd })).stdout, /\n {4}string b = 1;/);
  const { code, stderr } = await runCli(['format', '--indent', 'x'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /--indent takes 1 to 16 or "tab", not x/);
});

test('.editorconfig is obeyed, options go before it', async (context) => {
  const cwd = temporaryFolder(context, {
    '.editorconfig':
      'root = true\n[*.proto]\nindent_style = space\nindent_size = 4\nmax_line_length = 30\ninsert_final_newline = false\nprotopipe_align_fields = true\n[crlf/**]\nend_of_line = crlf\nindent_style = tab\n',
    'a.proto':
      'syntax = "proto3";\n\nmessage A {\n  string a = 1;\n  bytes long_name = 2 [deprecated = true];\n  int32 abc = 3;\n}\n',
    'crlf/b.proto': ugly,
  });
  const width30 =
    'syntax = "proto3";\n\nmessage A {\n    string a        = 1;\n    bytes long_name = 2 [\n        deprecated = true\n    ];\n    int32 abc = 3;\n}';
  assert.equal((await runCli(['format', '--write'], { cwd })).code, 0);
  assert.equal(fs.readFileSync(path.join(cwd, 'a.proto'), 'utf8'), width30);
  assert.equal(
    fs.readFileSync(path.join(cwd, 'crlf/b.proto'), 'utf8'),
    pretty.replace('  string', '\tstring').replaceAll('\n', '\r\n').trimEnd(),
  );
  assert.equal((await runCli(['format', '--check'], { cwd })).code, 0);
  const wide = await runCli(['format', '--indent', '3', '--line-width', '0', 'a.proto'], { cwd });
  assert.match(wide.stdout, /\n {3}bytes long_name = 2 \[deprecated = true\];\n/);
  const plain = await runCli(['format', '--no-editorconfig', 'a.proto'], { cwd });
  assert.match(plain.stdout, /\n {2}string a = 1;\n/);
});

test('--align-fields, --align-comments and --line-width choose the style', async (context) => {
  const cwd = temporaryFolder(context, {
    'a.proto': 'syntax = "proto3";\n\nmessage A {\n  string a = 1; // one\n  bytes name = 20; // two\n}\n',
  });
  const { stdout } = await runCli(['format', '--align-fields', '--align-comments'], { cwd });
  assert.match(stdout, /\n {2}string a {3}= 1; {2}\/\/ one\n {2}bytes name = 20; \/\/ two\n/);
  assert.equal((await runCli(['format', '--line-width', 'x'], { cwd })).code, 2);
});
