import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { protocSet } from '../schema/descriptors/build-set.js';
import { temporaryFolder } from '../temporary-folder.js';
import { buildFiles } from './build-files.js';
import { cliOutput, runCli } from './run-cli.js';

const files = {
  'acme/user.proto': '// A user.\nsyntax = "proto3";\npackage acme;\nmessage User { string name = 1; }\n',
  'acme/group.proto':
    'syntax = "proto3";\npackage acme;\nimport "acme/user.proto";\nmessage Group { map<string, User> users = 1; }\n',
  'acme/options.proto':
    'edition = "2024";\npackage acme;\nmessage Styled { option features.enforce_naming_style = STYLE_LEGACY; }\n',
};

const modes: readonly (readonly string[])[] = [
  [],
  ['--include-imports'],
  ['--include-source-info'],
  ['--retain-options'],
  ['--include-imports', '--include-source-info', '--retain-options'],
];

for (const flags of modes) {
  test(`the file is that of protoc ${flags.join(' ')}`, async (context) => {
    const cwd = temporaryFolder(context, files);
    const names = ['acme/options.proto', 'acme/group.proto'];
    const result = await runCli(['build', ...names, '-o', 'set.pb', '-I', '.', ...flags], { cwd });
    assert.deepEqual(result, { code: 0, stdout: '', stderr: '' });
    const expected = protocSet([cwd], names, {
      includeImports: flags.includes('--include-imports'),
      sourceInfo: flags.includes('--include-source-info'),
      retainOptions: flags.includes('--retain-options'),
    });
    assert.ok(fs.readFileSync(path.join(cwd, 'set.pb')).equals(expected));
    assert.deepEqual(fs.readdirSync(cwd).sort(), ['acme', 'set.pb']);
  });
}

const orders: readonly (readonly string[])[] = [
  ['all.proto'],
  ['z2024.proto', 'all.proto'],
  ['all.proto', 'z2024.proto', 'lib/opts.proto'],
  ['sub/pub.proto', 'sub/pub2.proto', 'sub/weak.proto', 'z2024.proto'],
];

for (const [index, names] of orders.entries()) {
  test(`options for the compiler, imports of each kind, in the order ${names.join(' ')}`, async (context) => {
    const cwd = temporaryFolder(context, buildFiles);
    for (let bits = index & 1; bits < 8; bits += 2) {
      const [includeImports, sourceInfo, retainOptions] = [1, 2, 4].map((bit) => (bits & bit) !== 0) as boolean[];
      const flags = [
        ...(includeImports ? ['--include-imports'] : []),
        ...(sourceInfo ? ['--include-source-info'] : []),
        ...(retainOptions ? ['--retain-options'] : []),
      ];
      const result = await runCli(['build', ...names, '-o', 'set.pb', '-I', '.', ...flags], { cwd });
      assert.equal(result.code, 0, result.stdout + result.stderr);
      const wanted = {
        includeImports: includeImports === true,
        sourceInfo: sourceInfo === true,
        retainOptions: retainOptions === true,
      };
      assert.ok(fs.readFileSync(path.join(cwd, 'set.pb')).equals(protocSet([cwd], names, wanted)), flags.join(' '));
    }
  });
}

test('the set goes to the standard output, what is found to the standard error', async (context) => {
  const cwd = temporaryFolder(context, { ...files, 'unused.proto': 'syntax = "proto3";\nimport "acme/user.proto";\n' });
  const names = ['acme/group.proto', 'unused.proto'];
  const { code, stdout, stderr } = await cliOutput(['build', ...names, '-I', '.', '-o', '-'], { cwd });
  assert.equal(code, 0);
  assert.match(stderr, /^unused\.proto:2:1: warning: .*\[unused-import\]$/m);
  const plain = { includeImports: false, sourceInfo: false, retainOptions: false };
  assert.ok(stdout.equals(protocSet([cwd], names, plain)));
  assert.deepEqual(fs.readdirSync(cwd).sort(), ['acme', 'unused.proto']);
});

test('a name of the standard output stays when it is written to a file', {
  skip: process.platform === 'win32' && 'Windows has no /dev',
}, async (context) => {
  const cwd = temporaryFolder(context, files);
  const target = fs.openSync(path.join(cwd, 'set.pb'), 'w');
  context.after(() => fs.closeSync(target));
  const args = ['build', 'acme/group.proto', '-I', '.', '-o', '/dev/stdout'];
  const { code } = await runCli(args, { cwd, stdio: ['ignore', target, 'pipe'] });
  assert.equal(code, 0);
  const plain = { includeImports: false, sourceInfo: false, retainOptions: false };
  assert.ok(fs.readFileSync(path.join(cwd, 'set.pb')).equals(protocSet([cwd], ['acme/group.proto'], plain)));
  assert.ok(fs.lstatSync('/dev/stdout').isSymbolicLink());
});

test('a standard output that takes nothing is told', {
  skip: process.platform !== 'linux' && '/dev/full is a device of Linux',
}, async (context) => {
  const cwd = temporaryFolder(context, files);
  const full = fs.openSync('/dev/full', 'w');
  context.after(() => fs.closeSync(full));
  const args = ['build', 'acme/group.proto', '-I', '.', '-o', '-'];
  const { code, stderr } = await runCli(args, { cwd, stdio: ['ignore', full, 'pipe'] });
  assert.equal(code, 2);
  assert.equal(stderr, 'protopipe: cannot write to the standard output: ENOSPC\n');
});

test('folders are built in the order of their paths', async (context) => {
  const cwd = temporaryFolder(context, files);
  assert.equal((await runCli(['build', '-o', 'set.pb'], { cwd })).code, 0);
  const expected = protocSet([cwd], Object.keys(files).sort(), {
    includeImports: false,
    sourceInfo: false,
    retainOptions: false,
  });
  assert.ok(fs.readFileSync(path.join(cwd, 'set.pb')).equals(expected));
});

test('errors are reported as by check, and the old file stays', async (context) => {
  const cwd = temporaryFolder(context, {
    'a.proto': 'syntax = "proto3";\nimport "b.proto";\n',
    'b.proto': 'syntax = "proto3";\nmessage B { Nope a = 1; }\n',
    'set.pb': 'old',
  });
  const result = await runCli(['build', 'a.proto', '-o', 'set.pb'], { cwd });
  assert.equal(result.code, 1);
  assert.match(result.stdout, /^b\.proto:2:13: error: "Nope" is not defined\. \[undefined-type\]$/m);
  assert.equal(fs.readFileSync(path.join(cwd, 'set.pb'), 'utf8'), 'old');
  assert.deepEqual(fs.readdirSync(cwd).sort(), ['a.proto', 'b.proto', 'set.pb']);
});

test('a set of more than one piece arrives whole', async (context) => {
  const fields = Array.from(
    { length: 20_000 },
    (_, i) => `  // Comment of field ${i}.\n  string field_${i} = ${i + 1};\n`,
  );
  const text = `syntax = "proto3";\nmessage Large {\n${fields.join('').replaceAll(/= 19(\d{3});/g, '= 39$1;')}}\n`;
  const cwd = temporaryFolder(context, { 'large.proto': text });
  const result = await runCli(['build', 'large.proto', '-o', 'set.pb', '--include-source-info'], { cwd });
  assert.deepEqual(result, { code: 0, stdout: '', stderr: '' });
  const set = fs.readFileSync(path.join(cwd, 'set.pb'));
  assert.ok(set.length > 2 << 20);
  const options = { includeImports: false, sourceInfo: true, retainOptions: false };
  assert.ok(set.equals(protocSet([cwd], ['large.proto'], options)));
});

test('two files of one name are refused', async (context) => {
  const message = 'syntax = "proto3"; message M {}';
  const cwd = temporaryFolder(context, { 'a/x.proto': message, 'b/x.proto': message });
  const result = await runCli(['build', 'a', 'b', '-I', 'a', '-I', 'b', '-o', 'set.pb'], { cwd });
  assert.equal(result.code, 2);
  assert.match(result.stderr, /are both imported as "x\.proto"/);
  assert.ok(!fs.existsSync(path.join(cwd, 'set.pb')));
});

test('bad usage: no output file, or one that cannot be written', async (context) => {
  const cwd = temporaryFolder(context, files);
  const without = await runCli(['build'], { cwd });
  assert.equal(without.code, 2);
  assert.match(without.stderr, /--output/);
  const nowhere = await runCli(['build', '-o', 'no/such/folder/set.pb'], { cwd });
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /^protopipe: cannot write .*set\.pb: ENOENT\n$/);
});
