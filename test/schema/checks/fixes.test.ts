// Fixes: each leaves one problem less of the kind it mends, and none that was not there.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Fix, Problem } from '../../../server/diagnostics/problem.js';
import { Schema } from '../../../server/schema/schema.js';
import { parse } from '../../../server/syntax/parse.js';
import { importStatements } from '../../../server/syntax/parsed-file.js';
import { projectFolder } from '../../conformance/folders.js';
import { wellKnownFiles } from '../../conformance/well-known.js';
import { type AnnotatedCase, readAnnotatedCases } from './annotated-cases.js';

const casesFolder = path.join(projectFolder, 'test', 'schema', 'checks', 'cases');

const wellKnown = wellKnownFiles();

function problemsOf(files: ReadonlyMap<string, Uint8Array>): readonly Problem[] {
  const schema = new Schema();
  // The case's own files first: the root is file 0.
  const all = new Map([...files, ...wellKnown]);
  const names = [...all.keys()];
  const sources = [...all].map(([name, bytes], id) => {
    const parsed = parse(bytes, schema.names);
    const imports = importStatements(parsed, schema.names).map((statement) => names.indexOf(statement.path));
    return { id, name, parsed, imports: Int32Array.from(imports) };
  });
  return schema.snapshot(sources).problems(0);
}

function apply(bytes: Uint8Array, fix: Fix): Uint8Array {
  let result = Buffer.from(bytes);
  for (const { start, end, text } of [...fix.edits].sort((a, b) => b.start - a.start)) {
    result = Buffer.concat([result.subarray(0, start), Buffer.from(text), result.subarray(end)]);
  }
  return result;
}

function count(problems: readonly Problem[], code: string): number {
  return problems.filter((problem) => problem.code === code).length;
}

/** Reports what the parser says about a file only where there is any, so a fix of that may bring the rest to light. */
function isOfParser({ files, root }: AnnotatedCase, problem: Problem): boolean {
  const parsed = parse(files.get(root) ?? new Uint8Array(), new Schema().names);
  return parsed.problems.some(({ code, start }) => code === problem.code && start === problem.start);
}

let fixed = 0;
for (const file of readdirSync(casesFolder).sort()) {
  for (const each of readAnnotatedCases(readFileSync(path.join(casesFolder, file), 'utf8'))) {
    const before = problemsOf(each.files);
    for (const problem of before) {
      for (const fix of problem.fixes ?? []) {
        fixed++;
        test(`${path.basename(file, '.txt')}, ${each.name}: ${fix.title}`, () => {
          const source = apply(each.files.get(each.root) ?? new Uint8Array(), fix);
          const after = problemsOf(new Map([...each.files, [each.root, source]]));
          const text = Buffer.from(source).toString();
          assert.ok(count(after, problem.code) < count(before, problem.code), text);
          if (isOfParser(each, problem)) return;
          for (const { code, message } of after) {
            assert.ok(count(after, code) <= count(before, code), `${code}: ${message}\n${text}`);
          }
        });
      }
    }
  }
}

test('fixes were tried', () => assert.ok(fixed > 25, `${fixed}`));
