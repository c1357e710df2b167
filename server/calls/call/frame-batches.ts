// Messages of a stream in batches. grpc-js takes each message through a dozen functions, a tick and a stream of objects,
// which for small messages costs several times what decoding them does. Its decoder of gRPC frames is replaced for one
// call, so that the frames that came together pass as one. test/pipe/grpc-js-hooks.test.ts fails when the place where
// that decoder is found changes; messages come one by one then.
import type { ClientDuplexStream } from '@grpc/grpc-js';

/** What came together: a whole number of frames, or the content of one that was compressed. */
export interface ReceivedFrames {
  readonly bytes: Buffer;
  /** Whether `bytes` are frames: a flag, the length in 4 bytes, and a message each. */
  readonly isFramed: boolean;
}

interface Decoder {
  write(data: Buffer): Buffer[];
}

const headBytes = 5;
/** In the place of a frame's head: grpc-js takes so many bytes off and looks at the first. */
const noHead = Buffer.alloc(headBytes);

export class FrameBatches {
  readonly #maxMessageBytes: number;
  /** Whether what was handed to grpc-js and did not come out yet is framed. */
  readonly #framed: boolean[] = [];
  #parts: Buffer[] = [];
  #length = 0;
  /** So many bytes are there when it is worth to look at them. */
  #needed = headBytes;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** To be called when the headers have come, before the first message. False when grpc-js is not as it was. */
  install(stream: ClientDuplexStream<Uint8Array, ReceivedFrames>): boolean {
    const decoder = decoderOf(stream);
    if (!decoder) return false;
    decoder.write = (data) => this.#write(data);
    return true;
  }

  /** What grpc-js calls with each content. */
  readonly deserialize = (bytes: Buffer): ReceivedFrames => ({ bytes, isFramed: this.#framed.shift() ?? false });

  #write(data: Buffer): Buffer[] {
    this.#parts.push(data);
    this.#length += data.length;
    if (this.#length < this.#needed) return [];
    const bytes = this.#parts.length === 1 ? data : Buffer.concat(this.#parts, this.#length);
    const found: Buffer[] = [];
    let batch = 0;
    let at = 0;
    this.#needed = headBytes;
    const endBatch = () => {
      if (at === batch) return;
      this.#framed.push(true);
      found.push(Buffer.concat([noHead, bytes.subarray(batch, at)]));
    };
    while (at + headBytes <= bytes.length) {
      const size = bytes.readUInt32BE(at + 1);
      if (size > this.#maxMessageBytes) {
        throw new Error(`Received message larger than max (${size} vs ${this.#maxMessageBytes})`);
      }
      const end = at + headBytes + size;
      if (end > bytes.length) {
        this.#needed = headBytes + size;
        break;
      }
      if (bytes[at] !== 0) {
        endBatch();
        this.#framed.push(false);
        found.push(bytes.subarray(at, end));
        batch = end;
      }
      at = end;
    }
    endBatch();
    this.#parts = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#length = bytes.length - at;
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
function decoderOf(stream: object): Decoder | undefined {
  let call: Record<string, unknown> | undefined = stream as Record<string, unknown>;
  for (let depth = 0; depth < 8 && call; depth++) {
    const { decoder } = call;
    if (isDecoder(decoder)) return decoder;
    call = (call.call ?? call.nextCall ?? call.child) as Record<string, unknown> | undefined;
  }
  return undefined;
}

function isDecoder(value: unknown): value is Decoder {
  return typeof value === 'object' && value !== null && 'readState' in value && 'write' in value;
}
