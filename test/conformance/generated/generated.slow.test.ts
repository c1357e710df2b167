// All 10,000 generated files. protoc's verdicts are kept between runs, so that only the first one is long.
import { test } from 'node:test';
import { compilerUnderTest } from '../compiler.js';
import { agreeOn } from '../differential/agree-on-mutants.js';
import { GeneratedFiles } from './generated-files.js';

const seed = 1;

test('the compiler agrees with protoc on 10,000 generated files', {
  skip: compilerUnderTest === undefined && 'there is no compiler to test',
}, async (context) => {
  const files = new GeneratedFiles();
  const makers = Array.from({ length: 10_000 }, (_, number) => () => files.file(seed, number));
  if (compilerUnderTest) await agreeOn(makers, compilerUnderTest, context);
});
