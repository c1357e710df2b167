import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Problem } from '../../server/diagnostics/problem.js';
import { Schema } from '../../server/schema/schema.js';
import { bundledPaths } from '../../server/workspace/bundled-files.js';
import { checkOnce } from '../../server/workspace/check-once.js';
import type { WorkspaceSettings } from '../../server/workspace/configuration.js';
import { createLocalLoader } from '../../server/workspace/file-loader.js';
import { maxFileBytes } from '../../server/workspace/file-system.js';
import { disk, fromNative } from '../../server/workspace/node/disk.js';
import { createWorkerTeam } from '../../server/workspace/node/worker-team.js';
import { createLocalTeam, type ShardTeam } from '../../server/workspace/shard-team.js';
import type { WorkspaceFile } from '../../server/workspace/snapshot.js';
import { Workspace } from '../../server/workspace/workspace.js';
import { temporaryFolder } from '../temporary-folder.js';
import { bundledAny, proto } from './workspace-fixture.js';

const bundledFiles = new Map([['google/protobuf/any.proto', bundledAny]]);
const bundled = bundledPaths(bundledFiles);
const workerFile = new URL('../../server/workspace/node/parse-worker.js', import.meta.url);
const workerTeam = (workers: number) => (): ShardTeam => createWorkerTeam({ workerFile, workers, bundled });

/** Many files in several folders, each importing some others, with every kind of mistake that needs other files. */
const files: Record<string, string> = {
  'vendor/only.proto': proto({ package: 'vendor', messages: { Only: [] } }),
  'vendor/left_out.proto': 'nonsense',
  'buf.yaml': 'version: v2\nmodules:\n  - path: protos\n  - path: vendor\n    excludes: [vendor/out]\n',
  'vendor/out/excluded.proto': 'nonsense',
  'protos/same/one.proto': proto({ package: 'same', messages: { Twice: [] } }),
  'protos/same/two.proto': proto({ package: 'same', messages: { Twice: [] } }),
  'protos/same/both.proto': proto({
    imports: ['same/one.proto', 'same/two.proto'],
    messages: { Both: ['same.Twice'] },
  }),
  'protos/far/type.proto': proto({ package: 'far.away', messages: { Lonely: [] } }),
  'protos/far/other.proto': proto({ package: 'another', messages: { Lonely: [] } }),
  'protos/far/option.proto':
    'syntax = "proto2"; package far; import "google/protobuf/descriptor.proto"; extend google.protobuf.FieldOptions { optional int32 mark = 50001; }',
  'protos/google/protobuf/descriptor.proto': fs.readFileSync(
    new URL('../../../node_modules/google-proto-files/google/protobuf/descriptor.proto', import.meta.url),
    'utf8',
  ),
  'protos/cycle/a.proto': proto({ package: 'cycle', imports: ['cycle/b.proto'], messages: { A: [] } }),
  'protos/cycle/b.proto': proto({ package: 'cycle', imports: ['cycle/a.proto'], messages: { B: [] } }),
};
for (let i = 0; i < 240; i++) {
  const mistakes: Parameters<typeof proto>[0][] = [
    { imports: [`p${(i * 7) % 240}/file${(i * 7) % 240}.proto`] },
    { imports: ['nowhere/to/be.proto'] },
    { messages: { Bad: ['Lonely'] } },
    { imports: ['google/protobuf/any.proto'], messages: { Good: ['google.protobuf.Any'] } },
    { messages: { Bad: [`p${(i * 11) % 240}.M${(i * 11) % 240}`] } },
    { imports: [`p${(i + 100) % 240}/file${(i + 100) % 240}.proto`], messages: { M: [] } },
  ];
  const rest = i % 9 === 8 ? 'message Option { int32 field = 1 [(mark) = 1]; }\n' : i % 31 === 30 ? 'message {' : '';
  files[`protos/p${i}/file${i}.proto`] =
    `${proto({ package: `p${i}`, ...mistakes[i % mistakes.length] })}message M${i} {}\n${rest}`;
}

function settings(folder: string): WorkspaceSettings {
  return {
    folders: [{ path: folder, excludeGlobs: [], importPaths: [], ignoreGitignore: false }],
    files: [],
    importPaths: [],
  };
}

/** Findings by path, with paths where they name files. */
function readable(
  findings: readonly { readonly file: WorkspaceFile; readonly problems: readonly Problem[] }[],
  all: readonly (WorkspaceFile | undefined)[],
) {
  return findings.map(({ file, problems }) => ({
    path: file.path,
    name: file.source.name,
    problems: problems.map(({ related = [], ...problem }) => ({
      ...problem,
      related: related.map((place) => ({ ...place, file: all[place.file]?.path })),
    })),
  }));
}

async function opened(folder: string) {
  const schema = new Schema();
  const loader = createLocalLoader(disk, schema.names);
  const workspace = new Workspace({ fs: disk, schema, loader, bulkLoader: loader, bundledFiles });
  const snapshot = await workspace.open(settings(folder));
  const findings = snapshot
    .listed()
    .map((file) => ({ file, problems: snapshot.problems(file) }))
    .filter(({ problems }) => problems.length > 0);
  return {
    fileCount: snapshot.listed().length,
    findings: readable(findings, snapshot.files),
    other: snapshot.otherProblems,
  };
}

async function once(folder: string, team: () => ShardTeam, signal?: AbortSignal) {
  const checked = await checkOnce({ fs: disk, bundled, team }, settings(folder), { signal });
  return {
    fileCount: checked.listed.length,
    findings: readable(checked.findings, checked.files),
    other: checked.otherProblems,
  };
}

function folderOf(context: TestContext): string {
  return fromNative(temporaryFolder(context, files));
}

test('finds what an opened workspace has, in one thread and in several', async (context) => {
  const folder = folderOf(context);
  const expected = await opened(folder);
  const codes = new Set(expected.findings.flatMap(({ problems }) => problems.map(({ code }) => code)));
  for (const code of ['import-not-found', 'undefined-type', 'unused-import', 'import-cycle', 'unknown-option']) {
    assert.ok(codes.has(code as Problem['code']), `${code} is among ${[...codes].join(', ')}`);
  }
  assert.equal(expected.fileCount, Object.keys(files).length - 2);
  for (const team of [() => createLocalTeam(disk, bundled), workerTeam(1), workerTeam(2), workerTeam(3)]) {
    assert.deepEqual(await once(folder, team), expected);
  }
});

test('what was linked with import roots that turn out to be others counts for nothing', async (context) => {
  const both: Record<string, string> = {
    'one/google/protobuf/descriptor.proto': files['protos/google/protobuf/descriptor.proto'],
    'one/common/x.proto': proto({ package: 'x', messages: { OfOne: [] } }),
    'two/common/x.proto': proto({ package: 'x', messages: { OfTwo: [] } }),
    'two/only/two.proto': proto({ package: 'two', messages: { Only: [] } }),
  };
  for (let i = 0; i < 150; i++) {
    const imports = ['common/x.proto'];
    // The first files that are read speak for the first root alone.
    both[`one/a/${i}.proto`] = proto({
      package: `a${i}`,
      imports,
      messages: { M: [i % 5 === 0 ? 'x.OfTwo' : 'x.OfOne'] },
    });
    const ofTwo = [...imports, 'only/two.proto'];
    both[`two/b/${i}.proto`] = proto({ package: `b${i}`, imports: ofTwo, messages: { M: ['x.OfTwo', 'two.Only'] } });
  }
  const folder = fromNative(temporaryFolder(context, both));
  const expected = await opened(folder);
  assert.equal(expected.findings.length, 30);
  for (const team of [workerTeam(1), workerTeam(2)]) assert.deepEqual(await once(folder, team), expected);
});

test('what is imported from outside of the folders is looked up as far as it goes', async (context) => {
  const lib = fromNative(
    temporaryFolder(context, {
      'b.proto': 'syntax = "proto3";\nimport public "c.proto";\n',
      'c.proto': 'syntax = "proto3";\nimport public "d.proto";\nimport "e.proto";\nmessage C { E e = 1; }\n',
      'd.proto': proto({ messages: { D: [] } }),
      'e.proto': proto({ messages: { E: ['Nowhere'] } }),
    }),
  );
  const folder = fromNative(
    temporaryFolder(context, { 'a.proto': proto({ imports: ['b.proto'], messages: { A: ['C', 'D', 'E'] } }) }),
  );
  const codesOf = (checked: Awaited<ReturnType<typeof checkOnce>>) =>
    checked.findings.map(({ file, problems }) => [file.source.name, ...problems.map(({ code }) => code)]);
  for (const team of [() => createLocalTeam(disk, bundled), workerTeam(1)]) {
    const ports = { fs: disk, bundled, team };
    const asked = { ...settings(folder), importPaths: [lib] };
    assert.deepEqual(codesOf(await checkOnce(ports, asked)), [['a.proto', 'undefined-type']]);
    const withImported = await checkOnce(ports, asked, { withImported: true });
    assert.deepEqual(codesOf(withImported), [
      ['a.proto', 'undefined-type'],
      ['e.proto', 'undefined-type'],
    ]);
    assert.deepEqual(
      withImported.listed.map((id) => withImported.schema?.file(id).name),
      ['a.proto'],
    );
  }
});

test('a file that cannot be read is reported, and what imports it is checked', async (context) => {
  const folder = fromNative(
    temporaryFolder(context, {
      'a.proto': proto({ imports: ['b.proto'], messages: { A: ['B'] } }),
      'b.proto': 'x'.repeat(1000),
    }),
  );
  fs.truncateSync(path.join(folder, 'b.proto'), maxFileBytes + 1);
  const expected = await opened(folder);
  assert.deepEqual(
    expected.findings.map(({ problems }) => problems.map(({ code }) => code)),
    [['undefined-type'], ['file-too-large']],
  );
  assert.deepEqual(await once(folder, () => createLocalTeam(disk, bundled)), expected);
  assert.deepEqual(await once(folder, workerTeam(2)), expected);
});

test('ends at once when it is aborted', async (context) => {
  const folder = folderOf(context);
  const reason = new Error('enough');
  for (const team of [() => createLocalTeam(disk, bundled), workerTeam(2)]) {
    const abort = new AbortController();
    const checking = once(folder, team, abort.signal);
    setImmediate(() => abort.abort(reason));
    await assert.rejects(checking, reason);
  }
});

test('rejects when a thread breaks down', async (context) => {
  const folder = folderOf(context);
  const broken = path.join(
    temporaryFolder(context, { 'worker.mjs': 'throw new Error("broken worker");' }),
    'worker.mjs',
  );
  const team = () => createWorkerTeam({ workerFile: pathToFileURL(broken), workers: 2, bundled });
  await assert.rejects(once(folder, team), /broken worker/);
});

test('a file that is another one when something is to be reported in it makes the check fail', async (context) => {
  const folder = temporaryFolder(context, { 'a.proto': 'message A { optional Nothing a = 1; }' });
  const file = path.join(folder, 'a.proto');
  const team = workerTeam(1)();
  try {
    await team.read([{ id: 0, path: fromNative(file) }], () => {});
    const job = {
      files: [{ id: 0, path: fromNative(file), name: 'a.proto', imports: new Int32Array(0) }],
      hasAll: true,
      wanted: [0],
      texts: [],
      descriptorFile: undefined,
      onProgress: () => {},
    };
    fs.appendFileSync(file, '\n');
    await assert.rejects(team.check(job), /changed meanwhile/);
    fs.rmSync(file);
    await assert.rejects(team.check(job), /no such file/);
  } finally {
    team.close();
  }
});
