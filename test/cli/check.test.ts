import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../temporary-folder.js';
import { type CliRun, runCli, startCli } from './run-cli.js';

const onWindows = process.platform === 'win32';
const clean = 'syntax = "proto3";\npackage acme;\nmessage User {}\n';
const broken = 'syntax = "proto3";\n/* 😀 */ message M { Nope a = 1; }\n';

test('exit code 0 and nothing on stdout when all is well', async (context) => {
  const cwd = temporaryFolder(context, { 'proto/acme/user.proto': clean });
  assert.deepEqual(await runCli(['check'], { cwd }), {
    code: 0,
    stdout: '',
    stderr: '1 file checked: no problems\n',
  });
});

test('text: path, line and column from 1, severity, message, code; exit code 1', async (context) => {
  const cwd = temporaryFolder(context, { 'a/b.proto': broken, 'c.proto': clean });
  const stdout = 'a/b.proto:2:22: error: "Nope" is not defined. [undefined-type]\n'.replace('/', path.sep);
  const stderr = '2 files checked: 1 error, 0 warnings\n';
  assert.deepEqual(await runCli(['check'], { cwd }), { code: 1, stdout, stderr });
  assert.deepEqual(await runCli(['check', '.', 'a'], { cwd }), { code: 1, stdout, stderr });
});

test('paths are shown as the user would write them', async (context) => {
  const cwd = temporaryFolder(context, { 'a/b.proto': broken, 'sub/x': '' });
  const where = async (args: string[], from: string) =>
    (await runCli(['check', ...args], { cwd: from })).stdout.split(':2:')[0];
  assert.equal(await where(['a/b.proto'], cwd), path.join('a', 'b.proto'));
  assert.equal(await where(['../a'], path.join(cwd, 'sub')), path.join('..', 'a', 'b.proto'));
  assert.equal(await where([path.join(cwd, 'a')], path.join(cwd, 'sub')), path.join(cwd, 'a', 'b.proto'));
  assert.equal(await where([path.join(cwd, 'a')], cwd), path.join('a', 'b.proto'));
});

test('json: one object a line', async (context) => {
  const cwd = temporaryFolder(context, { 'b.proto': broken });
  const { stdout, stderr, code } = await runCli(['check', '--format', 'json'], { cwd });
  assert.deepEqual(JSON.parse(stdout), {
    path: 'b.proto',
    line: 2,
    column: 22,
    endLine: 2,
    endColumn: 26,
    severity: 'error',
    code: 'undefined-type',
    message: '"Nope" is not defined.',
  });
  assert.equal(stdout.trimEnd().split('\n').length, 1);
  assert.equal(stderr, '');
  assert.equal(code, 1);
});

test('github: annotations with escapes', { skip: onWindows && 'no such file names' }, async (context) => {
  const cwd = temporaryFolder(context, { 'a,b%:c.proto': broken });
  const { stdout } = await runCli(['check', '--format=github'], { cwd });
  assert.equal(
    stdout,
    '::error file=a%2Cb%25%3Ac.proto,line=2,endLine=2,col=22,endColumn=26,title=undefined-type::"Nope" is not defined.\n',
  );
});

test('warnings alone are no failure, as with protoc', async (context) => {
  const cwd = temporaryFolder(context, {
    'acme/user.proto': clean,
    'a.proto': 'syntax = "proto3";\nimport "acme/user.proto";\n',
  });
  const { code, stdout, stderr } = await runCli(['check'], { cwd });
  assert.match(stdout, /^a\.proto:2:1: warning: .*\[unused-import\]\n$/);
  assert.equal(stderr, '2 files checked: 0 errors, 1 warning\n');
  assert.equal(code, 0);
});

test('--proto-path gives the import roots, and no others are used; without it they are found where that is possible', async (context) => {
  const cwd = temporaryFolder(context, {
    'svc/a.proto': 'syntax = "proto3";\nimport "acme/user.proto";\nmessage M { acme.User u = 1; }\n',
    'deep/er/protos/acme/user.proto': clean,
  });
  const missing = await runCli(['check', 'svc'], { cwd });
  assert.equal(missing.code, 1);
  assert.match(missing.stdout, /^svc.a\.proto:2:1: error: Import "acme\/user\.proto" was not found\. Looked in: /);
  assert.equal((await runCli(['check', 'svc', '--proto-path', 'deep/er/protos'], { cwd })).code, 0);
  assert.equal((await runCli(['check', '-I', 'nowhere', '-I', 'deep/er/protos', 'svc/a.proto'], { cwd })).code, 0);
  assert.equal((await runCli(['check'], { cwd })).code, 0);
  assert.equal((await runCli(['check', '--proto-path', 'nowhere'], { cwd })).code, 1);
});

test('color only when asked for, or on a terminal without NO_COLOR', async (context) => {
  const cwd = temporaryFolder(context, { 'b.proto': broken });
  const run = async (args: string[], env = {}) =>
    (await runCli(['check', ...args], { cwd, env })).stdout.includes('\u001b[');
  assert.equal(await run([]), false);
  assert.equal(await run(['--color', 'always']), true);
  assert.equal(await run(['--color', 'always'], { NO_COLOR: '1' }), true);
  assert.equal(await run(['--color', 'never']), false);
});

test('on a terminal: color unless NO_COLOR, and a progress bar on stderr', {
  skip: !hasScript() && 'no util-linux script',
}, async (context) => {
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}.proto`, clean]));
  const cwd = temporaryFolder(context, { ...files, 'b.proto': broken });
  const cli = (env: string) => `${env} ${process.execPath} ${path.resolve('dist/cli.cjs')} check`;
  const onTerminal = (command: string) =>
    execFileSync('script', ['-qec', command, '/dev/null'], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, TERM: 'xterm' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const colored = onTerminal(`${cli('')} || true`);
  assert.match(colored, /\u001b\[31merror:/);
  assert.match(colored, /Reading [█░]+ \d+\/301/);
  const plain = onTerminal(`${cli('NO_COLOR=1')} || true`);
  assert.doesNotMatch(plain, /\u001b\[31m/);
  assert.match(plain, /error: "Nope"/);
});

test('bad usage: exit code 2 and a word on stderr', async (context) => {
  const cwd = temporaryFolder(context, { 'readme.txt': '' });
  for (const [args, message] of [
    [['check', 'nowhere'], /no such file or folder: nowhere/],
    [['check', '--format', 'xml'], /Allowed choices are text, json, github/],
    [['check', '--color', 'maybe'], /Allowed choices are auto, always, never/],
    [['check', '--no-such-option'], /unknown option '--no-such-option'/],
    [['check'], /no \.proto files in \./],
    [['chekc'], /unknown command 'chekc'/],
  ] as const) {
    const { code, stdout, stderr } = await runCli(args, { cwd });
    assert.equal(code, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.match(stderr, /^protopipe: /);
  }
});

test('--help and --version', async () => {
  const help = await runCli(['check', '--help']);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /--proto-path <dir>/);
  const version = await runCli(['--version']);
  assert.deepEqual([version.code, version.stderr], [0, '']);
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

test('bad input: a message each, nothing else lost, no crash', async (context) => {
  const cwd = temporaryFolder(context, {
    'fine.proto': broken,
    'dir.proto/inner.proto': clean,
    'latin1.proto': Buffer.from('syntax = "proto3";\n// caf\xe9\nmessage L {}\n', 'latin1'),
    'nul.proto': 'syntax = "proto3";\nmessage N {\0}\n',
    'crlf.proto': '\uFEFFsyntax = "proto3";\r\nmessage C {\r\n  Nope a = 1;\r\n}\r\n',
    'deep.proto': `syntax = "proto3"; ${'message D {'.repeat(10_000)}${'}'.repeat(10_000)}`,
    'cycle1.proto': 'syntax = "proto3";\nimport "cycle2.proto";\n',
    'cycle2.proto': 'syntax = "proto3";\nimport "cycle1.proto";\n',
    'buf.yaml': 'version: [',
  });
  const garbage = Buffer.alloc(1 << 20, 0x9d);
  const huge = fs.openSync(path.join(cwd, 'huge.proto'), 'w');
  for (let i = 0; i < 200; i++) fs.writeSync(huge, garbage);
  fs.closeSync(huge);
  if (!onWindows) {
    fs.symlinkSync('.', path.join(cwd, 'loop'));
    fs.symlinkSync('gone.proto', path.join(cwd, 'dangling.proto'));
  }
  const { code, stdout } = await runCli(['check', '--format', 'json'], { cwd });
  assert.equal(code, 1);
  const found = new Map<string, string[]>();
  for (const line of stdout.trimEnd().split('\n')) {
    const { path: name, code, line: at } = JSON.parse(line);
    found.set(name, [...(found.get(name) ?? []), `${at} ${code}`]);
  }
  assert.deepEqual(found.get('fine.proto'), ['2 undefined-type']);
  assert.deepEqual(found.get('huge.proto'), ['1 file-too-large']);
  assert.deepEqual(found.get('crlf.proto'), ['3 undefined-type']);
  assert.deepEqual(found.get('buf.yaml'), ['1 invalid-configuration']);
  assert.deepEqual(found.get('nul.proto')?.[0], '2 invalid-character');
  assert.deepEqual(found.get('deep.proto'), ['1 nesting-too-deep']);
  for (const name of ['cycle1.proto', 'cycle2.proto'])
    assert.ok(
      found.get(name)?.some((each) => each.endsWith('import-cycle')),
      name,
    );
  assert.equal(found.get(path.join('dir.proto', 'inner.proto')), undefined);
});

test('what permissions forbid is told', {
  skip: process.getuid?.() !== 0 && 'needs root to become nobody',
}, async (context) => {
  const cwd = temporaryFolder(context, { 'a.proto': broken, 'locked.proto': clean, 'secret/x.proto': clean });
  fs.chmodSync(cwd, 0o755);
  for (const name of ['locked.proto', 'secret']) fs.chmodSync(path.join(cwd, name), 0);
  const { code, stdout } = await runCli(['check'], { cwd, uid: 65534, gid: 65534, env: { HOME: '/', TMPDIR: '/tmp' } });
  assert.equal(code, 1);
  assert.match(stdout, /^secret:1:1: error: .*permission denied.* \[file-unreadable\]$/m);
  assert.match(stdout, /^locked\.proto:1:1: error: .*permission denied.* \[file-unreadable\]$/m);
  assert.match(stdout, /^a\.proto:2:22: error: /m);
});

test('a reader that goes away ends it quietly', { skip: onWindows && 'no SIGPIPE there' }, async (context) => {
  const messages = Array.from({ length: 50_000 }, (_, i) => `message M${i} { Nope a = 1; }`).join('\n');
  const cwd = temporaryFolder(context, { 'a.proto': `syntax = "proto3";\n${messages}\n` });
  const { child, result } = startCli(['check'], { cwd });
  child.stdout?.once('data', () => child.stdout?.destroy());
  const { code, stderr } = await result;
  assert.equal(code, 141);
  assert.equal(stderr, '');
});

test('an interrupt cancels the check: exit code 130', {
  skip: onWindows && 'no signals there',
}, async (context) => {
  const { child, result } = await startBlocked(context);
  child.kill('SIGINT');
  child.stdout?.resume();
  const { code, stderr } = await result;
  assert.equal(code, 130);
  assert.equal(stderr, '');
});

test('what nobody caught ends it with code 70 and a stack', async (context) => {
  const cwd = temporaryFolder(context, { 'a.proto': clean, 'fault.cjs': faultLater });
  const { code, stderr } = await runCli(['check'], { cwd, env: { NODE_OPTIONS: `--require ${cwd}/fault.cjs` } });
  assert.equal(code, 70);
  assert.match(stderr, /^Error: seeded\n {4}at /);
});

/** Throws where nobody can catch it, when the program is listening for that. */
const faultLater = `process.on('newListener', (event) => {
  if (event === 'uncaughtException') setImmediate(() => { throw new Error('seeded'); });
});`;

/** Starts a check with more to say than fits into all buffers, and stops reading: it cannot end by itself. */
async function startBlocked(context: TestContext): Promise<CliRun> {
  const fields = Array.from({ length: 1_000 }, (_, i) => `Nope a${i} = ${i + 1};`).join('\n');
  const files = Array.from({ length: 200 }, (_, i) => [
    `f${i}.proto`,
    `syntax = "proto3";\nmessage M${i} {\n${fields}\n}\n`,
  ]);
  const run = startCli(['check'], { cwd: temporaryFolder(context, Object.fromEntries(files)) });
  await new Promise((resolve) => run.child.stdout?.once('data', resolve));
  run.child.stdout?.pause();
  return run;
}

function hasScript(): boolean {
  try {
    return /util-linux/.test(execFileSync('script', ['--version'], { encoding: 'utf8' }));
  } catch {
    return false;
  }
}
