// The corpus, with both compilers' descriptors file by file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { comparableFiles } from '../../conformance/descriptors.js';
import { corpusFolder } from '../../conformance/folders.js';
import { buildSet, openFiles, protocSet } from './build-set.js';

/** Names of the corpus' files, without google/protobuf. */
export function corpusNames(): string[] {
  return fs
    .readdirSync(corpusFolder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.proto') && !name.startsWith('google/protobuf/'))
    .sort();
}

export interface Agreement {
  readonly files: number;
  readonly equalBytes: number;
  readonly equalFields: number;
  readonly different: readonly string[];
}

/** Builds files of the corpus with both compilers. */
export function compareCorpus(names: readonly string[], sourceInfo: boolean): Agreement {
  const options = { sourceInfo, retainOptions: false, includeImports: false };
  const ours = comparableFiles(buildSet(openFiles([corpusFolder], names), names, options));
  const theirs = comparableFiles(protocSet([corpusFolder], names, options));
  assert.deepEqual(
    ours.map(({ name }) => name),
    theirs.map(({ name }) => name),
  );
  const equal = (key: 'raw' | 'canonical') =>
    ours.filter((file, i) => Buffer.from(file[key]).equals(theirs[i][key])).length;
  return {
    files: names.length,
    equalBytes: equal('raw'),
    equalFields: equal('canonical'),
    different: ours.filter((file, i) => !Buffer.from(file.raw).equals(theirs[i].raw)).map(({ name }) => name),
  };
}

export function describeAgreement({ files, equalBytes, equalFields }: Agreement): string {
  return `${equalBytes} of ${files} equal byte for byte, ${equalFields} with fields in order`;
}
