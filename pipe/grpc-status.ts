// The gRPC status of a call: as the fields of trailers, and by what HTTP/2 says of a call's end.
import { type Metadata, Metadata as NewMetadata, type StatusObject, status } from '@grpc/grpc-js';
import { fieldsOf, fieldValue, metadataOf } from './grpc-fields.js';
import { type HeaderField, repeatedField, singleField } from './h2/header-field.js';
import { errorCode } from './h2/protocol.js';
import type { RpcCode } from './rpc-error.js';

const statusNames = new Set(['grpc-status', 'grpc-message']);
const okField = repeatedField('grpc-status', '0');

/** What a server ends a call with: `first`, the status, and its metadata. */
export function fieldsOfStatus(
  first: readonly HeaderField[],
  { code, details, metadata }: { code: number; details: string; metadata?: Metadata | null | undefined },
): HeaderField[] {
  const fields = [...first, code === status.OK ? okField : singleField('grpc-status', String(code))];
  if (details !== '' && code !== status.OK) fields.push(singleField('grpc-message', percentEncoded(details)));
  return fieldsOf(fields, metadata ?? undefined);
}

/** The status in the fields that end a call; a peer that is no gRPC server is told by its HTTP status. */
export function statusOfTrailers(fields: readonly HeaderField[], httpStatus: number | undefined): StatusObject {
  const code = fieldValue(fields, 'grpc-status');
  const message = fieldValue(fields, 'grpc-message');
  const metadata = metadataOf(fields, statusNames);
  if (code === undefined) return { ...statusOfHttp(httpStatus), metadata };
  return { code: codeOf(code), details: message === undefined ? '' : percentDecoded(message), metadata };
}

/** As the specification maps the errors with which HTTP/2 resets a stream. */
export function statusOfReset(code: number): StatusObject {
  const [rpcCode, details] = resets[code] ?? [status.INTERNAL, `the stream was reset with code ${code}`];
  return { code: rpcCode, details, metadata: new NewMetadata() };
}

const resets: Readonly<Record<number, readonly [RpcCode, string] | undefined>> = {
  [errorCode.noError]: [status.INTERNAL, 'the stream ended without a status'],
  [errorCode.refusedStream]: [status.UNAVAILABLE, 'the server refused the call'],
  [errorCode.cancel]: [status.CANCELLED, 'the server cancelled the call'],
  [errorCode.enhanceYourCalm]: [
    status.RESOURCE_EXHAUSTED,
    'the server has too much to do (RST_STREAM with ENHANCE_YOUR_CALM)',
  ],
  [errorCode.inadequateSecurity]: [status.PERMISSION_DENIED, 'the server asks for more security'],
};

/** A status that is no number is unknown, as is one that no RpcCode has. */
function codeOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : status.UNKNOWN;
}

function statusOfHttp(httpStatus: number | undefined): { code: RpcCode; details: string } {
  if (httpStatus === undefined || httpStatus === 200) {
    return { code: status.UNKNOWN, details: 'the server ended the call without a status' };
  }
  return {
    code: httpStatuses[httpStatus] ?? status.UNKNOWN,
    details: `the server answered with HTTP status ${httpStatus}`,
  };
}

const httpStatuses: Readonly<Record<number, RpcCode | undefined>> = {
  400: status.INTERNAL,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.UNIMPLEMENTED,
  429: status.UNAVAILABLE,
  502: status.UNAVAILABLE,
  503: status.UNAVAILABLE,
  504: status.UNAVAILABLE,
};

/** A message that is not well encoded is shown as it came. */
function percentDecoded(message: string): string {
  if (!message.includes('%')) return message;
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

const plain = /^[ -$&-~]*$/;

/** UTF-8, with each byte that is no printable ASCII character as `%XX`. */
function percentEncoded(message: string): string {
  if (plain.test(message)) return message;
  let encoded = '';
  for (const byte of Buffer.from(message)) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
