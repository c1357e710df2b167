// Fixes: each leaves one problem less of the kind it mends, and none that was not there.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Fix, Problem } from '../../../server/diagnostics/problem.js';
import { Schema } from '../../../server/schema/schema.js';
import { parse } from '../../../server/syntax/parse.js';
import { importStatements } from '../../../server/syntax/parsed-file.js';
import { readTopics } from '../../conformance/case-files.js';
import { projectFolder } from '../../conformance/folders.js';
import { wellKnownFiles } from '../../conformance/well-known.js';
import { readAnnotatedCases } from './annotated-cases.js';

interface Case {
  readonly name: string;
  readonly root: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const casesFolder = path.join(projectFolder, 'test', 'schema', 'checks', 'cases');

const wellKnown = wellKnownFiles();

function problemsOf(files: ReadonlyMap<string, Uint8Array>): readonly Problem[] {
  const schema = new Schema();
  // The case's own files first: the root is file 0.
  const all = new Map([...files, ...[...wellKnown].filter(([name]) => !files.has(name))]);
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
function isOfParser({ files, root }: Case, problem: Problem): boolean {
  const parsed = parse(files.get(root) ?? new Uint8Array(), new Schema().names);
  return parsed.problems.some(({ code, start }) => code === problem.code && start === problem.start);
}

/** The annotated cases, and those of the comparison with protoc, which have more mistakes beside one another. */
function* allCases(): Generator<{ readonly topic: string; readonly each: Case }> {
  for (const file of readdirSync(casesFolder).sort()) {
    const cases = readAnnotatedCases(readFileSync(path.join(casesFolder, file), 'utf8'));
    for (const each of cases) yield { topic: path.basename(file, '.txt'), each };
  }
  for (const { name, cases } of readTopics()) for (const each of cases) yield { topic: `conformance ${name}`, each };
}

const fixed = new Set<string>();
for (const { topic, each } of allCases()) {
  const before = problemsOf(each.files);
  for (const problem of before) {
    for (const fix of problem.fixes ?? []) {
      fixed.add(problem.code);
      test(`${topic}, ${each.name}: ${fix.title} (${problem.start})`, () => {
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

test('fixes were tried', () => assert.ok(fixed.size > 30, [...fixed].join(', ')));
