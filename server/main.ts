// The backend process: arguments, life, exit codes. Started by its client, which tells it over stdin where to listen.
import { createPipeServer, type ListenerEvent, RpcError, serveBackend } from '../pipe/index.js';
import { productVersion } from '../protos/gen/product-version.js';
import { protocolVersion } from '../protos/gen/protocol-version.js';
import { addServices } from './add-services.js';
import type { BackendLog } from './rpc/backend-log.js';

const exitCode = { failed: 1, defect: 70 };

async function main(): Promise<void> {
  if (process.argv.includes('--version')) {
    console.log(productVersion);
    return;
  }
  // What nobody caught leaves the process in an unknown state: say so and end; the client starts another.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`, () => process.exit(exitCode.defect));
  });
  const stopping = new AbortController();
  process.on('SIGTERM', () => stopping.abort());
  // The terminal sends these to the client too, which ends this process by closing its stdin.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});

  const server = createPipeServer();
  const log = addServices(server, {
    // The bundles lie side by side.
    bundles: __dirname,
    trusted: false,
    onDefect: (text) => process.stderr.write(`${text}\n`),
  });
  await serveBackend({
    server,
    protocolVersion,
    signal: stopping.signal,
    onEvent: (event) => logConnection(event, log),
  });
}

function logConnection(event: ListenerEvent, log: BackendLog): void {
  switch (event.kind) {
    case 'accepted':
    case 'closed':
      log.debug(`Connection ${event.kind}, ${event.connections} open.`);
      break;
    case 'rejected':
      log.warning(`Connection refused: ${event.reason}.`);
      break;
    case 'failed':
      log.warning(`A connection could not be accepted: ${event.error.message}`);
      break;
  }
}

main().then(
  // Threads and timers that are left must not keep the process.
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${RpcError.from(error).message}\n`, () => process.exit(exitCode.failed));
  },
);
