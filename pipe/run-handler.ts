// Runs a handler of grpc-js for a call, by which of the four kinds the method is.
import {
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  type ServerErrorResponse,
  type ServiceError,
  status,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { okStatus, type ServerCall, type ServerCallListener, statusOfError } from './server-call.js';
import { StreamSurface, UnarySurface } from './server-surfaces.js';

export interface MethodKind {
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** Gets the call going; the handler runs when there is what it is told. */
export function runHandler(call: ServerCall, { requestStream, responseStream }: MethodKind, handle: UntypedHandleCall) {
  if (!requestStream) {
    call.listen(new SingleRequest(call, responseStream ? streamAnswers(call, handle) : singleAnswer(call, handle)));
    call.startRead();
    return;
  }
  const surface = new StreamSurface(call, { readable: true, writable: responseStream });
  call.listen(surface);
  guarded(call, () => {
    if (responseStream) (handle as handleBidiStreamingCall<unknown, unknown>)(surface);
    else (handle as handleClientStreamingCall<unknown, unknown>)(surface, answer(call));
  });
}

type Respond = (
  error: Partial<ServiceError> | ServerErrorResponse | null,
  message?: unknown,
  trailers?: Metadata,
) => void;

/** Ends the call with one message or an error. */
function answer(call: ServerCall): Respond {
  return (error, message, trailers) => {
    if (error) {
      call.sendStatus(statusOfError(error, trailers));
      return;
    }
    call.sendMessage(message);
    call.sendStatus(trailers ? { ...okStatus, metadata: trailers } : okStatus);
  };
}

/** Called with the request when it is complete; what it returns hears of the call's end. */
type Start = (request: unknown) => Pick<ServerCallListener, 'onCancel' | 'onEnd'>;

function singleAnswer(call: ServerCall, handle: UntypedHandleCall): Start {
  return (request) => {
    const surface = new UnarySurface(call, request);
    guarded(call, () => (handle as handleUnaryCall<unknown, unknown>)(surface, answer(call)));
    return {
      onCancel() {
        surface.cancelled = true;
        process.nextTick(() => surface.emit('cancelled', 'cancelled'));
      },
      onEnd() {},
    };
  };
}

function streamAnswers(call: ServerCall, handle: UntypedHandleCall): Start {
  return (request) => {
    const surface = new StreamSurface(call, { readable: false, writable: true }, request);
    guarded(call, () => (handle as handleServerStreamingCall<unknown, unknown>)(surface));
    return surface;
  };
}

/** An error that a handler throws is told without its text, which is not meant for clients. */
function guarded(call: ServerCall, run: () => void): void {
  try {
    run();
  } catch {
    call.sendStatus({ code: status.UNKNOWN, details: 'Unknown error' });
  }
}

/** Waits for the one message of a request and for its end. */
class SingleRequest implements ServerCallListener {
  readonly #call: ServerCall;
  readonly #start: Start;
  #request: { readonly message: unknown } | undefined;
  #started: ReturnType<Start> | undefined;

  constructor(call: ServerCall, start: Start) {
    this.#call = call;
    this.#start = start;
  }

  onMessage(message: unknown): void {
    if (this.#request) {
      this.#refuse('more than one message where a request has one');
      return;
    }
    this.#request = { message };
    this.#call.startRead();
  }

  onHalfClose(): void {
    if (this.#request) this.#started = this.#start(this.#request.message);
    else this.#refuse('a request without a message');
  }

  onCancel(): void {
    this.#started?.onCancel();
  }

  onEnd(): void {
    this.#started?.onEnd();
  }

  #refuse(details: string): void {
    this.#call.sendStatus({ code: status.UNIMPLEMENTED, details });
  }
}
