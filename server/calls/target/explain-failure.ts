// Why a call did not get an answer, in words that say what to look at.
import { status } from '@grpc/grpc-js';
import type { Connection } from './connection.js';
import { NoAnswer } from './credentials.js';

/** Errors of certificates, by OpenSSL's and Node.js' codes. */
const certificateReasons: Readonly<Record<string, string | undefined>> = {
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is signed by itself, and no given authority knows it",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate comes from an authority that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate comes from an authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "the server's certificate comes from an authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate comes from an authority that is not trusted",
  CERT_REVOKED: "the server's certificate was revoked",
};

/**
 * The message for a status. What a server said stays as it is; what grpc-js says of a connection is replaced by what
 * happened and what to look at.
 */
export function explainFailure(code: number, details: string, connection: Connection): string {
  const { target } = connection;
  const at = target.display;
  const error = connection.lastError();
  if (code === status.UNAVAILABLE && isOfConnection(details)) {
    const reason = ofConnection(details, error, connection);
    return `cannot connect to ${at}: ${reason}`;
  }
  if (code === status.DEADLINE_EXCEEDED && /^Deadline exceeded/.test(details)) {
    if (!connection.wasConnected()) return `no connection to ${at} before the deadline`;
    return `no answer from ${at} before the deadline`;
  }
  if (
    /^Received message (larger than max|that decompresses)|^received a message of|that are allowed when it is unpacked/i.test(
      details,
    )
  ) {
    return `a message of the answer is larger than the limit of ${connection.maxMessageBytes} bytes (${details})`;
  }
  if (
    /RST_STREAM with code 0|Call ended without gRPC status|HTTP status code: 200|ended (the call )?without a status/i.test(
      details,
    )
  ) {
    return `the answer ended without trailers, so nobody knows whether the call succeeded (${details})`;
  }
  const http = /HTTP status(?: code:?)? (\d+)/i.exec(details);
  if (http) return `${at} answered with HTTP status ${http[1]}, which is not gRPC`;
  if (
    code === status.UNAVAILABLE &&
    /Connection dropped|connection was lost|refused the call|ECONNRESET|socket hang up|Stream refused/i.test(details)
  ) {
    return `the connection to ${at} broke during the call (${details})`;
  }
  return details;
}

/** Whether grpc-js says it of a connection that did not come about. */
function isOfConnection(details: string): boolean {
  return /^(no connection: |No connection established|Name resolution failed|Failed to connect)/i.test(details);
}

function ofConnection(details: string, error: Error | undefined, { target, wasConnected }: Connection): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const text = `${details} ${error?.message ?? ''}`;
  if (error instanceof NoAnswer) {
    return target.isSecure
      ? `something listens, but gave no TLS answer (${error.message})`
      : `something listens, but gave no HTTP/2 answer (${error.message}); does it expect TLS?`;
  }
  const silentMs = /no HTTP\/2 answer within (\d+) ms/.exec(details)?.[1];
  if (silentMs) {
    const seconds = Number(silentMs) / 1000;
    return `something listens, but gave no HTTP/2 answer (no answer within ${seconds} s); does it expect TLS?`;
  }
  const certificate = certificateReasons[code];
  if (certificate) return `${certificate} (${error?.message || code})`;
  if (/wrong version number|packet length too long|http request/i.test(text)) {
    return 'the server does not speak TLS here; write http:// or ask for plaintext';
  }
  if (/no application protocol|ERR_HTTP2_ERROR.*ALPN/i.test(text)) return 'the server speaks TLS, but not HTTP/2';
  const alert = /alert (certificate required|bad certificate|unknown ca|handshake failure|[a-z ]+)/i.exec(text);
  if (alert) return `the server refused the TLS handshake: ${alert[1].trim()}; does it need a client certificate?`;
  if (/ECONNREFUSED/.test(text)) return `nothing listens there (${plain(text, 'ECONNREFUSED')})`;
  if (/ENOENT/.test(text)) return `there is no such pipe or socket (${plain(text, 'ENOENT')})`;
  if (/EACCES|EPERM/.test(text)) return `access is denied (${plain(text, 'EACCES|EPERM')})`;
  if (/ENOTFOUND|EAI_AGAIN|Name resolution failed/.test(text)) return 'the host name cannot be resolved';
  if (/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|no connection within/.test(text)) {
    return `it cannot be reached (${plain(text, 'ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|no connection within')})`;
  }
  if (
    /Protocol error|HTTP\/2 error|closed (by|the connection)|before HTTP\/2 began|NGHTTP2|Parse Error|ECONNRESET|Connection (dropped|closed)|Failed to connect|socket hang up|GOAWAY/i.test(
      text,
    )
  ) {
    if (target.isSecure && !wasConnected()) return 'the server ended the connection during the TLS handshake';
    return target.isSecure
      ? 'the server speaks TLS, but not HTTP/2, or ended the connection at once'
      : 'what listens there does not speak HTTP/2 in plaintext; is it an HTTP/1 server, or does it expect TLS?';
  }
  return details
    .replace(/^(No connection established\. Last error|no connection): /, '')
    .replace(/ ?Resolution note: $/, '');
}

/** The piece of grpc-js' text that holds the system's error. */
function plain(text: string, codes: string): string {
  return (
    new RegExp(`\\w+ (${codes})[^\\n]*?(?=\\. Resolution|\\s*Resolution|$| connect )`).exec(text)?.[0].trim() ?? codes
  );
}
