// Asks a backend whether it still answers, in the words of grpc.health.v1.
import { status } from '@grpc/grpc-js';
import { type PipeChannel, RpcError } from '../../pipe/index.js';
import {
  HealthClient,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from '../../protos/gen/grpc/health/v1/health.js';

/** Resolves when the backend says that it serves. Rejects with an RpcError when it does not, or on abort. */
export function checkHealth(channel: PipeChannel, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = channel.client(HealthClient).check({ service: '' }, (error, response) => {
      signal.removeEventListener('abort', cancel);
      if (error) reject(RpcError.from(error));
      else if (response.status === ServingStatus.SERVING) resolve();
      else reject(new RpcError(status.UNAVAILABLE, `the backend's health is ${ServingStatus[response.status]}`));
    });
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
  });
}
