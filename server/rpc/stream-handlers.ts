// What every RPC handler needs: cancellation as an AbortSignal, flow control, and the one place that turns errors into
// gRPC statuses.
import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerDuplexStream,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { OpenIsRunning } from '../workspace/open-is-running.js';

/** Sends one message; waits while the client does not keep up. Rejects when the call is over. */
export type Send<Response> = (response: Response) => Promise<void>;

/** Told of errors that are the backend's own fault. */
export type ReportError = (method: string, error: unknown) => void;

/** Makes the handlers of a service; `report` hears of every error that has no better status than INTERNAL. */
export function streamHandlers(report: ReportError) {
  const fail = (method: string, error: unknown): RpcError => {
    const failure = toRpcError(error);
    if (failure.code === status.INTERNAL) report(method, error);
    return failure;
  };

  return {
    serverStream<Request, Response>(
      method: string,
      run: (request: Request, send: Send<Response>, signal: AbortSignal) => Promise<void>,
    ): handleServerStreamingCall<Request, Response> {
      return (call) => {
        const signal = signalOf(call);
        run(call.request, sender(call, signal), signal).then(
          () => call.end(),
          (error: unknown) => call.emit('error', fail(method, error)),
        );
      };
    },

    /** `run` gets the requests as they come; the call ends when its promise does. */
    bidiStream<Request, Response>(
      method: string,
      run: (requests: AsyncIterable<Request>, send: Send<Response>, signal: AbortSignal) => Promise<void>,
    ): handleBidiStreamingCall<Request, Response> {
      return (call) => {
        const signal = signalOf(call);
        run(requestsOf(call, signal), sender(call, signal), signal).then(
          () => call.end(),
          (error: unknown) => call.emit('error', fail(method, error)),
        );
      };
    },

    unary<Request, Response>(
      method: string,
      run: (request: Request, signal: AbortSignal) => Promise<Response> | Response,
    ): handleUnaryCall<Request, Response> {
      return (call, callback) => {
        const signal = signalOf(call);
        new Promise<Response>((resolve) => resolve(run(call.request, signal))).then(
          (response) => callback(null, response),
          (error: unknown) => callback(fail(method, error)),
        );
      };
    },
  };
}

export type StreamHandlers = ReturnType<typeof streamHandlers>;

/** What the client is told of an error: nothing of the inside of ours. */
function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof OpenIsRunning) return new RpcError(status.FAILED_PRECONDITION, error.message);
  const known = RpcError.from(error, status.INTERNAL);
  if (known.code !== status.INTERNAL) return known;
  return new RpcError(status.INTERNAL, 'The backend has a defect; its log says more.', { cause: error });
}

interface Cancellable {
  readonly cancelled: boolean;
  on(event: 'cancelled', listener: () => void): unknown;
}

function signalOf(call: Cancellable): AbortSignal {
  // It may have happened while the service was loaded.
  if (call.cancelled) return AbortSignal.abort();
  const controller = new AbortController();
  call.on('cancelled', () => controller.abort());
  return controller.signal;
}

function sender<Response>(
  call: ServerWritableStream<unknown, Response> | ServerDuplexStream<unknown, Response>,
  signal: AbortSignal,
): Send<Response> {
  return async (response) => {
    signal.throwIfAborted();
    if (call.write(response)) return;
    await new Promise<void>((resolve, reject) => {
      const settle = () => {
        call.off('drain', settle);
        signal.removeEventListener('abort', settle);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      call.once('drain', settle);
      signal.addEventListener('abort', settle, { once: true });
    });
  };
}

/** Messages that wait for their handler before the client is held back. */
const maxWaiting = 64;

/** The messages of a call in order; ends when the client closes its side or cancels. */
async function* requestsOf<Request>(
  call: ServerDuplexStream<Request, unknown>,
  signal: AbortSignal,
): AsyncIterable<Request> {
  const waiting: Request[] = [];
  let ended = false;
  let wake = () => {};
  const end = () => {
    ended = true;
    wake();
  };
  call.on('data', (request: Request) => {
    waiting.push(request);
    if (waiting.length >= maxWaiting) call.pause();
    wake();
  });
  call.on('end', end).on('error', end);
  signal.addEventListener('abort', end, { once: true });
  for (;;) {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (waiting.length === 0 && call.isPaused()) call.resume();
      yield next;
    }
    if (ended || signal.aborted) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
