// A long server stream over a pipe, shown in the editor while it comes: messages a second, and how long the editor and
// the panel stood still. Beside it, what the terminal client takes for the same stream.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { openWorkbench } from '../test/e2e/workbench.js';
import { traceTasks } from './extension-host/longest-task.js';
import { findProcesses, peakMemoryMb } from './extension-host/process-memory.js';

const root = process.cwd();
const count = Number(process.env.STREAM_MESSAGES ?? 1_000_000);
const method = 'protopipe.sample.v1.OrderService/WatchOrders';
const targetFrameMs = 100;
const tool = (file: string) => import(pathToFileURL(path.join(root, 'tools', file)).href);

/** Runs in a page: notes how long it takes from one frame to the next. */
const watchFrames = `(() => {
  const watch = (window.frameWatch = { longestMs: 0, frames: 0, over: 0, last: performance.now() });
  const next = (now) => {
    const gap = now - watch.last;
    watch.last = now;
    watch.frames++;
    if (gap > watch.longestMs) watch.longestMs = gap;
    if (gap > ${targetFrameMs}) watch.over++;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})()`;

interface FrameWatch {
  readonly longestMs: number;
  readonly frames: number;
  readonly over: number;
}

const ends: (() => unknown)[] = [];
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-bench-'));
try {
  await measure();
} finally {
  for (const end of ends.reverse()) await end();
  fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}

async function measure(): Promise<void> {
  const { packageVsix } = await tool('vsix.mjs');
  const { ensureCodeServer, installVsix } = await tool('host/code-server.mjs');
  const { findChromium } = await tool('host/chromium.mjs');
  if (process.platform === 'win32' || !findChromium()) {
    console.log('not measured: no Chromium was found, or code-server does not run here');
    return;
  }
  const profile = path.join(temporary, 'installed');
  await installVsix(await ensureCodeServer(console.log), profile, await packageVsix());
  process.env.PROTOPIPE_TEST_EXTENSIONS = path.join(profile, 'extensions');

  const address = await startSample();
  const terminalMs = await inTerminal(address);
  console.log(`protopipe call, ${count.toLocaleString('en-US')} messages: ${perSecond(terminalMs)} messages/s`);
  const { ms, idle, opening, streaming, panel, tasks, memoryMb } = await inEditor(address);
  console.log(`shown in the editor: ${perSecond(ms)} messages/s, ${(ms / terminalMs).toFixed(2)} × protopipe call`);
  console.log(
    `editor before: longest frame ${idle.longestMs.toFixed(0)} ms; while the panel opens: ${opening.longestMs.toFixed(0)} ms`,
  );
  report('editor while messages come', streaming);
  report('panel while messages come', panel);
  console.log(
    `longest task of the pages: ${tasks.cpuMs.toFixed(0)} ms of CPU time, ${tasks.wallMs.toFixed(0)} ms by the clock`,
  );
  console.log(`extension host: ${memoryMb.toFixed(0)} MB at most`);
}

/** In a process of its own, as servers are. */
async function startSample(): Promise<string> {
  const script = path.join(root, 'out/bench/extension-host/sample-server.js');
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  ends.push(() => child.kill());
  for await (const line of child.stdout) return String(line).trim();
  throw new Error('the sample service did not start');
}

async function inTerminal(address: string): Promise<number> {
  const start = performance.now();
  const args = [path.join(root, 'dist/cli.cjs'), 'call', address, method, '-d', JSON.stringify({ count })];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`protopipe call ended with ${code}`);
  return performance.now() - start;
}

async function inEditor(address: string) {
  const request = `# @name many\nGRPC ${address}/${method}\n\n{ "count": ${count} }\n`;
  const after = (end: () => unknown) => ends.push(end);
  const workbench = await openWorkbench(
    { name: 'bench', after: after as never },
    { files: { 'calls/many.grpc': request } },
  );
  const { page } = workbench;
  await workbench.whenReady();
  await workbench.openFile('many.grpc');
  const call = page.locator('.codelens-decoration a').filter({ hasText: 'Call' }).first();
  await call.waitFor();
  const hosts = findProcesses('--type=extensionHost');
  await page.evaluate(watchFrames);
  // What the machine does to frames by itself, and what opening a panel costs.
  await page.waitForTimeout(5_000);
  const idle = await frames(page);
  await page.evaluate(watchFrames);
  const start = performance.now();
  await call.click();
  const answer = page.frameLocator('iframe.webview').frameLocator('iframe');
  await answer.locator('.row').first().waitFor();
  const opening = await frames(page);
  await page.evaluate(watchFrames);
  await answer.locator('body').evaluate(watchFrames);
  const stopTrace = await traceTasks(page);
  await answer.locator('.state.ok').waitFor({ timeout: 600_000 });
  await answer
    .locator('.totals')
    .filter({ hasText: `${count.toLocaleString('en-US')} received` })
    .waitFor();
  const ms = performance.now() - start;
  const streaming = await frames(page);
  const tasks = await stopTrace();
  const panel = await answer.locator('body').evaluate(readWatch);
  return { ms, idle, opening, streaming, panel, tasks, memoryMb: peakMemoryMb(hosts) };
}

/** Runs in a page. */
function readWatch(): FrameWatch {
  return (globalThis as unknown as { frameWatch: FrameWatch }).frameWatch;
}

function frames(page: Page): Promise<FrameWatch> {
  return page.evaluate<FrameWatch>('window.frameWatch');
}

function perSecond(ms: number): string {
  return Math.round((count * 1000) / ms).toLocaleString('en-US');
}

function report(what: string, { longestMs, frames, over }: FrameWatch): void {
  const verdict = longestMs <= targetFrameMs ? 'met' : `MISSED by ${over} of ${frames} frames`;
  console.log(`${what}: longest frame ${longestMs.toFixed(0)} ms, target ${targetFrameMs} ms: ${verdict}`);
}
