// What the rest of the extension may know about the backend: one value at a time, made here.
import type { BackendState } from '../../protos/gen/protopipe/v1/backend.js';

export type BackendStatus =
  /** Not started, or ended for good. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  /** The process answers. `state` is what it last said of itself. */
  | { readonly kind: 'running'; readonly state: BackendState | undefined }
  /** It ended unexpectedly and is started again. */
  | { readonly kind: 'restarting'; readonly reason: string }
  /** It ended too often, or could not be started; a person has to ask for the next try. */
  | { readonly kind: 'failed'; readonly reason: string };
