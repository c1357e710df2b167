import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenIsRunning } from '../../server/workspace/open-is-running.js';
import { problemsIn, proto, workspaceFixture } from './workspace-fixture.js';

const user = proto({ package: 'acme', messages: { User: [] } });
const account = proto({ package: 'acme', imports: ['acme/user.proto'], messages: { Account: ['User'] } });

test('opens a folder and finds nothing wrong', async () => {
  const { open } = workspaceFixture({ '/w/proto/acme/user.proto': user, '/w/proto/acme/account.proto': account });
  const snapshot = await open();
  assert.deepEqual(problemsIn(snapshot), []);
  assert.deepEqual(
    snapshot.listed().map(({ source }) => source.name),
    ['acme/account.proto', 'acme/user.proto'],
  );
  assert.deepEqual(
    snapshot.roots.roots.map(({ path, origin }) => `${path} ${origin}`),
    ['/w/proto inferred', '/w workspace folder', 'protopipe-wkt: bundled'],
  );
});

test('well-known types come with the product, and the workspace may have its own', async () => {
  const text = proto({ imports: ['google/protobuf/any.proto'], messages: { M: ['google.protobuf.Any'] } });
  const bundled = workspaceFixture({ '/w/m.proto': text });
  const first = await bundled.open();
  assert.deepEqual(problemsIn(first), []);
  assert.equal(first.fileAt('protopipe-wkt:/google/protobuf/any.proto')?.listed, false);

  const own = workspaceFixture({
    '/w/m.proto': text,
    '/w/x/google/protobuf/any.proto': proto({ package: 'google.protobuf' }),
  });
  assert.deepEqual(problemsIn(await own.open()), ['/w/m.proto: undefined-type']);
});

test('an unresolved import says where it was looked for, in order, and what is like it', async () => {
  const { open } = workspaceFixture({
    '/w/proto/acme/account.proto': proto({ imports: ['acme/usr.proto', 'user.proto'] }),
    '/w/proto/acme/user.proto': user,
    '/w/proto/b.proto': proto({ imports: ['acme/user.proto', 'x/user.proto'] }),
    '/lib/c.proto': '',
  });
  const snapshot = await open({ importPaths: ['/lib'] });
  const file = snapshot.fileAt('/w/proto/b.proto');
  assert.ok(file);
  const [problem] = snapshot.problems(file).filter(({ code }) => code === 'import-not-found');
  assert.equal(
    problem.message,
    'Import "x/user.proto" was not found. Did you mean "acme/user.proto"? Looked in: /lib (import path), proto (inferred), ' +
      'proto/acme (inferred), /w (workspace folder), the bundled well-known types, the folders above. If the file exists, add ' +
      'the folder that the path starts from to the import paths (protopipe.importPaths, or --proto-path).',
  );
  const text = new TextDecoder().decode(file.source.parsed.bytes);
  assert.equal(text.slice(problem.start, problem.end), 'import "x/user.proto"');
  assert.deepEqual(
    problem.fixes?.map(({ edits }) => edits[0].text),
    ['"acme/user.proto"'],
  );
});

test('an import must be a path below a root', async () => {
  const { open } = workspaceFixture({
    '/w/a/x.proto': proto({ imports: ['../b.proto', './y.proto', '/w/b.proto', 'a\\\\y.proto', ''] }),
    '/w/a/y.proto': '',
    '/w/b.proto': '',
  });
  const problems = problemsIn(await open()).filter((problem) => problem.startsWith('/w/a/x.proto: import-not-found'));
  assert.equal(problems.length, 5);
});

test('explicit import paths come first, and their files are no part of the workspace', async () => {
  const { open } = workspaceFixture({
    '/w/m.proto': proto({ imports: ['acme/user.proto'], messages: { M: ['acme.User'] } }),
    '/w/other/acme/user.proto': proto({ package: 'other' }),
    '/lib/acme/user.proto': user,
  });
  const snapshot = await open({ importPaths: ['/lib'] });
  assert.deepEqual(problemsIn(snapshot), []);
  assert.equal(snapshot.fileAt('/lib/acme/user.proto')?.listed, false);
  assert.equal(snapshot.fileAt('/lib/acme/user.proto')?.source.name, 'acme/user.proto');
});

test('imports reach folders above the workspace', async () => {
  const { open } = workspaceFixture({
    '/r/svc/api.proto': proto({ imports: ['common/user.proto'], messages: { M: ['acme.User'] } }),
    '/r/common/user.proto': user,
  });
  assert.deepEqual(problemsIn(await open({ folders: ['/r/svc'] })), []);
});

test('files that are left out can be imported', async () => {
  const { open } = workspaceFixture({
    '/w/a.proto': proto({ imports: ['vendor/user.proto'], messages: { M: ['acme.User'] } }),
    '/w/vendor/user.proto': user,
    '/w/vendor/broken.proto': 'message {',
  });
  assert.deepEqual(problemsIn(await open({ excludeGlobs: ['vendor'] })), []);
});

test('each project of a workspace uses its own file of a name', async () => {
  const project = (name: string) => ({
    [`/w/${name}/proto/common/t.proto`]: proto({ package: 'common', messages: { [`T${name}`]: [] } }),
    [`/w/${name}/proto/svc/s.proto`]: proto({
      package: `svc${name}`,
      imports: ['common/t.proto'],
      messages: { S: [`common.T${name}`] },
    }),
  });
  const { open } = workspaceFixture({ ...project('a'), ...project('b') });
  assert.deepEqual(problemsIn(await open()), []);
});

test('buf.yaml and buf.work.yaml make roots; what a module excludes is not checked', async () => {
  const { open } = workspaceFixture({
    '/w/buf.work.yaml': 'version: v1\ndirectories: [proto, vendor]\n',
    '/w/proto/buf.yaml': 'version: v1\nbuild:\n  excludes: [old]\n',
    '/w/proto/acme/account.proto': account,
    '/w/proto/old/bad.proto': 'message {',
    '/w/vendor/acme/user.proto': user,
  });
  const snapshot = await open();
  assert.deepEqual(problemsIn(snapshot), []);
  assert.deepEqual(
    snapshot.roots.roots.slice(0, 2).map(({ path, origin }) => `${path} ${origin}`),
    ['/w/proto buf.yaml', '/w/vendor buf.yaml'],
  );
});

test('a folder inside a buf module finds the module above it', async () => {
  const { open } = workspaceFixture({
    '/r/buf.yaml': 'version: v2\nmodules:\n  - path: proto\n',
    '/r/proto/acme/account.proto': account,
    '/r/proto/acme/user.proto': user,
  });
  const snapshot = await open({ folders: ['/r/proto/acme'] });
  assert.deepEqual(problemsIn(snapshot), []);
  assert.equal(snapshot.roots.roots[0].path, '/r/proto');
});

test('a broken buf.yaml is told and left out of account', async () => {
  const { open } = workspaceFixture({
    '/w/buf.yaml': 'version: v2\nmodules: [',
    '/w/acme/user.proto': user,
    '/w/acme/account.proto': account,
  });
  assert.deepEqual(problemsIn(await open()), ['/w/buf.yaml: invalid-configuration']);
});

test("dependencies of buf.lock come from buf's cache", async () => {
  const files = {
    '/w/buf.lock': 'version: v2\ndeps:\n  - name: buf.build/acme/base\n    commit: abc123\n    digest: b5:00\n',
    '/w/buf.yaml': 'version: v2\n',
    '/w/m.proto': proto({ imports: ['acme/user.proto'], messages: { M: ['acme.User'] } }),
  };
  const cached = { '/cache/v3/modules/b5/buf.build/acme/base/abc123/files/acme/user.proto': user };
  assert.deepEqual(problemsIn(await workspaceFixture({ ...files, ...cached }, '/cache').open()), []);

  const absent = await workspaceFixture(files, '/cache').open();
  const file = absent.fileAt('/w/m.proto');
  assert.ok(file);
  assert.match(absent.problems(file)[0].message, /buf\.lock names buf\.build\/acme\/base, not found in buf's cache/);
});

test('files that cannot be read are told; the rest is checked', async () => {
  const { fs, open } = workspaceFixture({
    '/w/acme/user.proto': user,
    '/w/acme/account.proto': account,
    '/w/locked.proto': user,
    '/w/secret/x.proto': user,
  });
  fs.locked.add('/w/locked.proto').add('/w/secret');
  assert.deepEqual(problemsIn(await open()), ['/w/secret: file-unreadable', '/w/locked.proto: file-unreadable']);
});

test('a file that goes away while it is read is no error', async () => {
  const { fs, open } = workspaceFixture({ '/w/a.proto': user, '/w/b.proto': user.replace('User', 'Other') });
  fs.beforeRead = (path) => {
    if (path === '/w/a.proto') fs.files.delete('/w/a.proto');
  };
  const snapshot = await open();
  assert.deepEqual(problemsIn(snapshot), []);
  assert.deepEqual(
    snapshot.listed().map(({ path }) => path),
    ['/w/b.proto'],
  );
});

test('an open document wins over its file until it is closed', async () => {
  const { workspace, open, problems } = workspaceFixture({
    '/w/acme/user.proto': user,
    '/w/acme/account.proto': account,
  });
  await open();
  workspace.openDocument('file:///w/acme/user.proto', 1, user);
  assert.deepEqual(await problems(), []);
  const at = { start: { line: 2, column: 8 }, end: { line: 2, column: 12 } };
  assert.equal(workspace.changeDocument('file:///w/acme/user.proto', 2, [{ range: at, newText: 'Person' }]), true);
  const snapshot = workspace.current();
  assert.equal(snapshot.fileAt('/w/acme/user.proto')?.version, 2);
  assert.deepEqual(problemsIn(snapshot), ['/w/acme/account.proto: undefined-type']);
  workspace.closeDocument('file:///w/acme/user.proto');
  assert.deepEqual(await problems(), []);
  assert.equal(workspace.changeDocument('file:///w/acme/user.proto', 3, []), false);
});

test('a document may be open before there is a workspace, or outside of it, or unsaved', async () => {
  const { workspace, open } = workspaceFixture({
    '/else/acme/user.proto': user,
    '/else/acme/account.proto': account,
    '/w/x.proto': '',
  });
  workspace.openDocument('file:///else/acme/account.proto', 1, account);
  workspace.openDocument('untitled:Untitled-1', 1, 'syntax = "proto3"; message M { Nope n = 1; }');
  for (const snapshot of [await workspace.settled(), await open()]) {
    const outside = snapshot.fileAt('/else/acme/account.proto');
    const unsaved = snapshot.fileAt('untitled:Untitled-1');
    assert.ok(outside && unsaved);
    assert.deepEqual(snapshot.problems(outside), []);
    assert.deepEqual(
      snapshot.problems(unsaved).map(({ code }) => code),
      ['undefined-type'],
    );
    assert.equal(outside.listed, false);
  }
});

test('an unsaved file can be imported, and is gone when it is closed', async () => {
  const { workspace, open, problems } = workspaceFixture({ '/w/acme/account.proto': account });
  await open();
  const broken = ['/w/acme/account.proto: import-not-found', '/w/acme/account.proto: undefined-type'];
  assert.deepEqual(await problems(), broken);
  workspace.openDocument('file:///w/acme/user.proto', 1, user);
  assert.deepEqual(await problems(), []);
  workspace.closeDocument('file:///w/acme/user.proto');
  assert.deepEqual(await problems(), broken);
});

test('files created, changed and deleted on disk', async () => {
  const { fs, workspace, open, problems } = workspaceFixture({ '/w/proto/acme/account.proto': account });
  const first = await open();
  const id = first.fileAt('/w/proto/acme/account.proto')?.id;
  fs.files.set('/w/proto/acme/user.proto', user);
  workspace.filesChanged({ created: ['/w/proto/acme/user.proto'], changed: [], deleted: [] });
  assert.deepEqual(await problems(), []);

  fs.files.set('/w/proto/acme/user.proto', user.replace('User', 'Person'));
  workspace.filesChanged({ created: [], changed: ['/w/proto/acme/user.proto'], deleted: [] });
  assert.deepEqual(await problems(), ['/w/proto/acme/account.proto: undefined-type']);

  fs.files.delete('/w/proto/acme/user.proto');
  fs.files.delete('/w/proto/acme/account.proto');
  fs.files.set('/w/new.proto', '');
  workspace.filesChanged({ created: ['/w/new.proto'], changed: [], deleted: ['/w/proto'] });
  const last = await workspace.settled();
  assert.deepEqual(
    last.listed().map(({ path }) => path),
    ['/w/new.proto'],
  );
  fs.files.set('/w/proto/acme/account.proto', account);
  workspace.filesChanged({ created: ['/w/proto'], changed: [], deleted: [] });
  assert.equal((await workspace.settled()).fileAt('/w/proto/acme/account.proto')?.id, id);
});

test('a changed configuration is read again', async () => {
  const { fs, workspace, open, problems } = workspaceFixture({ '/w/a.proto': 'message {', '/w/b.proto': '' });
  await open();
  assert.notDeepEqual(await problems(), []);
  fs.files.set('/w/.gitignore', 'a.proto');
  workspace.filesChanged({ created: ['/w/.gitignore'], changed: [], deleted: [] });
  assert.deepEqual(await problems(), []);
});

test('an import that is typed later finds a root that no other import spoke for', async () => {
  const { workspace, open, problems } = workspaceFixture({
    '/w/proto/acme/user.proto': user,
    '/w/x/m.proto': 'syntax = "proto3";\n',
  });
  await open();
  const text = proto({ imports: ['acme/user.proto'], messages: { M: ['acme.User'] } });
  workspace.openDocument('file:///w/x/m.proto', 1, text);
  assert.deepEqual(await problems(), []);
});

test('a snapshot stays as it is', async () => {
  const { workspace, open } = workspaceFixture({ '/w/acme/user.proto': user, '/w/acme/account.proto': account });
  const before = await open();
  workspace.openDocument('file:///w/acme/user.proto', 1, '');
  const after = await workspace.settled();
  assert.ok(after.number > before.number);
  assert.deepEqual(problemsIn(before), []);
  assert.notDeepEqual(problemsIn(after), []);
});

test('an edit that changes nothing others can see links no other file again', async () => {
  const { schema, workspace, open } = workspaceFixture({
    '/w/acme/user.proto': user,
    '/w/acme/account.proto': account,
  });
  problemsIn(await open());
  workspace.openDocument('file:///w/acme/user.proto', 1, user);
  problemsIn(await workspace.settled());
  const before = schema.linkCount;
  workspace.changeDocument('file:///w/acme/user.proto', 2, [
    { range: { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } }, newText: '// A comment.\n' },
  ]);
  problemsIn(await workspace.settled());
  assert.equal(schema.linkCount, before + 1);
});

test('a place in another file that a problem points at moves with an edit there', async () => {
  const { workspace, open } = workspaceFixture({
    '/w/acme/user.proto': user,
    '/w/acme/twice.proto': proto({ package: 'acme', imports: ['acme/user.proto'], messages: { User: [] } }),
  });
  const pointedAt = async () => {
    const snapshot = await workspace.settled();
    const file = snapshot.fileAt('/w/acme/twice.proto');
    assert.ok(file);
    const places = snapshot.problems(file).flatMap(({ related = [] }) => related);
    assert.equal(places.length, 1);
    const text = snapshot.fileAt('/w/acme/user.proto')?.source.parsed.bytes;
    return new TextDecoder().decode(text?.subarray(places[0].start, places[0].end));
  };
  await open();
  workspace.openDocument('file:///w/acme/user.proto', 1, user);
  assert.equal(await pointedAt(), 'User');
  workspace.changeDocument('file:///w/acme/user.proto', 2, [
    { range: { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } }, newText: '// A comment.\n' },
  ]);
  assert.equal(await pointedAt(), 'User');
});

test('only one Open at a time; a cancelled one leaves no workspace, and the next works', async () => {
  const { fs, workspace, open } = workspaceFixture({ '/w/acme/user.proto': user, '/w/acme/account.proto': account });
  const controller = new AbortController();
  fs.beforeRead = () => controller.abort();
  const first = open({ signal: controller.signal });
  await assert.rejects(open(), OpenIsRunning);
  await assert.rejects(first, { name: 'AbortError' });
  assert.equal(workspace.isOpen, false);
  fs.beforeRead = () => {};
  assert.deepEqual(problemsIn(await open()), []);
  assert.equal(workspace.isOpen, true);
});

test('an edit is in the current snapshot while the workspace is being read', async () => {
  const { fs, workspace, open } = workspaceFixture({ '/w/a.proto': user, '/w/b.proto': '' });
  let release = () => {};
  fs.beforeRead = (path) =>
    path === '/w/b.proto'
      ? new Promise((resolve) => {
          release = resolve;
        })
      : undefined;
  const opening = open();
  while (fs.reads.length === 0) await new Promise((resolve) => setImmediate(resolve));
  workspace.openDocument('file:///w/a.proto', 7, 'message {');
  const snapshot = workspace.current();
  assert.equal(snapshot.fileAt('/w/a.proto')?.version, 7);
  release();
  assert.equal((await opening).fileAt('/w/a.proto')?.version, 7);
});

test('several folders import from each other; the roots of one come first in it', async () => {
  const { open } = workspaceFixture({
    '/one/acme/account.proto': account,
    '/two/acme/user.proto': user,
  });
  assert.deepEqual(problemsIn(await open({ folders: ['/one', '/two'] })), []);
});

test('single files belong to the workspace', async () => {
  const { open } = workspaceFixture({ '/x/acme/user.proto': user, '/x/acme/account.proto': account });
  const snapshot = await open({ folders: [], files: ['/x/acme/account.proto'] });
  assert.deepEqual(problemsIn(snapshot), []);
  assert.deepEqual(
    snapshot.listed().map(({ path }) => path),
    ['/x/acme/account.proto'],
  );
});

test('cycles of imports end', async () => {
  const { problems, open } = workspaceFixture({
    '/w/a.proto': proto({ imports: ['b.proto'] }),
    '/w/b.proto': proto({ imports: ['c.proto'] }),
    '/w/c.proto': proto({ imports: ['a.proto', 'c.proto'] }),
  });
  await open();
  assert.ok((await problems()).some((problem) => problem.includes('import-cycle')));
});
