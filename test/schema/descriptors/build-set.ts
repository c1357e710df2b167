// Descriptor sets of the same files by this project's compiler and by protoc.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { severityOf } from '../../../server/diagnostics/codes.js';
import { DescriptorSetEncoder, descriptorSetFiles } from '../../../server/schema/descriptors/descriptor-set.js';
import type { DescriptorOptions } from '../../../server/schema/descriptors/encode-context.js';
import { Schema, type SchemaSnapshot } from '../../../server/schema/schema.js';
import type { SourceFile } from '../../../server/schema/source-file.js';
import { Parser } from '../../../server/syntax/parse.js';
import { importStatements } from '../../../server/syntax/parsed-file.js';
import { protocBinary, protocInclude } from '../../conformance/protoc.js';

export interface SetOptions extends DescriptorOptions {
  readonly includeImports: boolean;
}

export interface OpenFiles {
  readonly snapshot: SchemaSnapshot;
  /** By name, as an import spells it. */
  readonly ids: ReadonlyMap<string, number>;
}

/** Reads files and all they import, looked up in `roots` and then among protoc's well-known types. */
export function openFiles(roots: readonly string[], names: readonly string[]): OpenFiles {
  const schema = new Schema();
  const parser = new Parser(schema.names);
  const ids = new Map<string, number>();
  const files: SourceFile[] = [];
  const folders = [...roots, protocInclude];
  const open = (name: string): number => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    const found = folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
    if (found === undefined) return -1;
    const id = files.length;
    const parsed = parser.parse(fs.readFileSync(found));
    const imports = new Int32Array(importStatements(parsed, schema.names).length);
    files.push({ id, name, parsed, imports });
    ids.set(name, id);
    return id;
  };
  for (const name of [...names, 'google/protobuf/descriptor.proto']) open(name);
  for (const { parsed, imports } of files)
    importStatements(parsed, schema.names).forEach((statement, k) => {
      imports[k] = open(statement.path);
    });
  return { snapshot: schema.snapshot(files), ids };
}

/** The FileDescriptorSet of some of the files. Throws if one of them has errors. */
export function buildSet(files: OpenFiles, names: readonly string[], options: SetOptions): Uint8Array {
  const { snapshot, ids } = files;
  const inputs = names.map((name) => ids.get(name) ?? -1);
  for (const id of new Set(inputs.flatMap((input) => snapshot.closure(input)))) {
    const error = snapshot.problems(id).find(({ code }) => severityOf(code) === 'error');
    if (error) throw new Error(`${snapshot.file(id).name}: ${error.message}`);
  }
  const encoder = new DescriptorSetEncoder(options);
  for (const id of descriptorSetFiles(snapshot, inputs, options.includeImports)) encoder.add(snapshot, id);
  return encoder.take();
}

/** What `protoc -o` writes for the files. */
export function protocSet(roots: readonly string[], names: readonly string[], options: SetOptions): Uint8Array {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-descriptors-'));
  try {
    const output = path.join(folder, 'set.pb');
    const list = path.join(folder, 'names');
    fs.writeFileSync(list, `${names.join('\n')}\n`);
    const flags = [
      ...(options.sourceInfo ? ['--include_source_info'] : []),
      ...(options.includeImports ? ['--include_imports'] : []),
      ...(options.retainOptions ? ['--retain_options'] : []),
    ];
    const imports = [...roots, protocInclude].map((root) => `-I${root}`);
    execFileSync(protocBinary(), [...imports, `-o${output}`, ...flags, `@${list}`], {
      stdio: 'pipe',
      maxBuffer: 1 << 28,
    });
    return fs.readFileSync(output);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
