// The one error class for what fails outside the program: a call, a connection, a process. It knows gRPC's status codes
// and neither the schema nor the editor.
import { Metadata, status } from '@grpc/grpc-js';

/** gRPC status codes by number, as in `google.rpc.Code`. */
export type RpcCode = (typeof status)[keyof typeof status] & number;

/**
 * A failure of the world with a gRPC status code. `message` is written for the person who reads it, without the code;
 * `toString()` puts the code's name in front.
 */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  /** A gRPC status code, never OK. */
  readonly code: RpcCode;
  /** Trailers of the call that failed; empty when no call reached a server. */
  readonly metadata: Metadata;

  constructor(code: RpcCode, message: string, options: { cause?: unknown; metadata?: Metadata } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.metadata = options.metadata ?? new Metadata();
  }

  /** The code's name as the specification spells it, such as `UNAVAILABLE`. */
  get codeName(): string {
    return codeName(this.code);
  }

  override toString(): string {
    return `${this.codeName}: ${this.message}`;
  }

  /**
   * Turns anything that was thrown or rejected into an RpcError:
   * an RpcError is returned as it is; a grpc-js error or status keeps its code, details and trailers; an abort is
   * CANCELLED and a timeout DEADLINE_EXCEEDED; a system error (`ENOENT`, `EACCES` …) gets the nearest code;
   * everything else is `fallback`. The original is kept as `cause`.
   */
  static from(error: unknown, fallback: RpcCode = status.UNKNOWN): RpcError {
    if (error instanceof RpcError) return error;
    if (isStatus(error)) {
      return new RpcError(error.code, error.details, { cause: error, metadata: error.metadata });
    }
    if (!(error instanceof Error)) return new RpcError(fallback, String(error), { cause: error });
    return new RpcError(codeOfError(error) ?? fallback, error.message, { cause: error });
  }
}

/** The name of a status code, or `CODE_<n>` for a number that gRPC does not define. */
export function codeName(code: number): string {
  return (status as Record<number, string | undefined>)[code] ?? `CODE_${code}`;
}

interface StatusLike {
  code: RpcCode;
  details: string;
  metadata?: Metadata;
}

function isStatus(error: unknown): error is StatusLike {
  if (typeof error !== 'object' || error === null) return false;
  const { code, details } = error as Partial<StatusLike>;
  return typeof code === 'number' && code !== status.OK && typeof details === 'string';
}

function codeOfError(error: Error): RpcCode | undefined {
  if (error.name === 'AbortError') return status.CANCELLED;
  if (error.name === 'TimeoutError') return status.DEADLINE_EXCEEDED;
  // grpc-js throws a plain Error from a client whose channel was closed.
  if (error.message === 'Channel has been shut down') return status.UNAVAILABLE;
  return systemErrorCodes[(error as NodeJS.ErrnoException).code ?? ''];
}

const systemErrorCodes: Readonly<Record<string, RpcCode | undefined>> = {
  ENOENT: status.UNAVAILABLE,
  ECONNREFUSED: status.UNAVAILABLE,
  ECONNRESET: status.UNAVAILABLE,
  EPIPE: status.UNAVAILABLE,
  EAGAIN: status.UNAVAILABLE,
  ETIMEDOUT: status.DEADLINE_EXCEEDED,
  EACCES: status.PERMISSION_DENIED,
  EPERM: status.PERMISSION_DENIED,
  EADDRINUSE: status.ALREADY_EXISTS,
  EEXIST: status.ALREADY_EXISTS,
  EINVAL: status.INVALID_ARGUMENT,
  ENAMETOOLONG: status.INVALID_ARGUMENT,
  EMFILE: status.RESOURCE_EXHAUSTED,
  ENFILE: status.RESOURCE_EXHAUSTED,
  ENOSPC: status.RESOURCE_EXHAUSTED,
};
