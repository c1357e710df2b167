// What every gRPC peer must get from the echo service, whichever side it is on.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as grpc from '@grpc/grpc-js';
import { codeName, RpcError } from '../../pipe/index.js';
import { type EchoClient, unary } from '../pipe/echo-service.js';

/** The results that a peer's client prints as JSON, and that `callEverything` returns. */
export const expectedResults = {
  unary: 'hello',
  headers: ['a', '00ff'],
  trailer: 'yes',
  serverStream: [1000, 2_000_000],
  clientStream: '2000000',
  bidi: ['1', '2', '3'],
  large: true,
  deadline: 'DEADLINE_EXCEEDED',
  cancel: 'CANCELLED',
  error: ['FAILED_PRECONDITION', 'asked to fail: ünïcode', '0809120178'],
};

/** Makes each kind of call once: all four types, metadata, 16 MiB, deadline, cancel, error details. */
export async function callEverything(client: EchoClient): Promise<typeof expectedResults> {
  const metadata = new grpc.Metadata();
  metadata.set('x-text', 'a');
  metadata.set('x-raw-bin', Buffer.of(0, 255));
  const answer = await unary(client, Buffer.from('hello'), metadata);

  const sizes: number[] = [];
  for await (const message of client.serverStream(Buffer.from('1000:2000'))) sizes.push((message as Buffer).length);

  const clientStream = await new Promise<string>((resolve, reject) => {
    const call = client.clientStream(new grpc.Metadata(), {}, (error, value) => {
      if (error) reject(error);
      else resolve(String(value));
    });
    for (let i = 0; i < 1000; i++) call.write(Buffer.alloc(2000));
    call.end();
  });

  const bidi = client.bidi();
  for (const text of ['1', '2', '3']) bidi.write(Buffer.from(text));
  bidi.end();
  const echoed: string[] = [];
  for await (const message of bidi) echoed.push(String(message));

  const large = Buffer.alloc(
    16 * 1024 * 1024,
    Uint8Array.from({ length: 256 }, (_, i) => i),
  );

  const deadline = await new Promise<string>((resolve) => {
    const options = { deadline: Date.now() + 100 };
    client.hang(Buffer.alloc(0), new grpc.Metadata(), options, (error) => resolve(codeName(error?.code ?? 0)));
  });

  const held = client.bidi();
  const ended = new Promise<string>((resolve) => held.on('error', (error) => resolve(RpcError.from(error).codeName)));
  held.write(Buffer.from('1'));
  await once(held, 'data');
  held.cancel();

  const failing = new grpc.Metadata();
  failing.set('fail', '9');
  const failure = RpcError.from(await unary(client, Buffer.alloc(0), failing).catch((error: unknown) => error));
  const [details] = failure.metadata.get('grpc-status-details-bin');
  assert.ok(Buffer.isBuffer(details));

  return {
    unary: answer.response.toString(),
    headers: [String(answer.headers.get('x-text')[0]), (answer.headers.get('x-raw-bin')[0] as Buffer).toString('hex')],
    trailer: String(answer.trailers.get('trailer')[0]),
    serverStream: [sizes.length, sizes.reduce((sum, size) => sum + size, 0)],
    clientStream,
    bidi: echoed,
    large: (await unary(client, large)).response.equals(large),
    deadline,
    cancel: await ended,
    error: [failure.codeName, failure.message, details.toString('hex')],
  };
}

/** Cancels a call that runs, and asks a peer's server whether it has heard of it; it waits for that up to 10 s. */
export async function sawCancellation(client: EchoClient): Promise<boolean> {
  const hanging = client.hang(Buffer.alloc(0), new grpc.Metadata(), {}, () => {});
  // When this one is answered, the one before it has arrived.
  await unary(client, Buffer.alloc(0));
  hanging.cancel();
  return new Promise((resolve, reject) => {
    client.spin(Buffer.alloc(0), new grpc.Metadata(), {}, (error, answer) => {
      if (error) reject(error);
      else resolve(String(answer) === 'cancelled');
    });
  });
}
