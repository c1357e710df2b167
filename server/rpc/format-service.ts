// FormatService: which function answers which RPC.
import type {
  FormatFilesRequest,
  FormatFilesResponse,
  FormatServiceServer,
} from '../../protos/gen/protopipe/v1/format.js';
import type { FileSystem } from '../workspace/file-system.js';
import type { Workspace } from '../workspace/workspace.js';
import { formatFiles } from './format-files.js';
import type { StreamHandlers } from './stream-handlers.js';

export function formatService(
  { serverStream }: StreamHandlers,
  workspace: Workspace,
  fs: FileSystem,
): FormatServiceServer {
  return {
    formatFiles: serverStream<FormatFilesRequest, FormatFilesResponse>('FormatFiles', (request, send, signal) =>
      formatFiles(workspace, fs, request, send, signal),
    ),
  };
}
