// Typing with completion after every character: what was superseded stops in the backend.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { LanguageServiceClient, LanguageServiceService } from '../../protos/gen/protopipe/v1/language.js';
import { languageService } from '../../server/rpc/language-service.js';
import { type StreamHandlers, streamHandlers } from '../../server/rpc/stream-handlers.js';
import { createAsker } from '../../src/backend/ask.js';
import { workspaceFixture } from '../workspace/workspace-fixture.js';

const keyIntervalMs = 50;
const typed = 'message Holder { Per';

/** A cancellation token as VS Code makes them. */
function tokenSource() {
  const listeners = new Set<() => void>();
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  const cancel = (): void => {
    token.isCancellationRequested = true;
    for (const listener of listeners) listener();
  };
  return { token, cancel };
}

test('20 characters at 50 ms leave one completion running, and every other was stopped', async (context) => {
  assert.equal(typed.length, 20);
  const { workspace, fs } = workspaceFixture({});
  const before = 'syntax = "proto3";\npackage acme;\nmessage Person {}\n';
  const uri = 'untitled:typing.proto';
  workspace.openDocument(uri, 1, before);

  const running = new Set<object>();
  let stopped = 0;
  const handlers = streamHandlers(() => {});
  const counting: StreamHandlers = {
    ...handlers,
    unary: (method, run) =>
      handlers.unary(method, async (request, signal) => {
        const one = {};
        running.add(one);
        try {
          return await run(request, signal);
        } finally {
          running.delete(one);
          if (signal.aborted) stopped++;
        }
      }),
  };
  const server = new Server();
  server.addService(LanguageServiceService, languageService(counting, workspace, fs));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  context.after(() => server.forceShutdown());
  const language = new LanguageServiceClient(`127.0.0.1:${port}`, credentials.createInsecure());
  context.after(() => language.close());
  // A call that is cancelled before there is a connection never reaches the server.
  await new Promise<void>((resolve, reject) =>
    language.waitForReady(Date.now() + 60_000, (error) => (error ? reject(error) : resolve())),
  );
  type AskerParts = Parameters<typeof createAsker>;
  const asker = createAsker(
    { session: { language } } as AskerParts[0],
    { debug: () => {} } as unknown as AskerParts[1],
  );

  // The edits stay away, so that every completion waits for its version: the longest that one can run.
  const answers: Promise<unknown>[] = [];
  let last = tokenSource();
  for (let i = 0; i < typed.length; i++) {
    last.cancel();
    last = tokenSource();
    const position = { uri, version: 2 + i, line: 3, column: i + 1 };
    answers.push(asker.ask('complete', { position }, last.token as Parameters<typeof asker.ask>[2]));
    await new Promise((resolve) => setTimeout(resolve, keyIntervalMs));
  }
  // The last cancellation may still be on its way.
  while (running.size > 1) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.ok(stopped > typed.length / 2, `only ${stopped} of ${typed.length - 1} were stopped`);
  workspace.changeDocument(uri, 1 + typed.length, [
    { range: { start: { line: 3, column: 0 }, end: { line: 3, column: 0 } }, newText: typed },
  ]);
  const superseded = (await Promise.all(answers)).slice(0, -1);
  assert.deepEqual(
    superseded,
    superseded.map(() => undefined),
  );
  const position = { uri, version: 1 + typed.length, line: 3, column: typed.length };
  const answer = await asker.ask('complete', { position }, tokenSource().token as Parameters<typeof asker.ask>[2]);
  assert.ok(answer?.items.some(({ label }) => label === 'Person'));
  assert.equal(running.size, 0);
});
