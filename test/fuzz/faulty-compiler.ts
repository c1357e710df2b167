// A compiler with every fault the fuzzing looks for, to test the fuzzing.
import type { Compiler } from '../conformance/compiler-port.js';

const faults: Readonly<Record<number, () => Awaited<ReturnType<Compiler>>>> = {
  // By the byte in front of `B` in the third frame of the bytes.
  65: () => {
    throw new Error('thrown on purpose');
  },
  66: () => {
    for (;;);
  },
  67: () => {
    const kept: number[][] = [];
    for (;;) kept.push(new Array<number>(1_000_000).fill(kept.length));
  },
  68: () => ({ problems: [] }),
  69: () => ({
    problems: [{ file: 'fuzz.proto', line: 99, column: 1, code: '', message: 'far', severity: 'error' }],
  }),
};

export const compilerUnderTest: Compiler = async (files) => {
  const bytes = files.get('fuzz.proto') ?? new Uint8Array();
  const text = Buffer.from(bytes.subarray(0, 60)).toString('latin1');
  const frame = /message A([A-Z])B \{/.exec(text)?.[1];
  const fault = frame === undefined ? undefined : faults[frame.charCodeAt(0)];
  return fault ? fault() : { problems: [], descriptorSet: new Uint8Array() };
};
