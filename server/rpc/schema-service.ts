// SchemaService: which function answers which RPC.
import type {
  ListChildrenRequest,
  ListChildrenResponse,
  SchemaServiceServer,
  WatchPackagesRequest,
  WatchPackagesResponse,
} from '../../protos/gen/protopipe/v1/schema.js';
import type { Workspace } from '../workspace/workspace.js';
import { listChildren, locateInSchema } from './list-schema.js';
import type { StreamHandlers } from './stream-handlers.js';
import { watchPackages } from './watch-packages.js';

export function schemaService({ unary, serverStream }: StreamHandlers, workspace: Workspace): SchemaServiceServer {
  return {
    listChildren: serverStream<ListChildrenRequest, ListChildrenResponse>('ListChildren', (request, send, signal) =>
      listChildren(workspace, request, send, signal),
    ),
    locate: unary('Locate', (request, signal) => locateInSchema(workspace, request, signal)),
    watchPackages: serverStream<WatchPackagesRequest, WatchPackagesResponse>('WatchPackages', (_, send, signal) =>
      watchPackages(workspace, send, signal),
    ),
  };
}
