// A seeded share of the mutants, small enough for every run.
import { test } from 'node:test';
import { compilerUnderTest } from '../compiler.js';
import { agreeOnMutants } from './agree-on-mutants.js';

test('the compiler agrees with protoc on 300 mutants', {
  skip: compilerUnderTest === undefined && 'there is no compiler to test',
}, async (context) => {
  if (compilerUnderTest) await agreeOnMutants(compilerUnderTest, 300, context);
});
