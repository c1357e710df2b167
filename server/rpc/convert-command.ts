// RequestService.ExportRequest and ImportCommand: requests as command lines of other tools, and back.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type {
  ExportRequestRequest,
  ExportRequestResponse,
  ImportCommandRequest,
  ImportCommandResponse,
} from '../../protos/gen/protopipe/v1/request.js';
import type { RequestPorts } from './prepare-call.js';

export async function exportCall(
  _ports: RequestPorts,
  _request: ExportRequestRequest,
  _signal: AbortSignal,
): Promise<ExportRequestResponse> {
  throw new RpcError(status.UNIMPLEMENTED, 'Not there yet.');
}

export function importCall(_request: ImportCommandRequest): ImportCommandResponse {
  throw new RpcError(status.UNIMPLEMENTED, 'Not there yet.');
}
