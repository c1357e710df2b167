// The sample's gRPC server: orders, health and server reflection.
import { Server, type ServerOptions, status } from '@grpc/grpc-js';
import type { PipeServer } from '../../pipe/index.js';
import {
  type HealthCheckRequest,
  HealthCheckResponse_ServingStatus,
  type HealthServer,
  HealthService,
} from '../../protos/gen/grpc/health/v1/health.js';
import { ServerReflectionService } from '../../protos/gen/grpc/reflection/v1/reflection.js';
import { ServerReflectionService as ServerReflectionAlphaService } from '../../protos/gen/grpc/reflection/v1alpha/reflection.js';
import { OrderServiceService } from '../../protos/gen/sample/protopipe/sample/v1/orders.js';
import { sampleDescriptors } from '../../protos/gen/sample-descriptors.js';
import { orderService } from './order-service.js';
import { reflectionHandler } from './reflection.js';

export interface SampleOptions {
  /** Default both versions. */
  readonly reflection?: readonly ('v1' | 'v1alpha')[];
  readonly grpc?: ServerOptions;
}

const services = ['grpc.health.v1.Health', 'protopipe.sample.v1.OrderService'];

export function createSampleServer({ grpc = {}, ...options }: SampleOptions = {}): Server {
  const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1, ...grpc });
  addSampleServices(server, options);
  return server;
}

/** To a server of grpc-js or of pipe/. */
export function addSampleServices(
  server: Pick<Server, 'addService'> | PipeServer,
  { reflection = ['v1', 'v1alpha'] }: Pick<SampleOptions, 'reflection'> = {},
): void {
  server.addService(OrderServiceService, orderService);
  server.addService(HealthService, health);
  if (reflection.length > 0) {
    const handler = reflectionHandler(Buffer.from(sampleDescriptors, 'base64'), services);
    if (reflection.includes('v1')) server.addService(ServerReflectionService, handler);
    if (reflection.includes('v1alpha')) server.addService(ServerReflectionAlphaService, handler);
  }
}

const serving = { status: HealthCheckResponse_ServingStatus.SERVING };

function isKnown({ service }: HealthCheckRequest): boolean {
  return service === '' || services.includes(service);
}

const health: HealthServer = {
  check(call, callback) {
    if (isKnown(call.request)) callback(null, serving);
    else callback({ code: status.NOT_FOUND, details: `there is no service ${call.request.service}` });
  },
  watch(call) {
    call.write(isKnown(call.request) ? serving : { status: HealthCheckResponse_ServingStatus.SERVICE_UNKNOWN });
  },
};
