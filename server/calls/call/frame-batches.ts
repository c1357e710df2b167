// Messages of a stream in batches. grpc-js takes each message through a dozen functions, a tick and a stream of objects,
// which for small messages costs several times what decoding them does. The decoder of gRPC frames is replaced for one
// call: frames are kept until the turn of the event loop is over, and pass grpc-js as one. The names used here are
// private to grpc-js; test/calls/frame-batches.test.ts fails when they change, and messages come one by one then.
/** What came together: a whole number of frames, or the content of one that was compressed. */
export interface ReceivedFrames {
  readonly bytes: Buffer;
  /** Whether `bytes` are frames: a flag, the length in 4 bytes, and a message each. */
  readonly isFramed: boolean;
}

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
const headBytes = 5;
/** In the place of a frame's head: grpc-js takes so many bytes off and looks at the first. */
const noHead = Buffer.alloc(headBytes);

export class FrameBatches {
  readonly #maxMessageBytes: number;
  /** Whether what was handed to grpc-js and did not come out yet is framed. */
  readonly #framed: boolean[] = [];
  /** The beginning of a frame whose end has not come. */
  #parts: Buffer[] = [];
  #length = 0;
  /** So many bytes are there when it is worth to look at them. */
  #needed = headBytes;
  #held: ReceivedFrames[] = [];
  #heldBytes = 0;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
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
        this.#take(data);
      } catch (error) {
        pass();
        throw error;
      }
      if (this.#heldBytes >= maxHeldBytes) return this.#release();
      if (!isScheduled && this.#held.length > 0) {
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

  /** Holds the frames that are complete. Throws for a message that is larger than the limit. */
  #take(data: Buffer): void {
    this.#parts.push(data);
    this.#length += data.length;
    if (this.#length < this.#needed) return;
    const bytes = this.#parts.length === 1 ? data : Buffer.concat(this.#parts, this.#length);
    let batch = 0;
    let at = 0;
    this.#needed = headBytes;
    while (at + headBytes <= bytes.length) {
      const size = bytes.readUInt32BE(at + 1);
      if (size > this.#maxMessageBytes) {
        this.#hold(bytes.subarray(batch, at), true);
        throw new Error(`Received message larger than max (${size} vs ${this.#maxMessageBytes})`);
      }
      const end = at + headBytes + size;
      if (end > bytes.length) {
        this.#needed = headBytes + size;
        break;
      }
      if (bytes[at] !== 0) {
        this.#hold(bytes.subarray(batch, at), true);
        this.#hold(bytes.subarray(at, end), false);
        batch = end;
      }
      at = end;
    }
    this.#hold(bytes.subarray(batch, at), true);
    this.#parts = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#length = bytes.length - at;
  }

  #hold(bytes: Buffer, isFramed: boolean): void {
    if (bytes.length === 0) return;
    this.#held.push({ bytes, isFramed });
    this.#heldBytes += bytes.length;
  }

  /** What is held, as grpc-js takes it: frames that follow each other as one. */
  #release(): Buffer[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
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

/** The messages of what came together. */
export function* messagesOf({ bytes, isFramed }: ReceivedFrames): Iterable<Buffer> {
  if (!isFramed) {
    yield bytes;
    return;
  }
  for (let at = 0; at < bytes.length; ) {
    const from = at + headBytes;
    at = from + bytes.readUInt32BE(from - 4);
    yield bytes.subarray(from, at);
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
