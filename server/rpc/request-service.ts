// RequestService: which function answers which RPC.
import type {
  DraftRequestRequest,
  DraftRequestResponse,
  ExportRequestRequest,
  ExportRequestResponse,
  ImportCommandRequest,
  ImportCommandResponse,
  ListRequestsRequest,
  ListRequestsResponse,
  PrepareRequestRequest,
  PrepareRequestResponse,
  RequestServiceServer,
} from '../../protos/gen/protopipe/v1/request.js';
import { listRequests } from '../requests/list-requests.js';
import type { MethodModel, ServiceModel } from '../requests/types/model.js';
import { askedRequest } from './asked-request.js';
import type { CallPorts } from './call-service.js';
import { exportCall, importCall } from './convert-command.js';
import { prepareCall, type RequestPorts } from './prepare-call.js';
import type { StreamHandlers } from './stream-handlers.js';

export function requestService({ unary }: StreamHandlers, ports: RequestPorts & CallPorts): RequestServiceServer {
  return {
    listRequests: unary<ListRequestsRequest, ListRequestsResponse>('ListRequests', async ({ document }, signal) => {
      const asked = await askedRequest(ports.workspace, document, signal);
      return {
        requests: listRequests(asked.file, asked.types).map((request) => ({
          range: asked.range(request),
          methodRange: asked.range(request.line),
          name: request.name,
          target: request.target,
          method: request.method,
          knownMethod: request.known && encodeMethod(request.known.service, request.known.method),
        })),
      };
    }),

    prepareRequest: unary<PrepareRequestRequest, PrepareRequestResponse>('PrepareRequest', (request, signal) =>
      prepareCall(ports, request, signal),
    ),

    draftRequest: unary<DraftRequestRequest, DraftRequestResponse>('DraftRequest', async (request, signal) => {
      const { draftCall } = await import(/* webpackMode: "eager" */ './draft-call.js');
      return draftCall(ports, request, signal);
    }),

    exportRequest: unary<ExportRequestRequest, ExportRequestResponse>('ExportRequest', (request, signal) =>
      exportCall(ports, request, signal),
    ),

    importCommand: unary<ImportCommandRequest, ImportCommandResponse>('ImportCommand', (request) =>
      importCall(request),
    ),
  };
}

function encodeMethod(service: ServiceModel, method: MethodModel) {
  return {
    name: `${service.fullName}/${method.name}`,
    input: method.input?.fullName ?? '',
    output: method.output?.fullName ?? '',
    clientStreaming: method.clientStreaming,
    serverStreaming: method.serverStreaming,
    deprecated: method.deprecated,
    comment: method.comment(),
  };
}
