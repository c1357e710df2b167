// Compiles fuzz inputs in a thread of its own, so that a compiler that hangs or exhausts memory can be ended.
import { parentPort, workerData } from 'node:worker_threads';
import type { Compilation, Compiler } from '../conformance/compiler-port.js';
import { wellKnownFiles } from '../conformance/well-known.js';
import { MutationalInputs } from './mutational-inputs.js';
import { type FuzzInput, stressInputs } from './stress-inputs.js';

export interface FuzzJob {
  /** URL of a module that exports `compilerUnderTest`. */
  readonly compilerModule: string;
  readonly inputs: { readonly stress: true } | { readonly seed: number; readonly count: number };
  /** Inputs to pass over: those that ended an earlier thread and all before them. */
  readonly skip: number;
}

export type FuzzReport =
  | { readonly started: string }
  | { readonly failed: string; readonly reason: string }
  | { readonly finished: number };

const job = workerData as FuzzJob;
const report = (message: FuzzReport) => parentPort?.postMessage(message);

const { compilerUnderTest } = (await import(job.compilerModule)) as { compilerUnderTest: Compiler };
const wellKnown = wellKnownFiles();
let number = 0;
for (const input of inputsOf(job)) {
  if (number++ < job.skip) continue;
  report({ started: input.name });
  const reason = await faultOf(input);
  if (reason !== undefined) report({ failed: input.name, reason });
}
report({ finished: number });

function* inputsOf({ inputs }: FuzzJob): Generator<FuzzInput> {
  if ('stress' in inputs) {
    yield* stressInputs();
    return;
  }
  const source = new MutationalInputs();
  for (let index = 0; index < inputs.count; index++) yield source.input(inputs.seed, index);
}

async function faultOf({ files, root }: FuzzInput): Promise<string | undefined> {
  try {
    const compilation = await compilerUnderTest(new Map([...wellKnown, ...files]), [root]);
    return faultOfResult(compilation, files.get(root) ?? new Uint8Array(), root);
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
}

/** What holds for any input: findings lie in the file, and there are descriptors exactly when there is no error. */
function faultOfResult({ problems, descriptorSet }: Compilation, bytes: Uint8Array, root: string): string | undefined {
  const lines = bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 1);
  for (const { file, line, column, message } of problems) {
    if (message === '') return 'a finding without a message';
    if (file === root && (line < 0 || column < 0 || line > lines))
      return `a finding at ${line}:${column} of ${lines} lines`;
  }
  const hasError = problems.some((problem) => problem.severity === 'error');
  if (hasError === (descriptorSet !== undefined)) return hasError ? 'descriptors in spite of errors' : 'no descriptors';
  return undefined;
}
