// Puts header blocks together from HEADERS and the CONTINUATIONs behind it.
import { errorCode, frameFlag, frameSizeViolation, ProtocolViolation, violation } from './protocol.js';

export interface HeaderBlock {
  readonly streamId: number;
  /** Whether the stream ends with it. */
  readonly ends: boolean;
  readonly bytes: Buffer;
}

export class HeaderBlockReader {
  readonly #maxBytes: number;
  #open: { readonly streamId: number; readonly ends: boolean; readonly pieces: Buffer[]; bytes: number } | undefined;

  /** `maxBytes` bounds a block of several frames. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The stream of a block whose end has not come: until then no other frame may. */
  get openStreamId(): number | undefined {
    return this.#open?.streamId;
  }

  /** The block when it is whole. Throws a ProtocolViolation. */
  headers(flags: number, streamId: number, payload: Buffer): HeaderBlock | undefined {
    if (streamId === 0) throw violation('HEADERS without a stream');
    const bytes = withoutPadding(flags, payload);
    const ends = (flags & frameFlag.endStream) !== 0;
    if (flags & frameFlag.endHeaders) return { streamId, ends, bytes };
    this.#open = { streamId, ends, pieces: [Buffer.from(bytes)], bytes: bytes.length };
    return undefined;
  }

  continuation(flags: number, payload: Buffer): HeaderBlock | undefined {
    const open = this.#open;
    if (!open) throw violation('CONTINUATION without HEADERS');
    open.pieces.push(Buffer.from(payload));
    open.bytes += payload.length;
    if (open.bytes > this.#maxBytes) {
      throw new ProtocolViolation(errorCode.enhanceYourCalm, 'a header block that is too long');
    }
    if ((flags & frameFlag.endHeaders) === 0) return undefined;
    this.#open = undefined;
    return { streamId: open.streamId, ends: open.ends, bytes: Buffer.concat(open.pieces, open.bytes) };
  }
}

function withoutPadding(flags: number, payload: Buffer): Buffer {
  let start = 0;
  let end = payload.length;
  if (flags & frameFlag.padded) end -= payload[start++] ?? 0;
  // What a stream depends on is no longer part of HTTP/2, and is skipped.
  if (flags & frameFlag.priority) start += 5;
  if (start > payload.length) throw frameSizeViolation('HEADERS that is too short');
  if (end < start) throw violation('more padding than frame');
  return payload.subarray(start, end);
}
