// Messages of a stream in batches. grpc-js takes each message through a dozen functions, a tick and a stream of objects,
// which for small messages costs several times what decoding them does. The decoder of gRPC frames is replaced for one
// call: frames are kept until the turn of the event loop is over, and pass grpc-js as one. The names used here are
// private to grpc-js; test/calls/frame-batches.test.ts fails when they change, and messages come one by one then.
import { headBytes, type ReceivedFrames, WholeFrames } from './whole-frames.js';

/** grpc-js' side of an HTTP/2 stream. */
interface StreamCall {
  readonly decoder: { write(data: Buffer): Buffer[] };
  readonly http2Stream: { prependListener(event: 'trailers' | 'end', listener: () => void): unknown };
  readonly unpushedReadMessages: readonly Buffer[];
  readonly isPushPending: boolean;
  tryPush(message: Buffer): void;
  maybeOutputStatus(): void;
}

/** So much is passed on at once, whether the turn is over or not. */
const maxHeldBytes = 1 << 18;
/** In the place of a frame's head: grpc-js takes so many bytes off and looks at the first. */
const noHead = Buffer.alloc(headBytes);

export class FrameBatches {
  /** Whether what was handed to grpc-js and did not come out yet is framed. */
  readonly #framed: boolean[] = [];
  readonly #frames: WholeFrames;

  constructor(maxMessageBytes: number) {
    this.#frames = new WholeFrames(maxMessageBytes);
  }

  /** To be called when the headers have come, before the first message. False when grpc-js is not as it was. */
  install(stream: object): boolean {
    const call = streamCallOf(stream);
    if (!call) return false;
    let isScheduled = false;
    const pass = () => {
      isScheduled = false;
      for (const message of this.#release()) call.tryPush(message);
    };
    call.decoder.write = (data) => {
      try {
        this.#frames.push(data);
      } catch (error) {
        pass();
        throw error;
      }
      if (this.#frames.heldBytes >= maxHeldBytes) return this.#release();
      if (!isScheduled && this.#frames.heldBytes > 0) {
        isScheduled = true;
        setImmediate(pass);
      }
      return [];
    };
    const outputStatus = call.maybeOutputStatus.bind(call);
    let isAnswered = false;
    // A status that is an error does not wait for messages by itself; grpc-js asks again after each.
    call.maybeOutputStatus = () => {
      if (!isAnswered || (call.unpushedReadMessages.length === 0 && !call.isPushPending)) outputStatus();
    };
    call.http2Stream.prependListener('trailers', () => {
      isAnswered = true;
      pass();
    });
    call.http2Stream.prependListener('end', pass);
    return true;
  }

  /** What grpc-js calls with each content. */
  readonly deserialize = (bytes: Buffer): ReceivedFrames => ({ bytes, isFramed: this.#framed.shift() ?? false });

  /** What is held, as grpc-js takes it: frames that follow each other as one. */
  #release(): Buffer[] {
    const held = this.#frames.take();
    const found: Buffer[] = [];
    for (let i = 0; i < held.length; ) {
      const { bytes, isFramed } = held[i++];
      this.#framed.push(isFramed);
      if (!isFramed) {
        found.push(bytes);
        continue;
      }
      const together = [noHead, bytes];
      while (i < held.length && held[i].isFramed) together.push(held[i++].bytes);
      found.push(Buffer.concat(together));
    }
    return found;
  }
}

/** Goes from the call that people see to the one that HTTP/2 knows. */
function streamCallOf(stream: object): StreamCall | undefined {
  let call: Record<string, unknown> | undefined = stream as Record<string, unknown>;
  for (let depth = 0; depth < 8 && call; depth++) {
    if (isStreamCall(call)) return call;
    const attempts = call.underlyingCalls as { call: Record<string, unknown> }[] | undefined;
    call = (call.call ?? attempts?.at(-1)?.call ?? call.child) as Record<string, unknown> | undefined;
  }
  return undefined;
}

function isStreamCall(call: object): call is StreamCall {
  const names = ['decoder', 'http2Stream', 'unpushedReadMessages', 'isPushPending', 'tryPush', 'maybeOutputStatus'];
  return names.every((name) => name in call);
}
