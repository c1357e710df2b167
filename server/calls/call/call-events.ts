// What goes into a call and what comes out of it.
import type { DescMethod } from '@bufbuild/protobuf';
import type { UnknownField } from '../messages/walk-message.js';
import type { Origin } from '../schema/descriptor-source.js';
import type { MetadataEntry } from '../target/metadata.js';

export type CallInput =
  | { readonly kind: 'message'; readonly json: string }
  | { readonly kind: 'half-close' }
  | { readonly kind: 'cancel' };

/** Times are milliseconds since `started`. */
export type CallEvent =
  | { readonly kind: 'started'; readonly target: string; readonly method: DescMethod; readonly origin: Origin }
  | { readonly kind: 'headers'; readonly metadata: readonly MetadataEntry[]; readonly elapsedMs: number }
  | { readonly kind: 'messages'; readonly messages: readonly ReceivedMessage[] }
  /** JSON of messages, a line each; in the place of `messages` when blocks were asked for. */
  | { readonly kind: 'block'; readonly jsonLines: Buffer }
  | { readonly kind: 'refused'; readonly messageNumber: number; readonly reason: string }
  | CallFinished;

export interface ReceivedMessage {
  /** In one line; undefined when there is a problem. */
  readonly json: string | undefined;
  readonly problem: string | undefined;
  readonly bytes: Uint8Array;
  readonly elapsedMs: number;
  readonly unknownFields: readonly UnknownField[];
}

export interface CallFinished {
  readonly kind: 'finished';
  readonly code: number;
  readonly message: string;
  readonly trailers: readonly MetadataEntry[];
  readonly detailsJson: readonly string[];
  readonly messagesSent: number;
  readonly messagesReceived: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly elapsedMs: number;
}
