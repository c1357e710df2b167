// Records what protoc says about test/conformance/cases. Exits with 1 when anything changed: look at the change first.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

const compiled = path.join(root, 'out', 'test', 'conformance');
const { goldenFileOf, readTopics } = await import(path.join(compiled, 'case-files.js'));
const { printProblem } = await import(path.join(compiled, 'agreement.js'));
const { protocOver } = await import(path.join(compiled, 'protoc.js'));

let changed = 0;
for (const topic of readTopics()) {
  const goldens = {};
  for (const { name, root: rootFile, files } of topic.cases) {
    const { problems, descriptorSet, crashed } = await protocOver(files, [rootFile]);
    if (crashed) throw new Error(`${topic.name}/${name}: protoc ended abnormally: ${crashed}`);
    const lines = (severity) => problems.filter((each) => each.severity === severity).map(printProblem);
    const errors = lines('error');
    // protoc prints several unused imports in no fixed order.
    const warnings = lines('warning').sort();
    goldens[name] = {
      ...(errors.length > 0 && { errors }),
      ...(warnings.length > 0 && { warnings }),
      ...(descriptorSet && { descriptorSet: Buffer.from(descriptorSet).toString('base64') }),
    };
  }
  const file = goldenFileOf(topic.name);
  const text = `${JSON.stringify(goldens, null, 1)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`changed: ${path.relative(root, file)}`);
  changed++;
}
process.exitCode = changed > 0 ? 1 : 0;
