// grpc.health.v1: whether the backend serves. It always does while it can answer.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import {
  type HealthCheckRequest,
  type HealthCheckResponse,
  type HealthServer,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from '../../protos/gen/grpc/health/v1/health.js';
import type { StreamHandlers } from './stream-handlers.js';

/** `services` are the full names of what is served; the empty name stands for the whole backend. */
export function healthService(handlers: StreamHandlers, services: () => Promise<readonly string[]>): HealthServer {
  const statusOf = async (service: string) =>
    service === '' || (await services()).includes(service) ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN;
  return {
    check: handlers.unary<HealthCheckRequest, HealthCheckResponse>('Check', async ({ service }) => {
      const serving = await statusOf(service);
      if (serving === ServingStatus.SERVICE_UNKNOWN) {
        throw new RpcError(status.NOT_FOUND, `There is no service "${service}".`);
      }
      return { status: serving };
    }),
    watch: handlers.serverStream<HealthCheckRequest, HealthCheckResponse>(
      'Watch',
      async ({ service }, send, signal) => {
        await send({ status: await statusOf(service) });
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
          if (signal.aborted) resolve();
        });
      },
    ),
  };
}
