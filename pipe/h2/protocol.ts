// The numbers of HTTP/2 (RFC 9113) that this implementation uses, and the error that ends a connection.

export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const frameFlag = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

export const setting = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
} as const;

export const errorCode = {
  noError: 0,
  protocolError: 1,
  internalError: 2,
  flowControlError: 3,
  streamClosed: 5,
  frameSizeError: 6,
  refusedStream: 7,
  cancel: 8,
  compressionError: 9,
  enhanceYourCalm: 11,
  inadequateSecurity: 12,
} as const;

export const frameHeaderBytes = 9;
/** What clients send first. */
export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
/** Until a peer has said otherwise. */
export const initialMaxFrameBytes = 16_384;
export const initialWindowBytes = 65_535;
export const largestWindowBytes = 2 ** 31 - 1;
export const largestMaxFrameBytes = 2 ** 24 - 1;

/** The peer broke a rule of HTTP/2, or asks for more than is good; the connection ends with this code. */
export class ProtocolViolation extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export function violation(what: string): ProtocolViolation {
  return new ProtocolViolation(errorCode.protocolError, what);
}

export function frameSizeViolation(what: string): ProtocolViolation {
  return new ProtocolViolation(errorCode.frameSizeError, what);
}

export function expectLength(payload: Buffer, length: number): void {
  if (payload.length !== length) throw frameSizeViolation(`${payload.length} bytes where ${length} belong`);
}
