// The sample service on a pipe of its own, for one test.
import { randomBytes } from 'node:crypto';
import { listenPipe, parsePipeAddress } from '../pipe/index.js';
import { createSampleServer } from '../samples/service/create-server.js';

export interface SampleOnPipe {
  /** `pipe:NAME` */
  readonly address: string;
  stop(): Promise<void>;
}

export async function sampleOnPipe(): Promise<SampleOnPipe> {
  const address = `pipe:sample-test-${randomBytes(6).toString('hex')}`;
  const endpoint = parsePipeAddress(address);
  if (!endpoint) throw new Error(`${address} is no pipe`);
  const server = createSampleServer();
  const listener = await listenPipe(server, endpoint, { access: { kind: 'open' } });
  return {
    address,
    async stop() {
      server.forceShutdown();
      await listener.close();
    },
  };
}
