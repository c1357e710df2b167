// Calls within one process: all kinds, flow control, errors, cancelling from both sides, deadlines.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { LocalServices, RpcError } from '../../pipe/index.js';
import { EchoClient, echoService } from './echo-service.js';

type Implementation = Partial<Record<keyof typeof echoService, grpc.UntypedServiceImplementation[string]>>;

function clientOf(implementation: Implementation): EchoClient {
  const services = new LocalServices();
  services.addService(echoService, implementation as grpc.UntypedServiceImplementation);
  return services.client(EchoClient);
}

function unary(client: EchoClient, text: string, options: Partial<grpc.CallOptions> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    client.unary(Buffer.from(text), new grpc.Metadata(), options, (error, response) => {
      if (error) reject(error);
      else resolve(String(response));
    });
  });
}

test('unary: the answer, and a status with its details', async () => {
  const client = clientOf({
    unary(call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) {
      if (call.request.length > 0) callback(null, call.request);
      else callback(new RpcError(grpc.status.NOT_FOUND, 'nothing there'));
    },
  });
  assert.equal(await unary(client, 'hello'), 'hello');
  await assert.rejects(unary(client, ''), { code: grpc.status.NOT_FOUND, details: 'nothing there' });
});

test('a method that nobody serves', async () => {
  await assert.rejects(unary(new LocalServices().client(EchoClient), 'x'), { code: grpc.status.UNIMPLEMENTED });
});

test('a client stream is answered when it has ended', async () => {
  const client = clientOf({
    clientStream(call: grpc.ServerReadableStream<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) {
      let received = 0;
      call.on('data', (message: Buffer) => {
        received += message.length;
      });
      call.on('end', () => callback(null, Buffer.from(String(received))));
    },
  });
  const answer = await new Promise((resolve, reject) => {
    const call = client.clientStream(new grpc.Metadata(), {}, (error, response) => {
      if (error) reject(error);
      else resolve(String(response));
    });
    for (let i = 0; i < 100; i++) call.write(Buffer.alloc(i));
    call.end();
  });
  assert.equal(answer, '4950');
});

test('a server stream waits for a reader that is slow, and arrives in order', async () => {
  let written = 0;
  const client = clientOf({
    async serverStream(call: grpc.ServerWritableStream<Buffer, Buffer>) {
      for (; written < 1_000; written++) if (!call.write(Buffer.from(String(written)))) await once(call, 'drain');
      call.end();
    },
  });
  const call = client.serverStream(Buffer.alloc(0));
  const reader = call[Symbol.asyncIterator]();
  assert.equal(String((await reader.next()).value), '0');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(written < 100, `${written} messages were written for a reader that took one`);
  const rest: string[] = [];
  for (let next = await reader.next(); !next.done; next = await reader.next()) rest.push(String(next.value));
  assert.deepEqual(
    rest,
    [...Array(999).keys()].map((i) => String(i + 1)),
  );
});

test('an error of a stream comes behind its messages', async () => {
  const client = clientOf({
    serverStream(call: grpc.ServerWritableStream<Buffer, Buffer>) {
      for (const text of ['a', 'b', 'c']) call.write(Buffer.from(text));
      call.emit('error', new RpcError(grpc.status.DATA_LOSS, 'lost'));
    },
  });
  const seen: string[] = [];
  await assert.rejects(
    async () => {
      for await (const message of client.serverStream(Buffer.alloc(0))) seen.push(String(message));
    },
    { code: grpc.status.DATA_LOSS },
  );
  assert.deepEqual(seen, ['a', 'b', 'c']);
});

test('both directions at once, and a client that waits for a handler that does not read', async () => {
  let reading = () => {};
  const client = clientOf({
    bidi(call: grpc.ServerDuplexStream<Buffer, Buffer>) {
      reading = () => {
        call.on('data', (message: Buffer) => call.write(message));
        call.on('end', () => call.end());
      };
    },
  });
  const call = client.bidi();
  let sent = 0;
  while (call.write(Buffer.from(String(sent)))) sent++;
  assert.ok(sent < 100, `${sent} messages were taken although nobody reads them`);
  reading();
  call.end();
  const seen: string[] = [];
  for await (const message of call) seen.push(String(message));
  assert.deepEqual(seen, [...Array(sent + 1).keys()].map(String));
});

test('cancelling reaches the handler and ends the call', async () => {
  let cancelled = 0;
  const client = clientOf({
    async serverStream(call: grpc.ServerWritableStream<Buffer, Buffer>) {
      call.on('cancelled', () => cancelled++);
      while (!call.cancelled)
        if (!call.write(Buffer.from('x'))) await Promise.race([once(call, 'drain'), once(call, 'cancelled')]);
      call.end();
    },
  });
  const call = client.serverStream(Buffer.alloc(0));
  await once(call, 'data');
  call.cancel();
  const [error] = (await once(call, 'error')) as [grpc.ServiceError];
  assert.equal(error.code, grpc.status.CANCELLED);
  assert.equal(cancelled, 1);
});

test('a deadline ends the call', async () => {
  const client = clientOf({ unary() {} });
  await assert.rejects(unary(client, 'x', { deadline: Date.now() + 20 }), { code: grpc.status.DEADLINE_EXCEEDED });
});
