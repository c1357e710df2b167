// Asks one question of a service of the backend: a unary call as a promise.
import type { ClientUnaryCall, ServiceError } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';

/** `start` makes the call. Resolves with the answer; rejects with an RpcError. Aborting `signal` cancels the call. */
export function askOnce<Response>(
  start: (callback: (error: ServiceError | null, response: Response) => void) => ClientUnaryCall,
  signal?: AbortSignal,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => running.cancel();
    const running = start((error, response) => {
      signal?.removeEventListener('abort', cancel);
      if (error) reject(RpcError.from(error));
      else resolve(response);
    });
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
  });
}
