// A process that supervises a backend and waits to be killed. argv[2]: whether the backend is to block for ever.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Metadata } from '@grpc/grpc-js';
import { superviseBackend } from '../../pipe/index.js';
import { EchoClient } from './echo-service.js';

const echoBackend = fileURLToPath(new URL('./echo-backend.js', import.meta.url));
const supervisor = superviseBackend({ command: process.execPath, args: [echoBackend, '1'], protocolVersion: 1 });
supervisor.start();
const { pid, channel } = await supervisor.whenReady();
if (process.argv[2] === 'true') {
  channel.client(EchoClient).spin(Buffer.from('x'), new Metadata(), {}, () => {});
  // Time for the call to arrive.
  await new Promise((resolve) => setTimeout(resolve, 300));
}
console.log(JSON.stringify({ pid, path: path.dirname(channel.endpoint.path) }));
setInterval(() => {}, 1_000_000);
