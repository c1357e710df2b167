// Reads the first line of a stream, within limits of time and length, and leaves the rest to others.
import type { Readable } from 'node:stream';
import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error.js';

/** Longest line of the start-up conversation, in bytes. */
export const maxLineBytes = 4096;

/** What was read before a line was complete, for an error message. */
export class NoLineError extends RpcError {
  readonly received: string;
  constructor(message: string, received: string) {
    super(status.UNAVAILABLE, message);
    this.received = received;
  }
}

/**
 * Resolves with the first line, without its end, and puts what follows back on the stream, which is left paused.
 * Rejects with a NoLineError when the stream ends or the line is longer than `maxLineBytes`, with CANCELLED on abort.
 */
export function readLine(stream: Readable, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const settle = (act: () => void) => {
      stream.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      signal?.removeEventListener('abort', onAbort);
      stream.pause();
      act();
    };
    const fail = (message: string) => settle(() => reject(new NoLineError(message, received.toString())));
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(0x0a);
      if (end >= 0 && end <= maxLineBytes) {
        settle(() => {
          if (end + 1 < received.length) stream.unshift(received.subarray(end + 1));
          resolve(received.subarray(0, end).toString().replace(/\r$/, ''));
        });
      } else if (received.length > maxLineBytes) {
        fail(`the first line has more than ${maxLineBytes} bytes`);
      }
    };
    const onEnd = () => fail('the stream ended before its first line');
    const onError = (error: Error) => fail(`the stream failed: ${error.message}`);
    const onAbort = () => settle(() => reject(new RpcError(status.CANCELLED, 'reading was cancelled')));
    if (signal?.aborted) return onAbort();
    // No event would tell of that again.
    if (stream.readableEnded || stream.destroyed) return onEnd();
    signal?.addEventListener('abort', onAbort, { once: true });
    stream.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
  });
}
