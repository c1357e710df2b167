// What a connection is told when it is made, and whom it tells of what comes.
import type { HeaderField } from './header-field.js';
import type { Http2Stream, StreamConsumer } from './stream.js';

/** Who a connection is for. Each is called at most once, but for `onRequest` and `onStreamClosed`. */
export interface ConnectionOwner {
  /** A client's request; only servers have it. */
  onRequest?(stream: Http2Stream, fields: readonly HeaderField[]): StreamConsumer;
  /** The peer's settings have come. */
  onReady?(): void;
  /** No stream can be opened any more; those that are open may go on. */
  onClosing?(): void;
  onStreamClosed?(): void;
  /** The end; `reason` says what went wrong, if anything did. */
  onClose?(reason: string | undefined): void;
}

export interface ConnectionOptions {
  readonly role: 'client' | 'server';
  /** What the peer may send on each stream before it has to wait, and on all of them together; at least 65,535. */
  readonly windowBytes: number;
}
