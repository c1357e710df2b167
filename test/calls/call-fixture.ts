// The backend's calling side in this process: a call with everything it tells, and servers to call.
import net from 'node:net';
import type { TestContext } from 'node:test';
import { type Server, ServerCredentials } from '@grpc/grpc-js';
import { descriptors } from '../../protos/gen/descriptors.js';
import {
  type CallFinished,
  type CallHeaders,
  type CallRequest,
  type CallResponse,
  type CallStarted,
  type DescribeRequest,
  type DescribeResponse,
  type MetadataEntry,
  Reflection,
  type RequestRefused,
  type ResponseMessage,
  type SchemaSource,
  type Target,
  type Tls,
} from '../../protos/gen/protopipe/v1/call.js';
import { wellKnownTypes } from '../../protos/gen/well-known-types.js';
import { createBackendLog } from '../../server/rpc/backend-log.js';
import type { CallPorts } from '../../server/rpc/call-service.js';
import { describeTarget } from '../../server/rpc/describe-target.js';
import { makeCall } from '../../server/rpc/make-call.js';
import { Schema } from '../../server/schema/schema.js';
import { createLocalLoader } from '../../server/workspace/file-loader.js';
import { Workspace } from '../../server/workspace/workspace.js';
import { MemoryFileSystem } from '../workspace/memory-file-system.js';

export const orders = 'protopipe.sample.v1.OrderService';

export interface Call {
  readonly address: string;
  readonly method: string;
  /** JSON texts. */
  readonly messages?: readonly string[];
  /** Sent one by one, each when the one before was answered, with `halfClose` and `cancel` as words of their own. */
  readonly inputs?: AsyncIterable<string>;
  readonly ports?: CallPorts;
  readonly target?: Partial<Target>;
  readonly tls?: Partial<Tls>;
  readonly schema?: Partial<SchemaSource>;
  readonly metadata?: MetadataEntry[];
  readonly deadlineMs?: number;
  readonly waitForReady?: boolean;
  readonly emitDefaults?: boolean;
  readonly blocks?: boolean;
  readonly signal?: AbortSignal;
  readonly onResponse?: (response: CallResponse) => Promise<void> | void;
}

export interface CallResult {
  started?: CallStarted;
  headers?: CallHeaders;
  /** Pieces put together. */
  messages: ResponseMessage[];
  /** What came in blocks, a character for each byte. */
  lines: string;
  refused: RequestRefused[];
  finished?: CallFinished;
}

/** Makes a call through the code that answers CallService.Call. */
export async function call(options: Call): Promise<CallResult> {
  const { address, method, onResponse, signal = new AbortController().signal } = options;
  const start = {
    target: targetOf(address, options.target, options.tls),
    schema: { reflection: Reflection.UNSPECIFIED, descriptorSets: [], ...options.schema },
    method,
    metadata: options.metadata ?? [],
    deadlineMs: options.deadlineMs ?? 10_000,
    waitForReady: options.waitForReady ?? false,
    emitDefaults: options.emitDefaults ?? false,
    blocks: options.blocks ?? false,
  };
  async function* requests(): AsyncIterable<CallRequest> {
    yield { event: { $case: 'start', value: start } };
    for await (const input of options.inputs ?? options.messages ?? ['{}']) {
      if (input === 'cancel') yield { event: { $case: 'cancel', value: {} } };
      else if (input === 'halfClose') yield { event: { $case: 'halfClose', value: {} } };
      else yield { event: { $case: 'message', value: input } };
    }
    if (!options.inputs) yield { event: { $case: 'halfClose', value: {} } };
  }
  const result: CallResult = { messages: [], lines: '', refused: [] };
  let pieces = '';
  const send = async (response: CallResponse) => {
    const { event } = response;
    if (event?.$case === 'started') result.started = event.value;
    if (event?.$case === 'headers') result.headers = event.value;
    if (event?.$case === 'refused') result.refused.push(event.value);
    if (event?.$case === 'block') result.lines += Buffer.from(event.value.jsonLines).toString('latin1');
    if (event?.$case === 'finished') result.finished = event.value;
    for (const message of event?.$case === 'messages' ? event.value.messages : []) {
      pieces += message.json;
      if (message.continues) continue;
      result.messages.push({ ...message, json: pieces });
      pieces = '';
    }
    await onResponse?.(response);
  };
  await makeCall(options.ports ?? (await ports()), requests(), send, signal);
  return result;
}

/** Everything that CallService.Describe answers. */
export async function describe(
  address: string,
  symbols: string[],
  options: { ports?: CallPorts; schema?: Partial<SchemaSource>; metadata?: MetadataEntry[] } = {},
): Promise<NonNullable<DescribeResponse['event']>[]> {
  const events: NonNullable<DescribeResponse['event']>[] = [];
  const request: DescribeRequest = {
    target: targetOf(address),
    schema: { reflection: Reflection.UNSPECIFIED, descriptorSets: [], ...options.schema },
    metadata: options.metadata ?? [],
    symbols,
    deadlineMs: 10_000,
  };
  const send = async ({ event }: DescribeResponse) => void (event && events.push(event));
  await describeTarget(options.ports ?? (await ports()), request, send, new AbortController().signal);
  return events;
}

export function targetOf(address: string, target: Partial<Target> = {}, tls: Partial<Tls> = {}): Target {
  const none = Buffer.alloc(0);
  return {
    address,
    tls: {
      mode: 0,
      caPem: none,
      certificatePem: none,
      keyPem: none,
      pkcs12: none,
      passphrase: '',
      serverName: '',
      skipVerification: false,
      ...tls,
    },
    maxMessageBytes: 0,
    gzip: false,
    connectTimeoutMs: 0,
    ...target,
  };
}

/** What the calling side needs, with a workspace of these files below `/w`. */
export async function ports(files: Readonly<Record<string, string>> = {}): Promise<CallPorts> {
  const fs = new MemoryFileSystem(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`/w/${name}`, text])),
  );
  const schema = new Schema();
  const loader = createLocalLoader(fs, schema.names);
  const bundledFiles = new Map(wellKnownTypes);
  const workspace = new Workspace({ fs, schema, loader, bulkLoader: loader, bundledFiles });
  const folder = { path: '/w', excludeGlobs: [], importPaths: [], ignoreGitignore: false };
  if (Object.keys(files).length > 0) await workspace.open({ folders: [folder], files: [], importPaths: [] });
  return {
    loadWorkspace: async () => workspace,
    usedWorkspace: async () => workspace,
    trust: { isTrusted: true },
    log: createBackendLog(),
    contract: () => Buffer.from(descriptors, 'base64'),
  };
}

/** Listens on a free port of this machine until the end of the test; the result is `127.0.0.1:port`. */
export async function serve(
  t: TestContext,
  server: Server,
  credentials: ServerCredentials = ServerCredentials.createInsecure(),
): Promise<string> {
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  t.after(() => server.forceShutdown());
  return `127.0.0.1:${port}`;
}

/** A listener that does with each connection what it likes; the result is `127.0.0.1:port`. */
export async function listen(t: TestContext, onConnection: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}
