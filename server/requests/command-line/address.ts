// Targets as other tools spell them.

export type Address =
  | { readonly kind: 'socket'; readonly path: string }
  /** A Windows pipe, which neither grpcurl nor buf reaches. */
  | { readonly kind: 'pipe' }
  | { readonly kind: 'tcp'; readonly hostPort: string; readonly isSecure: boolean };

const schemes: Readonly<Record<string, { readonly isSecure: boolean; readonly port: number }>> = {
  http: { isSecure: false, port: 80 },
  grpc: { isSecure: false, port: 80 },
  https: { isSecure: true, port: 443 },
  grpcs: { isSecure: true, port: 443 },
};

/** Reads a target as calls do: without a scheme this machine is plaintext and all others are TLS. */
export function addressOf(target: string, tlsMode: 'auto' | 'plaintext' | 'tls'): Address {
  if (/^unix:/i.test(target)) return { kind: 'socket', path: target.slice('unix:'.length).replace(/^\/\/(?=\/)/, '') };
  if (/^(pipe|npipe):|^[\\/]{2}[.?][\\/]/i.test(target)) return { kind: 'pipe' };
  const url = /^([a-z]+):\/\/([^/]*)\/?$/i.exec(target);
  const scheme = url ? schemes[url[1].toLowerCase()] : undefined;
  const host = url ? url[2] : target;
  const isSecure = tlsMode === 'auto' ? (scheme?.isSecure ?? !isLoopback(host)) : tlsMode === 'tls';
  const hostPort = /:\d+$/.test(host) || !scheme ? host : `${host}:${scheme.port}`;
  return { kind: 'tcp', hostPort, isSecure };
}

function isLoopback(hostPort: string): boolean {
  return /^(localhost|[^:]*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|$)/i.test(hostPort);
}
