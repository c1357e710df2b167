// Content of the files every compilation may import: protoc's own include folder and the corpus.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { corpusFolder } from './folders.js';
import { protocInclude } from './protoc.js';

/** google/protobuf/*.proto as protoc ships them, by import name. */
export function wellKnownFiles(): ReadonlyMap<string, Uint8Array> {
  return readTree(protocInclude);
}

/** The whole google-proto-files package without google/protobuf, by import name. */
export function corpusFiles(): ReadonlyMap<string, Uint8Array> {
  return new Map([...readTree(corpusFolder)].filter(([name]) => !name.startsWith('google/protobuf/')));
}

function readTree(root: string): Map<string, Uint8Array> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.proto'));
  return new Map(names.sort().map((name) => [name, readFileSync(path.join(root, name))]));
}
