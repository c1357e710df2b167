// What list and describe have in common: one Describe call and its exit code.
import { CallServiceClient, type DescribeResponse } from '../protos/gen/protopipe/v1/call.js';
import { responsesOf } from './backend.js';
import { callErrorOf } from './call-error.js';
import { openSchema, readDescribed, type TargetOptions } from './call-options.js';
import type { CommandContext } from './command-context.js';

/** Calls `show` with each event; a refusal is thrown as a CallError. */
export async function describeTarget(
  context: CommandContext,
  address: string,
  symbols: readonly string[],
  options: TargetOptions,
  show: (event: NonNullable<DescribeResponse['event']>) => void,
): Promise<void> {
  const { cwd, signal } = context;
  const request = {
    ...readDescribed(address, options, cwd),
    metadata: [...options.header],
    symbols: [...symbols],
    deadlineMs: options.deadline ?? 0,
  };
  await context.withBackend(async (backend) => {
    await openSchema(context, backend, options);
    try {
      const responses = responsesOf(backend.client(CallServiceClient).describe(request), signal);
      for await (const { event } of responses) if (event) show(event);
    } catch (error) {
      throw callErrorOf(error, signal);
    }
  });
}
