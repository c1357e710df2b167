#!/usr/bin/env node
// Stands in for desktop VS Code as `vscodeExecutablePath` of @vscode/test-electron where there is no desktop: takes
// the same arguments, runs the extension tests in code-server's extension host, prints what they print, and exits
// with their result.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import util from 'node:util';
import { openBrowser } from './chromium.mjs';
import { ensureCodeServer, startCodeServer } from './code-server.mjs';

const limitMs = Number(process.env.PROTOPIPE_HOST_TIMEOUT_MS ?? 300_000);
/** What the workbench itself logs at every start. */
const noise =
  /^(\[(AgentHost|Account|reconnection|Service|ChatModel)|Resol|Creating a socket|Updating additional|Ignoring fetching|Canceled|Timed out waiting for authentication)/;

const { options, positional } = readArguments(process.argv.slice(2));
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-host-'));
for (const [option, folder] of [
  ['user-data-dir', 'data'],
  ['extensions-dir', 'extensions'],
]) {
  // The server's profile is one folder; what was asked for is reached through a link.
  const wanted = options.get(option)?.[0];
  if (!wanted) continue;
  fs.mkdirSync(wanted, { recursive: true });
  fs.symlinkSync(path.resolve(wanted), path.join(profile, folder));
}

let code = 1;
const server = await startCodeServer(await ensureCodeServer(console.error), { profile, inHostTests: true });
const { browser, page } = await openBrowser();
try {
  const exit = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', resolve);
  });
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    if (!noise.test(String(args[0]))) console.log(util.format(...args));
  });
  const remote = (file) => `vscode-remote://127.0.0.1:${server.port}${path.resolve(file)}`;
  const payload = ['extensionDevelopmentPath', 'extensionTestsPath'].flatMap((name) =>
    (options.get(name) ?? []).map((value) => [name, remote(value)]),
  );
  const [workspace] = positional;
  const kind = workspace?.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const where = workspace ? `${kind}=${encodeURIComponent(path.resolve(workspace))}` : 'ew=true';
  await page.goto(`${server.url}/?${where}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  let timer;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(() => resolve('timeout'), limitMs);
  });
  const result = await Promise.race([exit, timeout]);
  clearTimeout(timer);
  if (result === 'timeout') {
    await page.screenshot({ path: path.join(profile, 'timeout.png') }).catch(() => {});
    console.error(`no result within ${limitMs} ms; see ${profile}`);
  } else {
    code = result;
  }
} finally {
  await browser.close();
  await server.stop();
}
// Kept on failure: server.log and the logs of the extension host.
if (code === 0) fs.rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
process.exit(code);

function readArguments(argv) {
  const withValue = /^(user-data-dir|extensions-dir|extensionDevelopmentPath|extensionTestsPath)$/;
  const options = new Map();
  const positional = [];
  for (let i = 0; i < argv.length; i++) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(argv[i]) ?? [];
    if (name === undefined) positional.push(argv[i]);
    else options.set(name, [...(options.get(name) ?? []), value ?? (withValue.test(name) ? argv[++i] : '')]);
  }
  return { options, positional };
}
