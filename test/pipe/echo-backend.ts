// A backend process for tests: serves the echo service as a product's backend would. argv[2] is its protocol version.
import { serveBackend } from '../../pipe/index.js';
import { createEchoServer } from './echo-service.js';

const { server } = createEchoServer();
await serveBackend({ server, protocolVersion: Number(process.argv[2] ?? 1), graceMs: 200 }).catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 1;
});
process.exit();
