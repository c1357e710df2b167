// What the tests of the formatter share: formatting a text, what must hold of the result, the files of the corpus.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { format } from '../../server/format/format.js';
import type { FormatStyle } from '../../server/format/style.js';
import { Names } from '../../server/syntax/names.js';
import { Parser } from '../../server/syntax/parse.js';
import type { ParsedFile } from '../../server/syntax/parsed-file.js';
import { Flag, Kind, Node } from '../../server/syntax/tree.js';

const require = createRequire(import.meta.url);
export const root = path.resolve(path.dirname(require.resolve('protoc/package.json')), '../..');
const corpus = path.join(root, 'node_modules/google-proto-files');
export const names = new Names();
export const parser = new Parser(names);

/** Files of the corpus by path, those whose place in the order of paths passes. */
export function corpusFiles(isWanted: (index: number) => boolean): Map<string, Buffer> {
  const all = (fs.readdirSync(corpus, { recursive: true }) as string[])
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => name.endsWith('.proto') && !name.startsWith('google/protobuf/'))
    .sort();
  return new Map(all.filter((_, i) => isWanted(i)).map((name) => [name, fs.readFileSync(path.join(corpus, name))]));
}

export function formatted(bytes: Uint8Array, style?: FormatStyle): string {
  const output = format(parser.parse(bytes), names, style);
  assert.ok(output, 'the file has syntax errors');
  return Buffer.from(output).toString();
}

/** Names and numbers of all declarations, with the parts that the formatter sorts in a fixed order. */
function meaning(file: ParsedFile): string[] {
  const { nodes } = file;
  const statements: string[] = [];
  for (let node = Node.size as number; node < nodes[Node.end]; node = nodes[node + Node.end]) {
    const parts: string[] = [];
    for (let at = node; at < nodes[node + Node.end]; at += Node.size) {
      parts.push([nodes[at], nodes[at + Node.name], nodes[at + Node.value], nodes[at + Node.end] - at].join(' '));
    }
    statements.push(parts.join('|'));
  }
  const isHeader = (statement: string): boolean => (Number.parseInt(statement, 10) & Flag.kind) <= Kind.option;
  // TypeRefs are numbered through the file, but no header statement has one.
  return [...statements.filter(isHeader).sort(), ...statements.filter((statement) => !isHeader(statement))];
}

function comments(text: string): string[] {
  const found = text.match(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g) ?? [];
  return found
    .filter((part) => part.startsWith('/'))
    .map((part) =>
      part
        .replace(/^\/\/|^\/\*|\*\/$/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .sort();
}

/** Fails when formatting has changed a meaning, lost a comment, or would change its own output. */
export function checkInvariants(name: string, source: Buffer, output: string, style?: FormatStyle): void {
  const again = parser.parse(Buffer.from(output));
  const codes = (file: ParsedFile): string[] => file.problems.map(({ code }) => code);
  assert.deepEqual(codes(again), codes(parser.parse(source)), name);
  assert.deepEqual(meaning(again), meaning(parser.parse(source)), `${name} means something else`);
  assert.deepEqual(comments(output), comments(source.toString()), `${name} lost a comment`);
  assert.equal(formatted(Buffer.from(output), style), output, `${name} is not stable`);
}
