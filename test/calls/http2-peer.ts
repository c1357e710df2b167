// Servers of plain HTTP/2 that answer gRPC calls as no server of gRPC would, in plaintext or with TLS.
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Target, Tls } from '../../protos/gen/protopipe/v1/call.js';
import { createAuthority, type Identity } from './certificates.js';

/** How a peer is reached: what `call` takes. */
export interface Peer {
  readonly address: string;
  readonly tls?: Partial<Tls>;
  readonly target?: Partial<Target>;
}

/** Calls in plaintext are on the HTTP/2 of pipe/, those with TLS on grpc-js'. */
export const transports = ['plaintext', 'TLS'] as const;
export type Transport = (typeof transports)[number];

let identity: Identity | undefined;

/** Undefined, and the test skipped, where there is nothing to make a certificate with. */
export async function http2Server(
  t: TestContext,
  transport: Transport,
  onStream: (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void,
): Promise<Peer | undefined> {
  if (transport === 'TLS') identity ??= createAuthority(t)?.issue('IP:127.0.0.1');
  if (transport === 'TLS' && !identity) return undefined;
  const server =
    transport === 'TLS' && identity
      ? http2.createSecureServer({ cert: identity.certificate, key: identity.key })
      : http2.createServer();
  const close = closing(server);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    onStream(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(close);
  const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return transport === 'TLS'
    ? { address: `https://${at}`, tls: { skipVerification: true } }
    : { address: `http://${at}` };
}

/** What ends a server and all that is connected to it. */
export function closing(server: http2.Http2Server | http2.Http2SecureServer): () => void {
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session: http2.ServerHttp2Session) => sessions.add(session.on('error', () => {})));
  return () => {
    for (const session of sessions) session.destroy();
    server.close();
  };
}

/** A server that answers each call with these bytes and trailers. */
export function answering(
  t: TestContext,
  transport: Transport,
  body: Buffer,
  trailers: http2.OutgoingHttpHeaders,
  headers: http2.OutgoingHttpHeaders = {},
): Promise<Peer | undefined> {
  return http2Server(t, transport, (stream) => answer(stream, body, trailers, headers));
}

export function answer(
  stream: http2.ServerHttp2Stream,
  body: Buffer,
  trailers: http2.OutgoingHttpHeaders,
  headers: http2.OutgoingHttpHeaders = {},
): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...headers }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}

/** A message as gRPC frames it. */
export function frame(message: Buffer, isCompressed = false): Buffer {
  const head = Buffer.alloc(5);
  head[0] = isCompressed ? 1 : 0;
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
