// What it means for a command that the backend refused to call or to describe.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../pipe/index.js';
import { exitCode, exitCodeOfStatus } from './exit-code.js';

/** Ends a command with a message on stderr and an exit code of its own. */
export class CallError extends Error {
  override readonly name = 'CallError';

  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** What a command throws for an error of CallService; an abort and a defect of the backend stay what they are. */
export function callErrorOf(error: unknown, signal: AbortSignal): unknown {
  const { code, message } = RpcError.from(error);
  if (signal.aborted || code === status.INTERNAL) return error;
  return new CallError(message, exitCodeOfRefusal(code));
}

/** The request itself, or the schema, is the reason: bad usage. Everything else is a status of the target. */
function exitCodeOfRefusal(code: number): number {
  switch (code) {
    case status.INVALID_ARGUMENT:
    case status.NOT_FOUND:
    case status.FAILED_PRECONDITION:
      return exitCode.failed;
    default:
      return exitCodeOfStatus(code);
  }
}
