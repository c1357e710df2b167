// The hand-written cases with what protoc says about each, from cases/*.txt and cases/goldens/*.json.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Expectation, expectationOf } from './agreement.js';
import { type ConformanceCase, readCases } from './archive.js';
import { casesFolder, goldensFolder } from './folders.js';
import { parseFindings } from './protoc.js';

/** One entry of a golden file. */
export interface Golden {
  /** protoc's lines; absent when it accepts. */
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
  /** Base64 of the root's FileDescriptorSet with source info; absent when protoc rejects. */
  readonly descriptorSet?: string;
}

export interface Topic {
  readonly name: string;
  readonly cases: readonly ConformanceCase[];
  readonly goldens: Readonly<Record<string, Golden>>;
}

export function readTopics(): Topic[] {
  return readdirSync(casesFolder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.txt'.length);
      const goldenFile = goldenFileOf(name);
      return {
        name,
        cases: readCases(readFileSync(path.join(casesFolder, file), 'utf8')),
        goldens: existsSync(goldenFile) ? (JSON.parse(readFileSync(goldenFile, 'utf8')) as Record<string, Golden>) : {},
      };
    });
}

export function goldenFileOf(topic: string): string {
  return path.join(goldensFolder, `${topic}.json`);
}

export function expectationOfGolden(golden: Golden): Expectation {
  const problems = parseFindings([...(golden.errors ?? []), ...(golden.warnings ?? [])].join('\n'), []);
  const descriptorSet = golden.descriptorSet;
  if (descriptorSet === undefined) return expectationOf({ problems });
  return expectationOf({ problems, descriptorSet: Buffer.from(descriptorSet, 'base64') });
}
