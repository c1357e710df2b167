// Compares the compiler with protoc over mutants and prints what differs, the most frequent first.
//   node tools/differential.mjs [--count 2000] [--from 0] [--seed 1] [--limit 40]
//   … --compiler schema-compiler.js   another module of test/conformance
//   … --without descriptor             leaves kinds of disagreement out of the table
//   … --generated                      files generated from the grammar instead of mutants, about half with one mistake
//   … --folder DIR                     the .proto files and archives below DIR instead of mutants
//   … --details                        both sides of every disagreement
//   node tools/differential.mjs --show 1234   one mutant: its text's folder, both sides
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './root.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', default: '40' },
    show: { type: 'string' },
    folder: { type: 'string' },
    generated: { type: 'boolean', default: false },
    details: { type: 'boolean', default: false },
    compiler: { type: 'string', default: 'compiler.js' },
    without: { type: 'string', multiple: true, default: [] },
  },
});
const load = (name) => import(path.join(root, 'out', 'test', 'conformance', name));
const { compilerUnderTest } = await load(values.compiler);
const { Mutants } = await load('differential/mutants.js');
const { GeneratedFiles } = await load('generated/generated-files.js');
const { folderCases } = await load('differential/folder-cases.js');
const { differ, Oracle } = await load('differential/differential.js');
const { classesOf, classTable, summary } = await load('differential/report.js');
const { knownDifferences } = await load('known-differences.js');
const { describe } = await load('agreement.js');
if (!compilerUnderTest) throw new Error('the module of --compiler names no compiler');

const cases = values.folder === undefined ? undefined : folderCases(values.folder);
const generated = values.generated ? new GeneratedFiles() : undefined;
const mutants = cases || generated ? undefined : new Mutants();
const mutantOf = (number) => cases?.[number] ?? generated?.file(seed, number) ?? mutants?.mutant(seed, number);
const oracle = new Oracle();
const seed = Number(values.seed);

if (values.show !== undefined) {
  const mutant = mutantOf(Number(values.show));
  if (mutant === undefined) throw new Error(`there is no case ${values.show}`);
  const folder = path.join(os.tmpdir(), 'protopipe-mutants', values.show);
  for (const [name, bytes] of mutant.own) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
  console.log(`made from ${mutant.origin}: ${path.join(folder, mutant.root)}\n\nprotoc:`);
  const verdict = await oracle.verdict(mutant);
  console.log(describe([...(verdict?.errors ?? []), ...(verdict?.warnings ?? [])]) || 'accepts');
  const { problems } = await compilerUnderTest(mutant.files, [mutant.root]);
  console.log(`\nours:\n${describe(problems) || 'accepts'}`);
} else {
  const from = Number(values.from);
  const count = cases?.length ?? Number(values.count);
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  const outcome = await differ(
    (function* () {
      for (const number of numbers) yield mutantOf(number);
    })(),
    oracle,
    compilerUnderTest,
  );
  console.log(summary(outcome));
  const classes = classesOf(outcome, knownDifferences()).filter((each) => !values.without.includes(each.kind));
  console.log(classTable(classes, Number(values.limit)));
  if (values.details) {
    for (const { mutant, disagreement } of outcome.findings) {
      console.log(`\n${mutant.number} ${mutant.origin}: ${disagreement.kind}\n${disagreement.detail}`);
    }
  }
}
