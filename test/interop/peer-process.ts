// Programs of others that tests run: a client that prints JSON, a server that prints `ready` and ends with its stdin.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The sources of the peers. */
export const interopSources = fileURLToPath(new URL('../../../test/interop/', import.meta.url));
/** Where peers are built. */
export const interopOutput = path.join(interopSources, '../../out/interop');

/** A Python that has grpcio, or undefined. */
export function findPython(): string | undefined {
  return ['/usr/bin/python3', 'python3'].find((python) => spawnSync(python, ['-c', 'import grpc']).status === 0);
}

/** Skips the test for `reason`, which is a failure where everything is required. */
export function skipMissing(t: TestContext, reason: string): void {
  assert.notEqual(process.env.PROTOPIPE_REQUIRE_ALL, '1', reason);
  t.skip(reason);
}

/** Runs a client to its end and reads the JSON that it prints last. */
export async function runClient(command: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(command, args, { encoding: 'utf8', timeout: 60_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** Starts a server and resolves when it has printed `ready`; it is ended at the end of the test. */
export async function startServer(t: TestContext, command: string, args: readonly string[]): Promise<void> {
  const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  const exited = once(server, 'close');
  t.after(async () => {
    server.stdin.end();
    const timer = setTimeout(() => server.kill('SIGKILL'), 5_000);
    await exited;
    clearTimeout(timer);
  });
  server.stdin.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    const take = (text: string) => {
      output += text;
      if (/^ready\r?$/m.test(output)) resolve();
    };
    server.stdout.setEncoding('utf8').on('data', take);
    server.stderr.setEncoding('utf8').on('data', take);
    server.once('error', reject);
    server.once('close', (code) => reject(new Error(`${command} ended with ${code}: ${output.slice(-2000)}`)));
  });
}
