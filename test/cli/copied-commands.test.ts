// Commands that a request is copied as, run by a shell with the real `buf` of npm and the built terminal client. grpcurl is
// in no registry that is used here: its words are compared in test/requests/command-line.test.ts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { ServerCredentials } from '@grpc/grpc-js';
import { exportCommand } from '../../server/requests/command-line/export-command.js';
import { type OpenText, openText, secretMark } from '../../server/requests/command-line/exported-request.js';
import { readSettings } from '../../server/requests/settings/read-settings.js';
import { parseRequestFile } from '../../server/requests/syntax/parse-request-file.js';
import { bundles } from '../backend-process.js';
import { createAuthority } from '../calls/certificates.js';
import { temporaryFolder } from '../temporary-folder.js';
import { onSocket, onTcp, sampleTarget } from './sample-target.js';

const options = { skip: process.platform === 'win32' ? 'needs a POSIX shell' : false };
const service = 'protopipe.sample.v1.OrderService';
const text = 'a "b", $HOME';
const secret = "it's a, $HOME";

/** A folder with the commands `buf` and `protopipe`. */
function commands(t: TestContext): string {
  const folder = temporaryFolder(t);
  const buf = path.join(path.dirname(createRequire(import.meta.url).resolve('@bufbuild/buf/package.json')), 'bin/buf');
  for (const [name, script] of Object.entries({ buf, protopipe: path.join(bundles, 'cli.cjs') })) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`, { mode: 0o755 });
  }
  return folder;
}

interface Copied {
  readonly target: string;
  readonly method: string;
  readonly messages: readonly OpenText[];
  /** Lines of settings. */
  readonly settings: string;
  readonly isClientStreaming?: boolean;
}

/** What the copied command of each tool writes, a JSON value each, and which tools were run. */
async function answers(t: TestContext, { settings, method, target, ...request }: Copied): Promise<unknown[][]> {
  const cwd = process.cwd();
  const bin = commands(t);
  const [{ settings: lines }] = parseRequestFile(new TextEncoder().encode(`${settings}\nGRPC h/a.B/C\n`)).requests;
  const found: unknown[][] = [];
  for (const tool of ['buf-curl', 'protopipe'] as const) {
    const { command, leftOut } = exportCommand(
      {
        ...request,
        target: [{ text: target }],
        method: `${service}/${method}`,
        headers: [
          { name: 'x-secret', value: openText(secretMark(0), ['SECRET']) },
          { name: 'x-text', value: [{ text }] },
        ],
        settings: readSettings(lines, []),
        isClientStreaming: request.isClientStreaming ?? false,
        secrets: ['SECRET'],
      },
      tool,
    );
    assert.deepEqual(leftOut, []);
    assert.ok(!command.includes(secret));
    const { code, stdout, stderr } = await shell(command, { cwd, path: bin });
    assert.equal(code, 0, `${command}\n${stderr}`);
    found.push(valuesOf(stdout));
  }
  return found;
}

async function shell(command: string, { cwd, path: bin }: { cwd: string; path: string }) {
  const cache = path.join(bin, 'cache');
  const child = spawn('sh', ['-c', command], {
    cwd,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, SECRET: secret, XDG_CACHE_HOME: cache },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** JSON objects one behind the other, in one line or several each. */
function valuesOf(text: string): unknown[] {
  return JSON.parse(`[${text.trim().replace(/\}\s*\n\s*\{/g, '},{')}]`);
}

test('a unary call with quotes in its message, over a socket', options, async (t) => {
  const { server, seen } = sampleTarget(t);
  const target = await onSocket(t, server);
  const [buf, protopipe] = await answers(t, {
    target,
    method: 'GetOrder',
    messages: [[{ text: '{\n  "id": "7"\n}' }]],
    settings: '# @emit-defaults',
  });
  assert.equal((protopipe[0] as { id: string }).id, '7');
  assert.deepEqual(buf, protopipe);
  assert.deepEqual(
    seen.map((metadata) => [metadata.get('x-secret'), metadata.get('x-text')]),
    Array.from({ length: 2 }, () => [[secret], [text]]),
  );
});

test('several messages, with .proto files in the place of reflection', options, async (t) => {
  const { server } = sampleTarget(t, { reflection: [] });
  const protos = path.join(temporaryFolder(t), 'a, "b"');
  // The sample's own files only: those beside them hold a mistake on purpose.
  fs.cpSync('samples/workspace/protopipe', path.join(protos, 'protopipe'), { recursive: true });
  const port = await onTcp(server);
  const [buf, protopipe] = await answers(t, {
    target: `localhost:${port}`,
    method: 'ImportOrders',
    messages: [`it's "$HOME"`, 'EOF\n`x`'].map((id) => [{ text: JSON.stringify({ id, totalMinor: '1' }) }]),
    settings: `# @import-path ${protos}\n# @reflection off`,
    isClientStreaming: true,
  });
  assert.equal((protopipe[0] as { orders: number }).orders, 2);
  assert.deepEqual(buf, protopipe);
});

test('mTLS', options, async (t) => {
  const authority = createAuthority(t);
  if (!authority) return;
  const identity = authority.issue('DNS:localhost');
  const folder = temporaryFolder(t);
  fs.writeFileSync(path.join(folder, 'c a.pem'), authority.ca);
  fs.writeFileSync(path.join(folder, 'client.pem'), identity.certificate);
  fs.writeFileSync(path.join(folder, 'client.key'), identity.key);
  const pair = [{ cert_chain: identity.certificate, private_key: identity.key }];
  const { server } = sampleTarget(t);
  const port = await onTcp(server, ServerCredentials.createSsl(authority.ca, pair, true));
  const file = (name: string) => path.join(folder, name);
  const [buf, protopipe] = await answers(t, {
    target: `https://localhost:${port}`,
    method: 'WatchOrders',
    messages: [[{ text: '{"count":3}' }]],
    settings: `# @ca ${file('c a.pem')}\n# @cert ${file('client.pem')}\n# @key ${file('client.key')}`,
  });
  assert.equal(protopipe.length, 3);
  assert.deepEqual(buf, protopipe);
});
