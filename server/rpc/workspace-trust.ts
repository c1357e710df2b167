// Whether the user trusts the open folders.

/** Set by each WorkspaceService.Open; false until the first. */
export interface WorkspaceTrust {
  isTrusted: boolean;
}
