// FormatService with its worker threads. It needs no workspace.
import path from 'node:path';
import type { FormatServiceServer } from '../protos/gen/protopipe/v1/format.js';
import type { BackendLog } from './rpc/backend-log.js';
import { formatService } from './rpc/format-service.js';
import { createFormatTeam } from './rpc/format-team.js';
import type { StreamHandlers } from './rpc/stream-handlers.js';
import { disk } from './workspace/node/disk.js';

/** `bundles` is the folder of the workers' bundles. */
export function createFormatting(handlers: StreamHandlers, bundles: string, log: BackendLog): FormatServiceServer {
  const workerFile = path.join(bundles, 'format-worker.cjs');
  return formatService(handlers, { fs: disk, team: () => createFormatTeam({ workerFile, onWarning: log.warning }) });
}
