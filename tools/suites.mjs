// The test suites: what each needs of the machine and how it is run. tools/test.mjs chooses and adds up.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { findChromium } from './host/chromium.mjs';
import { ensureCodeServer, installVsix } from './host/code-server.mjs';
import { findDesktopCode } from './host/desktop.mjs';
import { root } from './root.mjs';
import { packageVsix } from './vsix.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ slow: boolean, grep?: string, temporary: string }} Run `temporary` is a folder that is removed at the end
 * @typedef {{ name: string, missing: () => string | undefined, run: (run: Run) => Promise<Counts> }} Suite
 */

/** Folders of out/test that are suites of their own; all others together are the suite `unit`. */
const ownSuites = ['conformance', 'vscode', 'e2e'];

/** @type {Suite[]} */
export const suites = [
  { name: 'check', missing: () => undefined, run: () => runScript('tools/check.mjs') },
  {
    name: 'unit',
    missing: () => undefined,
    run: (run) =>
      nodeTests(
        testFiles(run, (folder) => !ownSuites.includes(folder)),
        run,
      ),
  },
  {
    name: 'conformance',
    missing: () => undefined,
    run: (run) =>
      nodeTests(
        testFiles(run, (folder) => folder === 'conformance'),
        run,
      ),
  },
  { name: 'vscode', missing: () => (findDesktopCode() ? undefined : missingBrowserHost()), run: extensionHostTests },
  { name: 'e2e', missing: missingBrowserHost, run: endToEndTests },
];

function missingBrowserHost() {
  if (process.platform === 'win32') return 'no desktop VS Code on PATH, and code-server does not run on Windows';
  return findChromium() ? undefined : 'no Chromium or Chrome was found (CHROMIUM may name one)';
}

/** Compiled test files whose first folder below out/test passes; `*.slow.test.js` only in a slow run. */
function testFiles({ slow }, accepts) {
  const folder = path.join(root, 'out/test');
  return fs
    .readdirSync(folder, { recursive: true })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.test.js') && (slow || !file.endsWith('.slow.test.js')))
    .filter((file) => accepts(file.split('/')[0]))
    .sort()
    .map((file) => path.join(folder, file));
}

/** Runs files with Node's test runner, shows its report, and counts. */
async function nodeTests(files, { grep, temporary }, env = {}, concurrency = undefined) {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const counts = path.join(temporary, 'counts.tap');
  const args = [
    ...['--test', '--enable-source-maps'],
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=tap', `--test-reporter-destination=${counts}`],
    ...(concurrency ? [`--test-concurrency=${concurrency}`] : []),
    ...(grep ? [`--test-name-pattern=${grep}`] : []),
  ];
  const code = await exitCode(process.execPath, [...args, ...files], env);
  const tap = fs.readFileSync(counts, 'utf8');
  const number = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const failed = number('fail') + number('cancelled');
  // A runner that ends badly without naming a test is a failure all the same.
  return { passed: number('pass'), failed: code === 0 ? failed : Math.max(1, failed), skipped: number('skipped') };
}

async function runScript(script) {
  const code = await exitCode(process.execPath, [path.join(root, script)], {});
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Tests inside the extension host, against the installed VSIX, in a workspace of two folders. */
async function extensionHostTests({ grep, temporary }) {
  const folder = path.join(temporary, 'vscode');
  const workspace = path.join(folder, 'test.code-workspace');
  fs.cpSync(path.join(root, 'samples/workspace'), path.join(folder, 'shop'), { recursive: true });
  fs.cpSync(path.join(root, 'test/vscode/second-folder'), path.join(folder, 'second'), { recursive: true });
  fs.writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'shop' }, { path: 'second' }] }));
  // What is under development there is only the tests; Protopipe itself is installed.
  const tests = path.join(root, 'out/test/vscode');
  const manifest = {
    name: 'protopipe-tests',
    publisher: 'protopipe',
    version: '0.0.0',
    type: 'module',
    engines: { vscode: '*' },
  };
  fs.writeFileSync(path.join(tests, 'package.json'), JSON.stringify(manifest));

  const results = path.join(temporary, 'vscode.json');
  const code = await runTests({
    vscodeExecutablePath: findDesktopCode()?.executable ?? path.join(root, 'tools/host/code-shim.mjs'),
    extensionDevelopmentPath: tests,
    extensionTestsPath: path.join(tests, 'run.js'),
    extensionTestsEnv: { PROTOPIPE_TEST_RESULTS: results, ...(grep ? { PROTOPIPE_TEST_GREP: grep } : {}) },
    launchArgs: [
      workspace,
      `--extensions-dir=${await installedExtensions(temporary)}`,
      `--user-data-dir=${path.join(folder, 'data')}`,
      '--disable-workspace-trust',
    ],
  }).catch((error) => {
    console.error(String(error));
    return 1;
  });
  const none = { passed: 0, failed: 0, skipped: 0 };
  const counts = fs.existsSync(results) ? JSON.parse(fs.readFileSync(results, 'utf8')) : none;
  return { ...counts, failed: code === 0 ? counts.failed : Math.max(1, counts.failed) };
}

/** Tests of what a person sees, through a browser. */
async function endToEndTests(run) {
  const env = { PROTOPIPE_TEST_EXTENSIONS: await installedExtensions(run.temporary) };
  fs.rmSync(path.join(root, 'test/e2e/screenshots'), { recursive: true, force: true });
  const files = testFiles(run, (folder) => folder === 'e2e');
  return nodeTests(files, run, env, 1);
}

/** An extensions folder with the VSIX in it, made once a run. */
async function installedExtensions(temporary) {
  const profile = path.join(temporary, 'installed');
  const extensions = path.join(profile, 'extensions');
  if (!fs.existsSync(extensions)) {
    await installVsix(await ensureCodeServer(console.log), profile, await packageVsix());
  }
  return extensions;
}

function exitCode(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** @returns {string} a fresh folder for one run */
export function temporaryFolder() {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-test-'));
}
