// All 20,000 mutants. protoc's verdicts are kept between runs, so that only the first one is long.
import { test } from 'node:test';
import { compilerUnderTest } from '../compiler.js';
import { agreeOnMutants } from './agree-on-mutants.js';

test('the compiler agrees with protoc on 20,000 mutants', {
  skip: compilerUnderTest === undefined && 'there is no compiler to test',
}, async (context) => {
  if (compilerUnderTest) await agreeOnMutants(compilerUnderTest, 20_000, context);
});
