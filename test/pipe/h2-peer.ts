// A peer that speaks HTTP/2 by hand, for tests of what no decent implementation sends.
import type { Duplex } from 'node:stream';
import { FrameReader } from '../../pipe/h2/frame-reader.js';
import { type HeaderField, singleField } from '../../pipe/h2/header-field.js';
import { HpackDecoder } from '../../pipe/h2/hpack-decoder.js';
import { HpackEncoder } from '../../pipe/h2/hpack-encoder.js';
import { frameFlag, frameType, preface } from '../../pipe/h2/protocol.js';

export interface ReceivedFrame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

export function frame(type: number, flags: number, streamId: number, payload: Buffer | string = ''): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload, 'hex') : payload;
  const header = Buffer.alloc(9);
  header.writeUIntBE(bytes.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, bytes]);
}

export function settings(...entries: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(entries.length * 6);
  for (const [i, [id, value]] of entries.entries()) {
    payload.writeUInt16BE(id, i * 6);
    payload.writeUInt32BE(value, i * 6 + 2);
  }
  return frame(frameType.settings, 0, 0, payload);
}

/** The first bytes of a client. */
export const clientStart = Buffer.concat([preface, settings()]);

/** A block in which nothing is indexed, so that it can be sent at any time. */
export function block(...fields: readonly (readonly [name: string, value: string])[]): Buffer {
  const encoder = new HpackEncoder();
  return Buffer.from(encoder.encode(fields.map(([name, value]) => singleField(name, value))));
}

export function requestBlock(path: string, ...more: readonly (readonly [string, string])[]): Buffer {
  return block(
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', path],
    [':authority', 'localhost'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ...more,
  );
}

export function headers(streamId: number, fields: Buffer, flags: number = frameFlag.endHeaders): Buffer {
  return frame(frameType.headers, flags, streamId, fields);
}

/** Everything that comes, until the connection closes or `enough` is true. */
export class Peer {
  readonly frames: ReceivedFrame[] = [];
  readonly #socket: Duplex;
  readonly #decoder = new HpackDecoder(1 << 20);
  #onFrame = () => {};

  constructor(socket: Duplex, expectsPreface = false) {
    this.#socket = socket;
    const sink = {
      onFrame: (type: number, flags: number, streamId: number, payload: Buffer) => {
        this.frames.push({ type, flags, streamId, payload: Buffer.from(payload) });
        this.#onFrame();
      },
      onData: (streamId: number, piece: Buffer, _windowBytes: number, isLast: boolean) => {
        const flags = isLast ? frameFlag.endStream : 0;
        this.frames.push({ type: frameType.data, flags, streamId, payload: Buffer.from(piece) });
        this.#onFrame();
      },
    };
    const reader = new FrameReader(sink, { maxFrameBytes: 1 << 24, expectsPreface });
    socket.on('error', () => {}).on('data', (piece: Buffer) => reader.push(piece));
  }

  send(...frames: readonly Buffer[]): void {
    this.#socket.write(Buffer.concat(frames));
  }

  async until(wanted: (frame: ReceivedFrame) => boolean): Promise<ReceivedFrame> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found) return found;
      if (this.#socket.destroyed) throw new Error(`the connection was closed after ${this.frames.length} frames`);
      await new Promise<void>((resolve) => {
        this.#onFrame = resolve;
        this.#socket.once('close', resolve);
      });
    }
  }

  /** The code with which the connection was ended, when it has been. */
  async goAwayCode(): Promise<number> {
    const { payload } = await this.until(({ type }) => type === frameType.goAway);
    // A reset is an end too, so this does not wait with `once`, which rejects on it.
    if (!this.#socket.closed) await new Promise<void>((resolve) => this.#socket.once('close', resolve));
    return payload.readUInt32BE(4);
  }

  /** The code with which a stream was reset. */
  async resetCode(streamId: number): Promise<number> {
    const found = await this.until((each) => each.type === frameType.rstStream && each.streamId === streamId);
    return found.payload.readUInt32BE(0);
  }

  /** Resolves when the other side has read everything that was sent. */
  async pong(): Promise<void> {
    const before = this.frames.length;
    this.send(frame(frameType.ping, 0, 0, '0102030405060708'));
    await this.until((each) => each.type === frameType.ping && this.frames.indexOf(each) >= before);
  }

  decoded({ payload }: ReceivedFrame): readonly HeaderField[] {
    return this.#decoder.decode(payload) ?? [];
  }
}
