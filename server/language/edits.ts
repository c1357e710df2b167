// Edits over several files, and what becomes of the schema when they are applied.

import { severityOf } from '../diagnostics/codes.js';
import type { Replacement } from '../diagnostics/problem.js';
import { findSymbol } from '../schema/file-table.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { Parser } from '../syntax/parse.js';
import { Slices } from '../workspace/slices.js';
import { dependents } from './importers.js';

/** Edits by file id; those of one file are ordered and do not overlap. */
export type FileEdits = ReadonlyMap<number, readonly Replacement[]>;

/** A text with edits applied, which are ordered by place. */
export function applyReplacements(bytes: Uint8Array, edits: readonly Replacement[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  let at = 0;
  const add = (part: Uint8Array): void => {
    parts.push(part);
    length += part.length;
  };
  for (const { start, end, text } of edits) {
    add(bytes.subarray(at, start));
    add(encoder.encode(text));
    at = end;
  }
  add(bytes.subarray(at));
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

const encoder = new TextEncoder();

/**
 * The first reason why names would not mean the same after edits that only change names: an error that was not there
 * before, or a type that becomes another. Undefined when all is well. Looks at every file that depends on an edited one.
 */
export async function whyBroken(
  snapshot: SchemaSnapshot,
  edits: FileEdits,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const parser = new Parser(snapshot.schema.names);
  const files = snapshot.files.map((file) => {
    const own = file && edits.get(file.id);
    return own ? { ...file, parsed: parser.parse(applyReplacements(file.parsed.bytes, own)) } : file;
  });
  const after = snapshot.schema.snapshot(files, snapshot, snapshot.descriptorFile);
  const slices = new Slices(signal);
  for (const file of dependents(snapshot, edits.keys())) {
    const reason = newError(snapshot, after, file) ?? changedType(snapshot, after, file);
    if (reason) return reason;
    if (slices.dueNow()) await slices.pause();
  }
  return undefined;
}

function newError(before: SchemaSnapshot, after: SchemaSnapshot, file: number): string | undefined {
  const known = new Map<string, number>();
  for (const { code } of before.problems(file)) known.set(code, (known.get(code) ?? 0) + 1);
  for (const { code, message } of after.problems(file)) {
    const left = (known.get(code) ?? 0) - 1;
    known.set(code, left);
    if (left < 0 && severityOf(code) === 'error') return `${after.file(file).name}: ${message}`;
  }
  return undefined;
}

/** Trees before and after have the same shape, so declarations are compared by their addresses. */
function changedType(before: SchemaSnapshot, after: SchemaSnapshot, file: number): string | undefined {
  const old = before.refs(file);
  const refs = after.refs(file);
  const nodeAt = (snapshot: SchemaSnapshot, id: number, path: number): number => {
    const table = snapshot.table(id);
    return table.nodes[findSymbol(table, path)];
  };
  for (let ref = 0; ref < old.length; ref += 2) {
    if (old[ref] < 0) continue;
    const same =
      refs[ref] === old[ref] && nodeAt(after, refs[ref], refs[ref + 1]) === nodeAt(before, old[ref], old[ref + 1]);
    if (!same)
      return `${after.file(file).name}: "${before.schema.paths.text(old[ref + 1])}" would become another type.`;
  }
  return undefined;
}
