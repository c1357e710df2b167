// Small workspaces written into tests: `//- path` lines separate files, `$0` is the cursor, `[[` and `]]` mark ranges.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Schema, type SchemaSnapshot } from '../../server/schema/schema.js';
import { Parser } from '../../server/syntax/parse.js';
import { importStatements, type ParsedFile } from '../../server/syntax/parsed-file.js';
import type { Span } from '../../server/text/span.js';

const require = createRequire(import.meta.url);
/** The well-known types, as the protoc package holds them. */
export const wellKnownTypes = path.join(path.dirname(require.resolve('protoc/package.json')), 'include');

export interface Place extends Span {
  readonly file: number;
}

export interface Fixture {
  readonly schema: Schema;
  readonly snapshot: SchemaSnapshot;
  /** The file that holds the cursor, else the first one. */
  readonly file: number;
  /** Byte offset of `$0` in `file`; -1 if the fixture has none. */
  readonly offset: number;
  /** What stood between `[[` and `]]`, in order. */
  readonly ranges: readonly Place[];
  /** The text of a file without markers. */
  text(file: number): string;
  id(name: string): number;
}

export interface SourceText {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Reads a fixture. Well-known types that it imports, and descriptor.proto, are added behind its own files. */
export function fixture(source: string): Fixture {
  const files: { name: string; text: string }[] = [];
  const ranges: Place[] = [];
  let cursor = { file: 0, offset: -1 };
  const parts = source.includes('//- ')
    ? source.split(/^\s*\/\/- (\S+)\n/m).slice(1)
    : ['a.proto', source.replace(/^\n/, '')];
  for (let i = 0; i < parts.length; i += 2) {
    const id = files.length;
    let text = '';
    const open: number[] = [];
    for (const piece of parts[i + 1].split(/(\$0|\[\[|\]\])/)) {
      const at = Buffer.byteLength(text);
      if (piece === '$0') cursor = { file: id, offset: at };
      else if (piece === '[[') open.push(at);
      else if (piece === ']]') {
        const start = open.pop();
        if (start === undefined) throw new Error('a fixture has "]]" without "[["');
        ranges.push({ file: id, start, end: at });
      } else text += piece;
    }
    if (open.length > 0) throw new Error('a fixture has "[[" without "]]"');
    files.push({ name: parts[i], text });
  }
  ranges.sort((a, b) => a.file - b.file || a.start - b.start || b.end - a.end);
  const built = build(files.map(({ name, text }) => ({ name, bytes: new TextEncoder().encode(text) })));
  return {
    ...built,
    file: cursor.file,
    offset: cursor.offset,
    ranges,
    text: (file) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(built.snapshot.file(file).parsed.bytes),
    id: (name) => built.snapshot.files.findIndex((file) => file?.name === name),
  };
}

/** A snapshot over files, their imports found by name among themselves and the well-known types. */
export function build(sources: readonly SourceText[]): { schema: Schema; snapshot: SchemaSnapshot } {
  const schema = new Schema();
  const parser = new Parser(schema.names);
  const ids = new Map<string, number>();
  const parsed: { name: string; parsed: ParsedFile }[] = [];
  const add = (name: string, bytes: Uint8Array): void => {
    ids.set(name, parsed.length);
    parsed.push({ name, parsed: parser.parse(bytes) });
  };
  for (const { name, bytes } of sources) add(name, bytes);
  const addWellKnown = (name: string): void => {
    const file = path.join(wellKnownTypes, name);
    if (!ids.has(name) && name.startsWith('google/protobuf/') && fs.existsSync(file)) add(name, fs.readFileSync(file));
  };
  addWellKnown('google/protobuf/descriptor.proto');
  for (let i = 0; i < parsed.length; i++) {
    for (const { path: name } of importStatements(parsed[i].parsed, schema.names)) addWellKnown(name);
  }
  const snapshot = schema.snapshot(
    parsed.map(({ name, parsed: file }, id) => ({
      id,
      name,
      parsed: file,
      imports: Int32Array.from(importStatements(file, schema.names), (statement) => ids.get(statement.path) ?? -1),
    })),
  );
  // As a workspace does before it answers: what is declared anywhere is known.
  for (const file of snapshot.files) if (file) snapshot.table(file.id);
  return { schema, snapshot };
}

/** Applies edits to a text by bytes. */
export function applied(text: string, edits: readonly (Span & { readonly text: string })[]): string {
  let bytes = Buffer.from(text);
  for (const { start, end, text: inserted } of [...edits].sort((a, b) => b.start - a.start || b.end - a.end)) {
    bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(inserted), bytes.subarray(end)]);
  }
  return bytes.toString();
}
