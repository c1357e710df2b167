// CallService.Call: finds the method, makes the call, passes events on.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { CallRequest, CallResponse, CallStart } from '../../protos/gen/protopipe/v1/call.js';
import type { CallEvent, CallInput } from '../calls/call/call-events.js';
import { failedBefore, runCall } from '../calls/call/run-call.js';
import { AnyTypes } from '../calls/messages/any-types.js';
import { toMetadata } from '../calls/target/metadata.js';
import type { CallPorts } from './call-service.js';
import { connectTo, decodeMetadata, openSchema } from './decode-target.js';
import { encodeCallEvent } from './encode-call-event.js';
import type { Send } from './stream-handlers.js';

/** What is wrong with the request itself; everything else is the outcome of the call. */
const refusals: ReadonlySet<number> = new Set([
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.FAILED_PRECONDITION,
  status.INTERNAL,
]);

export async function makeCall(
  ports: CallPorts,
  requests: AsyncIterable<CallRequest>,
  send: Send<CallResponse>,
  signal: AbortSignal,
): Promise<void> {
  const reader = requests[Symbol.asyncIterator]();
  const first = (await reader.next()).value as CallRequest | undefined;
  if (first?.event?.$case !== 'start' || !first.event.value.target) {
    throw new RpcError(status.INVALID_ARGUMENT, 'the first message of Call says where and what to call');
  }
  const start: CallStart & { target?: CallStart['target'] } = first.event.value;
  const emit = async (event: CallEvent) => {
    for (const response of encodeCallEvent(event)) await send(response);
    if (event.kind === 'finished') {
      ports.log.debug(`Call of ${start.method}: code ${event.code} after ${Math.round(event.elapsedMs)} ms.`);
    }
  };
  const connection = connectTo(first.event.value.target);
  try {
    const metadata = toMetadata(decodeMetadata(start.metadata));
    const deadline = start.deadlineMs > 0 ? new Date(Date.now() + start.deadlineMs) : undefined;
    const asking = metadata.clone();
    asking.setOptions({ waitForReady: start.waitForReady });
    const { schema, bundled, close } = await openSchema(ports, start.schema, {
      connection,
      metadata: asking,
      deadline,
    });
    try {
      const found = await schema.method(start.method, signal).catch((error: unknown) => {
        const failure = RpcError.from(error, status.INTERNAL);
        if (refusals.has(failure.code)) throw error;
        return failure;
      });
      if (found instanceof RpcError) return await emit(failedBefore(found));
      const { desc: method, origin } = found;
      await emit({ kind: 'started', target: connection.target.display, method, origin });
      const types = new AnyTypes(schema, bundled);
      const { waitForReady, emitDefaults, blocks } = start;
      const options = { connection, method, types, metadata, deadline, waitForReady, emitDefaults, blocks };
      await runCall(options, inputsOf(reader), emit, signal);
    } finally {
      close();
    }
  } finally {
    connection.close();
  }
}

async function* inputsOf(reader: AsyncIterator<CallRequest>): AsyncIterable<CallInput> {
  for (let next = await reader.next(); !next.done; next = await reader.next()) {
    const { event } = next.value;
    switch (event?.$case) {
      case 'message':
        yield { kind: 'message', json: event.value };
        break;
      case 'halfClose':
        yield { kind: 'half-close' };
        break;
      case 'cancel':
        yield { kind: 'cancel' };
        break;
      case 'start':
      case undefined:
        throw new RpcError(status.INVALID_ARGUMENT, 'a call is started once');
    }
  }
}
