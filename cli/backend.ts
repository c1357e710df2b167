// What a command needs of its backend, which is in the same process: clients of its services.
import { type ClientConstructor, RpcError } from '../pipe/index.js';

export interface CommandBackend {
  client<Client>(service: ClientConstructor<Client>): Client;
}

/** The messages of a server stream. Ends the call when the signal aborts, which it rejects with, or the reader stops. */
export async function* responsesOf<Response>(
  call: AsyncIterable<Response> & { cancel(): void },
  signal: AbortSignal,
): AsyncIterable<Response> {
  const cancel = () => call.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    for await (const response of call) {
      // What was on its way when the command was stopped is not shown.
      if (signal.aborted) break;
      yield response;
    }
    signal.throwIfAborted();
  } catch (error) {
    throw RpcError.from(error);
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
