// Layouts of folders at random: a check of them says what an opened workspace says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wellKnownTypes } from '../../protos/gen/well-known-types.js';
import type { Problem } from '../../server/diagnostics/problem.js';
import { Schema } from '../../server/schema/schema.js';
import { bundledPaths } from '../../server/workspace/bundled-files.js';
import { checkOnce } from '../../server/workspace/check-once.js';
import type { WorkspaceSettings } from '../../server/workspace/configuration.js';
import { createLocalLoader } from '../../server/workspace/file-loader.js';
import { FileError } from '../../server/workspace/file-system.js';
import { Shard } from '../../server/workspace/shard.js';
import {
  checkInSlices,
  createLocalTeam,
  linkAheadInSlices,
  type ShardTeam,
} from '../../server/workspace/shard-team.js';
import type { WorkspaceFile } from '../../server/workspace/snapshot.js';
import { Workspace } from '../../server/workspace/workspace.js';
import { type Random, seededRandom } from '../random.js';
import { MemoryFileSystem } from './memory-file-system.js';

const bundledFiles = new Map(wellKnownTypes);
const bundled = bundledPaths(bundledFiles);

/** `/w` and `/v` may be folders of the workspace, `/lib` only holds what they import. */
const folders = ['/w', '/w/a', '/w/a/x', '/w/b', '/v', '/v/a', '/lib', '/lib/a', '/lib/deep/down'];
const spellings = ['', 'a/', 'a/x/', 'b/', 'x/', 'deep/down/', 'down/', 'w/a/'];
const wellKnown = ['google/protobuf/any.proto', 'google/protobuf/descriptor.proto', 'google/protobuf/api.proto'];
const mistakes = ['message {', 'message Twice {} message Twice {}', 'message Off { Nowhere n = 1; }', ''];

interface Layout {
  readonly fs: MemoryFileSystem;
  readonly settings: WorkspaceSettings;
}

function randomLayout(seed: number): Layout {
  const random = seededRandom(seed);
  const fs = new MemoryFileSystem();
  // Link-ahead begins when 64 files were read.
  const isLarge = seed % 3 === 0;
  const names = isLarge ? 40 : 6;
  const count = isLarge ? 140 : 4 + random.below(24);
  for (let i = 0; i < count; i++)
    fs.files.set(`${random.pick(folders)}/f${random.below(names)}.proto`, text(random, names));
  if (random.below(5) === 0)
    fs.files.set('/w/google/protobuf/any.proto', 'syntax = "proto3"; package google.protobuf; message Any {}');
  if (random.below(5) === 0) fs.files.set('/w/buf.yaml', 'version: v2\nmodules:\n  - path: a\n  - path: b\n');
  // Another one than protoc's, as it is often found beside older files.
  if (random.below(4) === 0) {
    const own = `${bundledFiles.get('google/protobuf/descriptor.proto')}message Own {}\n`;
    fs.files.set('/w/google/protobuf/descriptor.proto', own);
  }
  const chosen = ['/w', ...(random.below(2) ? ['/v'] : [])];
  const importPaths = random.pick([[], [], ['/w', '/lib'], ['/lib/deep', '/w/a', '/lib'], ['/v']]);
  return {
    fs,
    settings: {
      folders: chosen.map((path) => ({
        path,
        excludeGlobs: [],
        importPaths: random.pick([[], [], ['/lib'], ['/lib/deep', '/lib']]),
        ignoreGitignore: false,
      })),
      files: random.below(4) === 0 ? [random.pick([...fs.files.keys()].filter((path) => path.endsWith('.proto')))] : [],
      importPaths,
    },
  };
}

function text(random: Random, names: number): string {
  const own = random.below(names);
  const other = () => random.below(names);
  const imports = Array.from({ length: random.below(4) }, () => {
    const path = random.below(6) === 0 ? random.pick(wellKnown) : `${random.pick(spellings)}f${other()}.proto`;
    return `import ${random.pick(['', '', 'public ', 'weak '])}"${path}";`;
  });
  const type = () =>
    random.pick(['string', `M${other()}`, `M${other()}`, `p.M${other()}`, 'google.protobuf.Any', 'Far']);
  const option =
    random.below(6) === 0
      ? random.pick([' [(mark) = 1]', ' [nothing = 1]', ' [deprecated = 1]', ' [jstype = JS_ODD]'])
      : '';
  return [
    'syntax = "proto2";',
    random.pick(['package p;', 'package q;', '']),
    ...new Set(imports),
    `message M${own} { optional ${type()} x = 1${option}; repeated ${type()} y = ${random.pick(['2', '2', '2', '1'])}; }`,
    random.below(4) === 0 ? 'extend google.protobuf.FieldOptions { optional int32 mark = 50001; }' : '',
    random.below(12) === 0 ? 'message Far {}' : '',
    random.below(8) === 0 ? random.pick(mistakes) : '',
  ].join('\n');
}

/** Findings by path. Of two files with the same import path, either one may be the related place. */
function readable(findings: readonly { readonly file: WorkspaceFile; readonly problems: readonly Problem[] }[]) {
  return findings.map(({ file, problems }) => ({
    path: file.path,
    name: file.source.name,
    problems: problems.map(({ related = [], ...problem }) => ({
      ...problem,
      related: related.map(({ message }) => message),
    })),
  }));
}

async function opened({ fs, settings }: Layout) {
  const schema = new Schema();
  const loader = createLocalLoader(fs, schema.names);
  const workspace = new Workspace({ fs, schema, loader, bulkLoader: loader, bundledFiles });
  const snapshot = await workspace.open(settings);
  const findings = (isListed: boolean) =>
    snapshot.files
      .filter((file) => file !== undefined)
      .filter(({ listed }) => listed === isListed)
      .map((file) => ({ file, problems: snapshot.problems(file) }))
      .filter(({ problems }) => problems.length > 0)
      .sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
  return {
    listed: [...snapshot.listed()].map(({ path }) => path),
    findings: readable(findings(true)),
    imported: readable(findings(false)),
    other: snapshot.otherProblems,
  };
}

async function once({ fs, settings }: Layout, team: ShardTeam) {
  const checked = await checkOnce({ fs, bundled, team: () => team }, settings, { withImported: true });
  const findings = (isListed: boolean) =>
    [...checked.findings]
      .filter(({ file: { listed } }) => listed === isListed)
      .sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
  return {
    listed: checked.listed.map((id) => checked.files[id]?.path),
    findings: readable(findings(true)),
    imported: readable(findings(false)),
    other: checked.otherProblems,
  };
}

/** Links while it reads, as threads have it. */
function linkingTeam(fs: MemoryFileSystem): ShardTeam {
  const shard = new Shard();
  return {
    async read(files, onFile) {
      for (const { id, path } of files) {
        try {
          onFile(id, { imports: shard.parse(id, bundled.get(path) ?? (await fs.read(path))) });
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          onFile(id, { error });
        }
      }
    },
    linkAhead: (files, descriptorFile, isOver, signal, onLinked) =>
      linkAheadInSlices(shard, files, descriptorFile, isOver, signal, onLinked),
    check: (job, signal) => checkInSlices(shard, job, signal),
    close() {},
  };
}

test('a check of folders of any layout says what an opened workspace says', async () => {
  const codes = new Set<string>();
  let ahead = 0;
  for (let seed = 1; seed <= 90; seed++) {
    const layout = randomLayout(seed);
    const expected = await opened(layout);
    assert.deepEqual(await once(layout, createLocalTeam(layout.fs, bundled)), expected, `seed ${seed}`);
    const team = linkingTeam(layout.fs);
    const counting: ShardTeam = {
      ...team,
      linkAhead: async (files, ...rest) => {
        ahead += files.length;
        await team.linkAhead?.(files, ...rest);
      },
    };
    assert.deepEqual(await once(layout, counting), expected, `seed ${seed}, linking ahead`);
    for (const { problems } of [...expected.findings, ...expected.imported])
      for (const { code } of problems) codes.add(code);
  }
  assert.ok(ahead > 200, `${ahead} files were linked ahead`);
  for (const code of ['import-not-found', 'undefined-type', 'unused-import', 'import-cycle', 'unknown-option'])
    assert.ok(codes.has(code), `${code} is among ${[...codes].join(', ')}`);
});
