// What the exit codes of the terminal client mean.

export const exitCode = {
  clean: 0,
  /** The files have errors. */
  problems: 1,
  /** Bad usage or environment: nothing can be said about the files. */
  failed: 2,
  /** As shells report a process that a closed pipe ended. */
  brokenPipe: 141,
} as const;

/** Added to the gRPC status code that a call ended with. */
const callBase = 64;

/** The exit code for the status of a call, as grpcurl has it: 0 for OK, else 64 more than the status code. */
export function exitCodeOfStatus(status: number): number {
  if (status === 0) return exitCode.clean;
  // Codes that gRPC does not define count as UNKNOWN; what shells mean by 128 and more stays clear.
  return callBase + (status > 0 && status <= 16 ? status : 2);
}

/** The exit code shells give to a process that a signal ended. */
export function exitCodeOfSignal(signal: 'SIGINT' | 'SIGTERM'): number {
  return signal === 'SIGINT' ? 130 : 143;
}

/** Ends a command with a message on stderr and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
