// One call as connectrpc/conformance asks for it, made by the backend's calling side.
import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import type { CallFinished, CallRequest, CallResponse, MetadataEntry } from '../../../protos/gen/protopipe/v1/call.js';
import { Reflection, TlsMode } from '../../../protos/gen/protopipe/v1/call.js';
import { makeCall } from '../../../server/rpc/make-call.js';
import { ports } from '../../calls/call-fixture.js';
import type { ClientRequest, ClientResult, Header } from './client-request.js';
import type { ConformanceTypes } from './types.js';

/** For a call without one of its own, so that no test hangs. */
const longestMs = 60_000;

/** Throws for what no client of gRPC can try. */
export async function runRequest(types: ConformanceTypes, request: ClientRequest): Promise<ClientResult> {
  refuseOthers(request);
  const { requestMessages = [] } = request;
  const answers = new Answers();
  await makeCall(
    await ports(),
    inputsOf(request, startOf(types, request), answers),
    async (response) => answers.take(response),
    new AbortController().signal,
  );
  const { finished, payloads, headers, undecoded } = answers;
  if (!finished) throw new Error('the call ended without a status');
  const code = undecoded === undefined ? finished.code : status.INTERNAL;
  return {
    responseHeaders: encodeHeaders(headers),
    payloads,
    ...(code === status.OK
      ? {}
      : {
          error: {
            code,
            message: undecoded ?? finished.message,
            details: finished.detailsJson.map((json): unknown => JSON.parse(json)),
          },
        }),
    responseTrailers: encodeHeaders(finished.trailers),
    numUnsentRequests: requestMessages.length - finished.messagesSent,
  };
}

function refuseOthers({ httpVersion, protocol, codec, compression, useGetHttpMethod }: ClientRequest): void {
  const refuse = (what: string) => {
    throw new Error(`${what} is not what this client speaks: gRPC over HTTP/2 with binary messages`);
  };
  if (protocol !== 'PROTOCOL_GRPC') refuse(protocol ?? 'no protocol');
  if (httpVersion !== undefined && httpVersion !== 'HTTP_VERSION_2') refuse(httpVersion);
  if (codec !== undefined && codec !== 'CODEC_PROTO') refuse(codec);
  if (useGetHttpMethod) refuse('GET');
  if (compression && !['COMPRESSION_IDENTITY', 'COMPRESSION_GZIP'].includes(compression)) refuse(compression);
}

function startOf(types: ConformanceTypes, request: ClientRequest): CallRequest {
  const { host, port, serverTlsCert, clientTlsCreds, compression, messageReceiveLimit, timeoutMs } = request;
  const bytes = (base64 = '') => Buffer.from(base64, 'base64');
  const target = {
    address: `${host?.includes(':') ? `[${host}]` : host}:${port}`,
    tls: {
      mode: serverTlsCert ? TlsMode.TLS : TlsMode.PLAINTEXT,
      caPem: bytes(serverTlsCert),
      certificatePem: bytes(clientTlsCreds?.cert),
      keyPem: bytes(clientTlsCreds?.key),
      pkcs12: Buffer.alloc(0),
      passphrase: '',
      serverName: '',
      skipVerification: false,
    },
    maxMessageBytes: messageReceiveLimit ?? 0,
    gzip: compression === 'COMPRESSION_GZIP',
    connectTimeoutMs: 0,
  };
  const value = {
    target,
    schema: { reflection: Reflection.OFF, descriptorSets: [Buffer.from(types.descriptorSet)] },
    method: `${request.service}/${request.method}`,
    metadata: (request.requestHeaders ?? []).flatMap(decodeHeader),
    deadlineMs: timeoutMs ?? longestMs,
    waitForReady: false,
    emitDefaults: false,
    blocks: false,
  };
  return { event: { $case: 'start', value } };
}

async function* inputsOf(
  { requestMessages = [], requestDelayMs, streamType, cancel }: ClientRequest,
  start: CallRequest,
  answers: Answers,
): AsyncIterable<CallRequest> {
  yield start;
  const cancelled: CallRequest = { event: { $case: 'cancel', value: {} } };
  const enough = cancel?.afterNumResponses;
  let sent = 0;
  for (const { '@type': _, ...message } of requestMessages) {
    if (requestDelayMs) await delay(requestDelayMs);
    yield { event: { $case: 'message', value: JSON.stringify(message) } };
    sent++;
    // The server answers each message before it reads the next.
    if (streamType === 'STREAM_TYPE_FULL_DUPLEX_BIDI_STREAM') await answers.until(sent);
    if (enough !== undefined && answers.payloads.length >= enough && sent < requestMessages.length) {
      yield cancelled;
      return;
    }
  }
  if (cancel?.beforeCloseSend) {
    yield cancelled;
    return;
  }
  yield { event: { $case: 'halfClose', value: {} } };
  if (enough !== undefined) await answers.until(enough);
  else if (cancel) await delay(cancel.afterCloseSendMs ?? 0);
  if (cancel) yield cancelled;
  // Whoever gives no more inputs has gone.
  await answers.ended;
}

/** What has come of a call. */
class Answers {
  headers: readonly MetadataEntry[] = [];
  readonly payloads: unknown[] = [];
  finished: CallFinished | undefined;
  /** Why a message could not be decoded. */
  undecoded: string | undefined;
  /** Resolves with the status. */
  readonly ended: Promise<void>;
  #end = () => {};
  #wake = () => {};
  #pieces = '';

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  take({ event }: CallResponse): void {
    if (event?.$case === 'headers') this.headers = event.value.metadata;
    if (event?.$case === 'refused') this.undecoded ??= event.value.reason;
    for (const message of event?.$case === 'messages' ? event.value.messages : []) {
      this.#pieces += message.json;
      if (message.continues) continue;
      if (message.problem !== '') this.undecoded ??= message.problem;
      else this.payloads.push((JSON.parse(this.#pieces) as { payload?: unknown }).payload ?? {});
      this.#pieces = '';
    }
    if (event?.$case === 'finished') {
      this.finished = event.value;
      this.#end();
    }
    this.#wake();
  }

  /** Resolves when so many messages have come, or the call is over. */
  async until(count: number): Promise<void> {
    while (this.payloads.length < count && !this.finished) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function decodeHeader({ name, value = [] }: Header): MetadataEntry[] {
  return value.map((text) =>
    name.toLowerCase().endsWith('-bin')
      ? { name, value: { $case: 'binary', value: Buffer.from(text, 'base64') } }
      : { name, value: { $case: 'text', value: text } },
  );
}

function encodeHeaders(entries: readonly MetadataEntry[]): Header[] {
  const headers = new Map<string, string[]>();
  for (const { name, value } of entries) {
    const text =
      value?.$case === 'binary' ? Buffer.from(value.value).toString('base64').replace(/=+$/, '') : (value?.value ?? '');
    headers.set(name, [...(headers.get(name) ?? []), text]);
  }
  return [...headers].map(([name, value]) => ({ name, value }));
}
