// The gRPC status of a call by what HTTP/2 says of its end.
import { constants, type IncomingHttpHeaders } from 'node:http2';
import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import type { RpcCode } from './rpc-error.js';

/** The status in the headers that end a stream; a peer that is no gRPC server is told by its HTTP status. */
export function statusOfTrailers(headers: IncomingHttpHeaders, httpStatus: number | undefined): StatusObject {
  const { 'grpc-status': code, 'grpc-message': message } = headers;
  const metadata = Metadata.fromHttp2Headers(headers);
  metadata.remove('grpc-status');
  metadata.remove('grpc-message');
  if (code === undefined) return { ...statusOfHttp(httpStatus), metadata };
  return { code: Number(code), details: typeof message === 'string' ? percentDecoded(message) : '', metadata };
}

/** As the specification maps the errors with which HTTP/2 resets a stream. */
export function statusOfReset(errorCode: number): StatusObject {
  const [code, details] = resets[errorCode] ?? [status.INTERNAL, `the stream was reset with code ${errorCode}`];
  return { code, details, metadata: new Metadata() };
}

const resets: Readonly<Record<number, readonly [RpcCode, string] | undefined>> = {
  [constants.NGHTTP2_NO_ERROR]: [status.INTERNAL, 'the stream ended without a status'],
  [constants.NGHTTP2_REFUSED_STREAM]: [status.UNAVAILABLE, 'the server refused the call'],
  [constants.NGHTTP2_CANCEL]: [status.CANCELLED, 'the server cancelled the call'],
  [constants.NGHTTP2_ENHANCE_YOUR_CALM]: [status.RESOURCE_EXHAUSTED, 'the server has too much to do'],
  [constants.NGHTTP2_INADEQUATE_SECURITY]: [status.PERMISSION_DENIED, 'the server asks for more security'],
};

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
