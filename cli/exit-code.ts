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

/** The exit code shells give to a process that a signal ended. */
export function exitCodeOfSignal(signal: 'SIGINT' | 'SIGTERM'): number {
  return signal === 'SIGINT' ? 130 : 143;
}

/** Ends a command with a message on stderr and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
