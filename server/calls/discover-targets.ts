// Finds pipes and sockets of this machine whose listener answers gRPC. Only places where gRPC servers are known to
// listen are looked at, and each is asked for its health and its services, nothing else.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Client, Metadata, status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
  HealthService,
} from '../../protos/gen/grpc/health/v1/health.js';
import { reflectionSource } from './schema/reflection-source.js';
import { type Connection, openConnection } from './target/connection.js';

export interface DiscoveredTarget {
  /** As `Target.address` takes it. */
  readonly address: string;
  /** grpc.health.v1's word; empty when the server does not know that service. */
  readonly health: string;
  /** Full names; empty without server reflection. */
  readonly services: readonly string[];
}

/** Listeners that are asked at the same time. */
const parallel = 8;
const dotnetPrefix = 'CoreFxPipe_';
const windowsPipes = '\\\\.\\pipe\\';
/** Pipes of Windows and of programs that are known to serve something else; being called may disturb them. */
const foreignPipes =
  /^(protopipe-|vscode-|mojo\.|crashpad|chrome|gecko|discord|docker|openssh|winio|wkssvc|lsass|lsarpc|samr|srvsvc|spoolss|ntsvcs|scerpc|svcctl|epmapper|eventlog|atsvc|browser|netlogon|initshutdown|trkwks|sessEnv|winreg|efsrpc|ROUTER|W32TIME|PIPE_EVENTROOT|TermSrv|LSM_|MsFteWds|PSHost|dotnet-diagnostic|clr-debug|PIPE|InitShutdown|ProtectedPrefix)/i;

/** Calls `found` with each that answers within `timeoutMs`. */
export async function discoverTargets(
  timeoutMs: number,
  found: (target: DiscoveredTarget) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const addresses = process.platform === 'win32' ? windowsCandidates() : socketCandidates();
  const work = Array.from({ length: parallel }, async () => {
    for (let address = addresses.shift(); address !== undefined; address = addresses.shift()) {
      signal.throwIfAborted();
      const target = await ask(address, timeoutMs, signal);
      if (target) await found(target);
    }
  });
  await Promise.all(work);
}

function windowsCandidates(): string[] {
  let names: string[];
  try {
    names = fs.readdirSync(windowsPipes);
  } catch {
    return [];
  }
  return names.filter((name) => !foreignPipes.test(name)).map((name) => `${windowsPipes}${name}`);
}

/** Sockets of this user: those of .NET's pipe names, and `*.sock` beside them and in the runtime directory. */
function socketCandidates(): string[] {
  const temporary = process.env.TMPDIR || '/tmp';
  const folders = new Set([temporary, os.tmpdir(), process.env.XDG_RUNTIME_DIR ?? temporary]);
  const found = new Set<string>();
  for (const folder of folders) {
    for (const name of entriesOf(folder)) {
      const file = path.join(folder, name);
      if (folder === temporary && name.startsWith(dotnetPrefix)) {
        if (isOwnSocket(file)) found.add(`pipe:${name.slice(dotnetPrefix.length)}`);
      } else if (/\.sock(et)?$/.test(name) && isOwnSocket(file)) found.add(`unix://${file}`);
    }
  }
  return [...found].sort();
}

function entriesOf(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function isOwnSocket(file: string): boolean {
  try {
    const stats = fs.lstatSync(file);
    return stats.isSocket() && (process.getuid === undefined || stats.uid === process.getuid());
  } catch {
    return false;
  }
}

async function ask(address: string, timeoutMs: number, signal: AbortSignal): Promise<DiscoveredTarget | undefined> {
  let connection: Connection;
  try {
    connection = openConnection({ address, connectTimeoutMs: timeoutMs, once: true });
  } catch {
    // A name that cannot be spelled as a target.
    return undefined;
  }
  const deadline = new Date(Date.now() + timeoutMs);
  try {
    const health = await healthOf(connection.client, deadline, signal);
    if (health === undefined) return undefined;
    const reflection = reflectionSource(connection, { metadata: new Metadata(), deadline });
    const services = await reflection.services(signal).catch(() => []);
    reflection.close();
    return { address, health, services: [...services].sort() };
  } finally {
    connection.close();
  }
}

/** Undefined when what listens does not answer gRPC. */
function healthOf(client: Client, deadline: Date, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const call = client.makeUnaryRequest(
      HealthService.check.path,
      (request: HealthCheckRequest) => Buffer.from(HealthCheckRequest.encode(request).finish()),
      (bytes: Buffer) => HealthCheckResponse.decode(bytes),
      { service: '' },
      new Metadata(),
      { deadline },
      (error, response) => {
        signal.removeEventListener('abort', cancel);
        if (response) return resolve(HealthCheckResponse_ServingStatus[response.status] ?? 'UNKNOWN');
        const { code, message } = RpcError.from(error);
        const isGrpc = code === status.UNIMPLEMENTED || code === status.NOT_FOUND || code === status.UNAUTHENTICATED;
        resolve(isGrpc && !/HTTP/.test(message) ? '' : undefined);
      },
    );
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel, { once: true });
  });
}
