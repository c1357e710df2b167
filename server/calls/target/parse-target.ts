// Reads the spellings of a target: pipes and sockets, URLs, host and port.
import { status } from '@grpc/grpc-js';
import { grpcTarget, parsePipeAddress, RpcError } from '../../../pipe/index.js';

/** How a connection is protected; `auto` leaves it to the address. */
export type TlsMode = 'auto' | 'plaintext' | 'tls';

export interface CallTarget {
  /** What grpc-js connects to. */
  readonly grpcTarget: string;
  /** The same for `net.connect`. */
  readonly socket: { readonly path: string } | { readonly host: string; readonly port: number };
  readonly isSecure: boolean;
  /** For people: "https://api.example.com:443". */
  readonly display: string;
  /** Whether it is a pipe or a socket file of this machine. */
  readonly isPipe: boolean;
}

const schemes: Readonly<Record<string, { isSecure: boolean; port: number } | undefined>> = {
  http: { isSecure: false, port: 80 },
  grpc: { isSecure: false, port: 80 },
  https: { isSecure: true, port: 443 },
  grpcs: { isSecure: true, port: 443 },
};

/**
 * The target that `address` means: the spellings of pipes and sockets that parsePipeAddress knows (plaintext unless TLS
 * is asked for), `http`, `grpc`, `https` and `grpcs` URLs with an optional port, `host:port`. Without a scheme this
 * machine's own names and loopback addresses are plaintext and all others TLS, so that nothing leaves the machine
 * unprotected unless it was asked for. Throws an RpcError (INVALID_ARGUMENT).
 */
export function parseTarget(address: string, mode: TlsMode = 'auto'): CallTarget {
  const text = address.trim();
  const refuse = (reason: string): never => {
    throw new RpcError(status.INVALID_ARGUMENT, `target ${JSON.stringify(text)}: ${reason}`);
  };
  if (text === '') refuse('the address is empty');
  const endpoint = parsePipeAddress(text);
  if (endpoint) {
    return {
      grpcTarget: grpcTarget(endpoint),
      socket: { path: endpoint.path },
      isSecure: mode === 'tls',
      display: text,
      isPipe: true,
    };
  }
  const url = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text);
  const scheme = url ? schemes[url[1].toLowerCase()] : undefined;
  if (url && !scheme) {
    refuse(`the scheme ${url[1]}: is not known; write host:port, https://, http://, pipe: or unix:`);
  }
  const rest = (url?.[2] ?? text).replace(/\/$/, '');
  if (rest.includes('@')) refuse('a target holds no user name; send an authorization header');
  if (/[/?#]/.test(rest)) refuse('a target has no path; the method is given apart from it');
  const parts = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/.exec(rest);
  if (!parts || /^[\da-f]*:.*:/i.test(rest)) return refuse('write an IPv6 address in brackets: [::1]:50051');
  const host = parts[1];
  if (host === '' || host === '[]') refuse('the host is missing');
  if (/\s/.test(host)) refuse('a host holds no spaces');
  if (parts[2] === undefined && !scheme) refuse('the port is missing; write host:port');
  const port = parts[2] === undefined ? (scheme?.port ?? 0) : Number(parts[2]);
  if (!/^\d*$/.test(parts[2] ?? '') || port < 1 || port > 65_535) refuse(`${parts[2]} is no port`);

  if (scheme && mode !== 'auto' && scheme.isSecure !== (mode === 'tls')) {
    refuse(scheme.isSecure ? 'plaintext was asked for an address of TLS' : 'TLS was asked for an address of plaintext');
  }
  const isSecure = mode === 'auto' ? (scheme?.isSecure ?? !isLoopback(host)) : mode === 'tls';
  return {
    grpcTarget: `dns:///${host}:${port}`,
    socket: { host: host.replace(/^\[|\]$/g, ''), port },
    isSecure,
    display: `${isSecure ? 'https' : 'http'}://${host}:${port}`,
    isPipe: false,
  };
}

function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(host);
}
