// What is known of a call beside its messages: plain data that views show and tests compare.
import type { CallFinished, MetadataEntry, Method, Origin } from '../../protos/gen/protopipe/v1/call.js';

export type CallPhase =
  /** The backend looks for the method and connects. */
  | 'starting'
  /** Messages may come. */
  | 'running'
  | 'over';

export interface CallState {
  readonly phase: CallPhase;
  /** The target as it is called, once the method is found; before, as it is written. */
  readonly target: string;
  /** "package.Service/Method". */
  readonly methodName: string;
  /** Undefined until it is found. */
  readonly method: Method | undefined;
  readonly origin: Origin | undefined;
  readonly startedAt: Date;
  readonly headers: readonly MetadataEntry[] | undefined;
  readonly headersElapsedMs: number | undefined;
  /** Messages may be sent by hand. */
  readonly isSendOpen: boolean;
  readonly isCancelling: boolean;
  /** How the call ended, when the target or the connection said so. */
  readonly finished: CallFinished | undefined;
  /** Why nothing could be called, or why nobody knows how the call ended. */
  readonly failure: string | undefined;
}
