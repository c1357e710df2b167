// The SETTINGS frame: its numbers in and out, each within what HTTP/2 allows.
import type { FrameWriter } from './frame-writer.js';
import {
  errorCode,
  frameType,
  initialMaxFrameBytes,
  largestMaxFrameBytes,
  largestWindowBytes,
  ProtocolViolation,
  setting,
} from './protocol.js';

const entryBytes = 6;

export function writeSettings(writer: FrameWriter, settings: readonly (readonly [id: number, value: number])[]): void {
  writer.header(settings.length * entryBytes, frameType.settings, 0, 0);
  for (const [id, value] of settings) {
    writer.uint16(id);
    writer.uint32(value);
  }
}

/** In the order of the frame, also those of ids that are not known. Throws a ProtocolViolation. */
export function decodeSettings(payload: Buffer): [id: number, value: number][] {
  if (payload.length % entryBytes !== 0) {
    throw new ProtocolViolation(errorCode.frameSizeError, `SETTINGS of ${payload.length} bytes`);
  }
  const settings: [number, number][] = [];
  for (let at = 0; at < payload.length; at += entryBytes) {
    const id = payload.readUInt16BE(at);
    const value = payload.readUInt32BE(at + 2);
    const code = codeOfBadSetting(id, value);
    if (code !== undefined) throw new ProtocolViolation(code, `setting ${id} with the value ${value}`);
    settings.push([id, value]);
  }
  return settings;
}

function codeOfBadSetting(id: number, value: number): number | undefined {
  switch (id) {
    case setting.enablePush:
      return value > 1 ? errorCode.protocolError : undefined;
    case setting.initialWindowSize:
      return value > largestWindowBytes ? errorCode.flowControlError : undefined;
    case setting.maxFrameSize:
      return value < initialMaxFrameBytes || value > largestMaxFrameBytes ? errorCode.protocolError : undefined;
    default:
      return undefined;
  }
}
