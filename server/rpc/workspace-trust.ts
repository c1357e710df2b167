// Whether the user trusts the open folders.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';

/** Set by each WorkspaceService.Open; false until the first. */
export interface WorkspaceTrust {
  isTrusted: boolean;
}

/** Throws PERMISSION_DENIED for a workspace that is not trusted: nothing is called for it, and none of its files is sent. */
export function refuseUntrusted({ isTrusted }: WorkspaceTrust): void {
  if (isTrusted) return;
  throw new RpcError(
    status.PERMISSION_DENIED,
    'The workspace is not trusted, so nothing is called. Trust it first (VS Code: "Workspaces: Manage Workspace Trust").',
  );
}
