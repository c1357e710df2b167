import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { BackendServiceClient, LogLevel } from '../../protos/gen/protopipe/v1/backend.js';
import { Severity } from '../../protos/gen/protopipe/v1/common.js';
import {
  type CheckResponse,
  type DocumentDiagnostics,
  SymbolKind,
  type SyncRequest,
  type SyncResponse,
} from '../../protos/gen/protopipe/v1/workspace.js';
import { all, folderRequest, openFolder, startTestBackend, type TestBackend } from '../backend-process.js';
import { temporaryFolder } from '../temporary-folder.js';

const clean = { 'proto/acme/user.proto': 'syntax = "proto3";\npackage acme;\nmessage User {}\n' };
const broken =
  'syntax = "proto3";\npackage acme;\nimport "acme/user.proto";\n/* größe 😀 */ message Size { User ok = 1; Nope bad = 2; }\n';

async function started(context: TestContext, files: Record<string, string>) {
  const folder = temporaryFolder(context, files);
  const backend = await startTestBackend(context);
  return { backend, folder, uri: (name: string) => pathToFileURL(path.join(folder, name)).href };
}

/** "Nope" in `broken`, in UTF-16 columns as JavaScript counts. */
const startColumn = broken.split('\n')[3].indexOf('Nope');
const nope = { startLine: 3, startColumn, endLine: 3, endColumn: startColumn + 4 };

function filesOf(responses: readonly CheckResponse[]) {
  return responses.flatMap(({ event }) => (event?.$case === 'file' ? [event.value] : []));
}

test('Open tells progress, then what it found', async (context) => {
  const { backend, folder } = await started(context, { ...clean, 'proto/acme/b.proto': broken });
  const responses = await openFolder(backend, folder);
  assert.equal(responses[0].event?.$case, 'progress');
  const last = responses.at(-1)?.event;
  assert.ok(last?.$case === 'ready');
  assert.equal(last.value.files, 2);
  assert.equal(last.value.symbols, 4);
  assert.deepEqual(last.value.importRoots[0], {
    path: path.join(folder, 'proto').replaceAll('\\', '/'),
    origin: 'inferred',
  });
});

test('Check sends diagnostics file by file and a summary', async (context) => {
  const { backend, folder, uri } = await started(context, { ...clean, 'proto/acme/b.proto': broken });
  await openFolder(backend, folder);
  const responses = await all(backend.workspace.check({ uris: [] }));
  const [file, ...others] = filesOf(responses);
  assert.deepEqual(others, []);
  assert.equal(file.uri, uri('proto/acme/b.proto'));
  const [error] = file.diagnostics.filter(({ severity }) => severity === Severity.ERROR);
  assert.deepEqual(error.range, nope);
  assert.equal(error.code, 'undefined-type');
  const last = responses.at(-1)?.event;
  assert.ok(last?.$case === 'summary');
  assert.deepEqual(
    { ...last.value, elapsedMs: 0, errors: 0 },
    { files: 2, errors: 0, warnings: 0, filesWithProblems: 1, elapsedMs: 0 },
  );
  assert.ok(last.value.errors >= 1);
  assert.deepEqual(filesOf(await all(backend.workspace.check({ uris: [uri('proto/acme/user.proto')] }))), []);
  assert.equal(filesOf(await all(backend.workspace.check({ uris: [uri('proto')] }))).length, 1);
});

test('Check without a workspace is refused', async (context) => {
  const { backend } = await started(context, {});
  await assert.rejects(all(backend.workspace.check({ uris: [] })), (error) => {
    assert.equal(RpcError.from(error).codeName, 'FAILED_PRECONDITION');
    return true;
  });
});

test('a second Open while one is running is refused; a cancelled one makes room', async (context) => {
  const { backend, folder } = await started(context, manyFiles(3_000));
  const first = backend.workspace.open(folderRequest(folder));
  first.on('error', () => {});
  await new Promise((resolve) => first.once('data', resolve));
  await assert.rejects(openFolder(backend, folder), (error) => RpcError.from(error).codeName === 'FAILED_PRECONDITION');
  first.cancel();
  const reopened = await until(() => openFolder(backend, folder));
  assert.equal(reopened.at(-1)?.event?.$case, 'ready');
});

test('a cancelled Check stops working', async (context) => {
  const { backend, folder } = await started(context, manyFiles(2_000, 'message M { Nope a = 1; }'));
  await openFolder(backend, folder);
  const check = backend.workspace.check({ uris: [] });
  const failure = new Promise((resolve) => check.on('error', resolve));
  let files = 0;
  check.on('data', () => {
    if (++files === 1) check.cancel();
  });
  assert.equal(RpcError.from(await failure).codeName, 'CANCELLED');
  assert.ok(files < 2_000);
  assert.equal(filesOf(await all(backend.workspace.check({ uris: [] }))).length, 2_000);
});

test('Sync: diagnostics follow the edits and the files', async (context) => {
  const { backend, folder, uri } = await started(context, { ...clean, 'proto/acme/b.proto': broken });
  await openFolder(backend, folder);
  const sync = new SyncStream(backend);
  context.after(() => sync.end());
  const b = uri('proto/acme/b.proto');
  sync.send({ $case: 'opened', value: { uri: b, version: 1, text: broken, languageId: '' } });
  assert.deepEqual(errors(await sync.next(b, 1)), ['undefined-type']);

  sync.send({ $case: 'changed', value: { uri: b, version: 2, edits: [{ range: nope, newText: 'User' }] } });
  assert.deepEqual(errors(await sync.next(b, 2)), []);

  // Another open document takes away what this one uses.
  const user = uri('proto/acme/user.proto');
  const text = clean['proto/acme/user.proto'];
  sync.send({
    $case: 'opened',
    value: { uri: user, version: 5, text: text.replace('User', 'Person'), languageId: '' },
  });
  assert.deepEqual(errors(await sync.next(user, 5)), []);
  assert.deepEqual(errors(await sync.next(b, 2)), ['undefined-type', 'undefined-type']);

  // Closed: the file on disk counts again.
  sync.send({ $case: 'closed', value: { uri: user } });
  assert.deepEqual(errors(await sync.next(b, 2)), []);
});

test('Sync: until the workspace is read, a document without mistakes of syntax is not said to be clean', async (context) => {
  const { backend, folder, uri } = await started(context, { ...clean, 'proto/acme/b.proto': broken });
  const sync = new SyncStream(backend);
  context.after(() => sync.end());
  const b = uri('proto/acme/b.proto');
  const c = uri('proto/acme/c.proto');
  sync.send({ $case: 'opened', value: { uri: b, version: 1, text: broken, languageId: 'proto' } });
  sync.send({
    $case: 'opened',
    value: { uri: c, version: 1, text: 'syntax = "proto3";\nmessage {}\n', languageId: 'proto' },
  });
  assert.equal(errors(await sync.next(c, 1)).length, 1);
  const range = { startLine: 1, startColumn: 8, endLine: 1, endColumn: 8 };
  sync.send({ $case: 'changed', value: { uri: c, version: 2, edits: [{ range, newText: 'C ' }] } });
  assert.deepEqual(errors(await sync.next(c, 2)), []);
  await openFolder(backend, folder);
  // The first that is said of it at all.
  assert.deepEqual(errors(await sync.next(b, 1)), ['undefined-type']);
});

test('Sync: only the newest of many versions needs an answer, and it gets one', async (context) => {
  const { backend, folder, uri } = await started(context, clean);
  await openFolder(backend, folder);
  const sync = new SyncStream(backend);
  context.after(() => sync.end());
  const user = uri('proto/acme/user.proto');
  sync.send({ $case: 'opened', value: { uri: user, version: 1, text: 'syntax = "proto3";\n', languageId: '' } });
  const last = 300;
  const range = { startLine: 1, startColumn: 0, endLine: 1, endColumn: 0 };
  for (let version = 2; version <= last; version++) {
    sync.send({ $case: 'changed', value: { uri: user, version, edits: [{ range, newText: 'message M {}\n' }] } });
  }
  const diagnostics = await sync.next(user, last);
  assert.equal(errors(diagnostics).length, last - 2);
});

test('Sync: a broken stream closes its documents', async (context) => {
  const { backend, folder, uri } = await started(context, clean);
  await openFolder(backend, folder);
  const user = uri('proto/acme/user.proto');
  const sync = new SyncStream(backend);
  sync.send({ $case: 'opened', value: { uri: user, version: 1, text: 'message {', languageId: '' } });
  await sync.next(user, 1);
  assert.equal(filesOf(await all(backend.workspace.check({ uris: [] }))).length, 1);
  sync.stream.cancel();
  const after = await until(async () => {
    const files = filesOf(await all(backend.workspace.check({ uris: [] })));
    if (files.length > 0) throw new Error('still open');
    return files;
  });
  assert.deepEqual(after, []);
});

test('Sync: an edit of a document that is not open is refused', async (context) => {
  const { backend } = await started(context, {});
  const sync = new SyncStream(backend);
  const failure = new Promise((resolve) => sync.stream.on('error', resolve));
  sync.send({ $case: 'changed', value: { uri: 'file:///nowhere.proto', version: 2, edits: [] } });
  assert.equal(RpcError.from(await failure).codeName, 'FAILED_PRECONDITION');
});

test('SearchSymbols finds by fuzzy name', async (context) => {
  const { backend, folder, uri } = await started(context, { ...clean, 'proto/acme/b.proto': broken });
  await openFolder(backend, folder);
  const batches = await all(backend.workspace.searchSymbols({ query: 'usr', limit: 0 }));
  assert.deepEqual(
    batches.flatMap(({ symbols }) => symbols),
    [
      {
        name: 'User',
        container: 'acme',
        kind: SymbolKind.MESSAGE,
        location: {
          uri: uri('proto/acme/user.proto'),
          range: { startLine: 2, startColumn: 8, endLine: 2, endColumn: 12 },
        },
      },
    ],
  );
});

test('ReadDocument gives the text of bundled files and of nothing else', async (context) => {
  const { backend, uri } = await started(context, clean);
  const read = (of: string) =>
    new Promise<string>((resolve, reject) => {
      backend.workspace.readDocument({ uri: of }, (error, response) =>
        error ? reject(error) : resolve(response.text),
      );
    });
  assert.match(await read('protopipe-wkt:/google/protobuf/any.proto'), /message Any \{/);
  for (const other of [uri('proto/acme/user.proto'), 'protopipe-wkt:/no/such.proto']) {
    await assert.rejects(read(other), (error) => RpcError.from(error).codeName === 'NOT_FOUND');
  }
});

test('Watch tells the state, its changes and the log', async (context) => {
  const { backend, folder } = await started(context, clean);
  const watch = backend.process.channel.client(BackendServiceClient).watch({ logLevel: LogLevel.INFO });
  watch.on('error', () => {});
  context.after(() => watch.cancel());
  const activities: number[] = [];
  const log: string[] = [];
  const ready = new Promise<number>((resolve) => {
    watch.on('data', ({ event }) => {
      if (event?.$case === 'log') log.push(event.value.message);
      if (event?.$case === 'state') activities.push(event.value.activity);
      if (event?.$case === 'state' && event.value.activity === 3) resolve(event.value.workspaceFiles);
    });
  });
  await new Promise((resolve) => watch.once('data', resolve));
  await openFolder(backend, folder);
  assert.equal(await ready, 1);
  assert.equal(activities[0], 1);
  assert.ok(log.some((line) => line.startsWith('Protopipe ')));
  assert.ok(log.some((line) => /^Opened 1 files/.test(line)));
});

/** A Sync stream and what came back on it. */
class SyncStream {
  readonly stream: ClientDuplexStream<SyncRequest, SyncResponse>;
  readonly #got: DocumentDiagnostics[] = [];
  #wake = () => {};

  constructor({ workspace }: TestBackend) {
    this.stream = workspace.sync();
    this.stream.on('error', () => {});
    this.stream.on('data', ({ event }: SyncResponse) => {
      if (event) this.#got.push(event.value);
      this.#wake();
    });
  }

  send(event: NonNullable<SyncRequest['event']>): void {
    this.stream.write({ event });
  }

  /** The next diagnostics of a version; earlier ones are dropped. */
  async next(uri: string, version: number): Promise<DocumentDiagnostics> {
    for (;;) {
      const at = this.#got.findIndex((each) => each.uri === uri && each.version === version);
      if (at >= 0) return this.#got.splice(0, at + 1)[at];
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  end(): void {
    this.stream.end();
  }
}

function errors({ diagnostics }: DocumentDiagnostics): string[] {
  return diagnostics.filter(({ severity }) => severity === Severity.ERROR).map(({ code }) => code);
}

function manyFiles(count: number, body = 'message M {}'): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`p${i % 50}/f${i}.proto`, `syntax = "proto3"; package p${i}; ${body}`]),
  );
}

/** Tries again until it works, as long as the test may run. */
async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
