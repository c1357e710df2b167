// Reads a server stream of grpc-js as an async iterable.
import type { ClientReadableStream } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';

/**
 * The messages of `call`, in order. Ends with the stream; throws an RpcError when the call fails.
 * `signal` cancels the call, as leaving the loop does; both end with CANCELLED inside the loop only when it goes on.
 */
export async function* readStream<Message>(
  call: ClientReadableStream<Message>,
  signal: AbortSignal,
): AsyncGenerator<Message, void, undefined> {
  const cancel = () => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    for await (const message of call) yield message as Message;
  } catch (error) {
    throw RpcError.from(error);
  } finally {
    signal.removeEventListener('abort', cancel);
    call.cancel();
  }
}
