// FormatService: which function answers which RPC.
import type {
  FormatFilesRequest,
  FormatFilesResponse,
  FormatServiceServer,
} from '../../protos/gen/protopipe/v1/format.js';
import { type FormatFilesPorts, formatFiles } from './format-files.js';
import type { StreamHandlers } from './stream-handlers.js';

export function formatService({ serverStream }: StreamHandlers, ports: FormatFilesPorts): FormatServiceServer {
  return {
    formatFiles: serverStream<FormatFilesRequest, FormatFilesResponse>('FormatFiles', (request, send, signal) =>
      formatFiles(ports, request, send, signal),
    ),
  };
}
