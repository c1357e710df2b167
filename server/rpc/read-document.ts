// WorkspaceService.ReadDocument: the text of bundled files.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { ReadDocumentRequest, ReadDocumentResponse } from '../../protos/gen/protopipe/v1/workspace.js';
import type { Workspace } from '../workspace/workspace.js';

export function readDocument(workspace: Workspace, { uri }: ReadDocumentRequest): ReadDocumentResponse {
  const text = workspace.bundledText(uri);
  if (text === undefined) throw new RpcError(status.NOT_FOUND, `The product brings no file ${uri}.`);
  return { text };
}
