// Content of the files every compilation may import: protoc's own include folder and the corpus.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { corpusFolder } from './folders.js';
import { protocInclude } from './protoc.js';

/** google/protobuf/*.proto as protoc ships them, by import name. */
export function wellKnownFiles(): ReadonlyMap<string, Uint8Array> {
  return readTree(protocInclude, '');
}

/** The whole google-proto-files package without google/protobuf, by import name. */
export function corpusFiles(): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const folder of ['google', 'grafeas']) {
    for (const [name, bytes] of readTree(corpusFolder, folder)) {
      if (!name.startsWith('google/protobuf/')) files.set(name, bytes);
    }
  }
  return files;
}

function readTree(root: string, below: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const names = readdirSync(path.join(root, below), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(below, name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.proto'));
  for (const name of names.sort()) files.set(name, readFileSync(path.join(root, name)));
  return files;
}
