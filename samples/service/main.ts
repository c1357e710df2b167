// npm run sample: the sample service on the pipe `pipe:protopipe-sample` and on TCP of this machine, until it is ended.
import { ServerCredentials } from '@grpc/grpc-js';
import { listenPipe, parsePipeAddress, RpcError } from '../../pipe/index.js';
import { createSampleServer } from './create-server.js';

const pipeName = 'pipe:protopipe-sample';
const port = Number(process.env.SAMPLE_PORT ?? 50_051);

async function main(): Promise<void> {
  const server = createSampleServer();
  const endpoint = parsePipeAddress(pipeName);
  if (!endpoint) throw new Error(`${pipeName} is no pipe`);
  const listener = await listenPipe(server, endpoint, { access: { kind: 'open' } });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, chosen) => {
      if (error) reject(error);
      else resolve(chosen);
    });
  }).catch(async (error: unknown) => {
    await listener.close();
    throw error;
  });
  console.log(`The sample service listens on ${pipeName} and on 127.0.0.1:${bound}. Ctrl+C ends it. Try:

  protopipe list ${pipeName}
  protopipe call ${pipeName} protopipe.sample.v1.OrderService/GetOrder -d '{"id": "7"}'
  protopipe call 127.0.0.1:${bound} protopipe.sample.v1.OrderService/WatchOrders -d '{"count": 5, "interval": "0.5s"}'`);
  const stop = () => {
    server.forceShutdown();
    listener.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

main().catch((error: unknown) => {
  console.error(RpcError.from(error).message);
  process.exitCode = 1;
});
