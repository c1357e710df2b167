import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheFoldersOf, parseBufLock, parseBufWorkYaml, parseBufYaml } from '../../server/workspace/buf-config.js';

function modules(text: string) {
  const parsed = parseBufYaml(text, '/w/buf.yaml');
  assert.ok('value' in parsed);
  return parsed.value.modules;
}

test('buf.yaml v2: modules with paths, includes and excludes relative to buf.yaml', () => {
  assert.deepEqual(
    modules(
      'version: v2\nmodules:\n  - path: proto/foo\n    excludes: [proto/foo/old]\n  - path: vendor\n    includes: [vendor/a]\n',
    ),
    [
      { root: '/w/proto/foo', includes: [], excludes: ['/w/proto/foo/old'] },
      { root: '/w/vendor', includes: ['/w/vendor/a'], excludes: [] },
    ],
  );
  assert.deepEqual(modules('version: v2\n'), [{ root: '/w', includes: [], excludes: [] }]);
});

test('buf.yaml v1 and v1beta1', () => {
  assert.deepEqual(modules('version: v1\nbuild:\n  excludes: [gen]\n'), [
    { root: '/w', includes: [], excludes: ['/w/gen'] },
  ]);
  assert.deepEqual(modules('version: v1beta1\nbuild:\n  roots: [proto, vendor]\n'), [
    { root: '/w/proto', includes: [], excludes: [] },
    { root: '/w/vendor', includes: [], excludes: [] },
  ]);
  assert.deepEqual(modules(''), [{ root: '/w', includes: [], excludes: [] }]);
});

test('what is not as it should be is left out, not thrown', () => {
  assert.deepEqual(modules('version: v2\nmodules: 7\n'), [{ root: '/w', includes: [], excludes: [] }]);
  assert.deepEqual(modules('version: v1\nbuild:\n  excludes: [1, {a: b}, x]\n'), [
    { root: '/w', includes: [], excludes: ['/w/x'] },
  ]);
});

test('broken YAML is a problem with a place', () => {
  const parsed = parseBufYaml('version: v2\nmodules:\n  - path: [a\n', '/w/buf.yaml');
  assert.ok('problem' in parsed);
  assert.ok(parsed.problem.start > 10);
  assert.ok('problem' in parseBufYaml('- just\n- a list\n', '/w/buf.yaml'));
  assert.ok('problem' in parseBufYaml('a: &a [*a', '/w/buf.yaml'));
});

test('a bomb of aliases is a problem, not a hang', () => {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i}: &l${i} [${`*l${i - 1},`.repeat(i === 0 ? 0 : 9)}x]`);
  assert.ok('problem' in parseBufYaml(levels.join('\n'), '/w/buf.yaml'));
});

test('buf.work.yaml lists folders', () => {
  assert.deepEqual(parseBufWorkYaml('version: v1\ndirectories:\n  - proto\n  - ../x\n', '/w/buf.work.yaml'), {
    value: ['/w/proto', '/x'],
  });
});

test('buf.lock of v1 and v2', () => {
  const v1 =
    'version: v1\ndeps:\n  - remote: buf.build\n    owner: acme\n    repository: pay\n    commit: abc1\n    digest: b4:00\n';
  assert.deepEqual(parseBufLock(v1), { value: [{ name: 'buf.build/acme/pay', commit: 'abc1', digestType: 'b4' }] });
  const v2 = 'version: v2\ndeps:\n  - name: buf.build/acme/pay\n    commit: abc2\n    digest: b5:00\n';
  const parsed = parseBufLock(v2);
  assert.deepEqual(parsed, { value: [{ name: 'buf.build/acme/pay', commit: 'abc2', digestType: 'b5' }] });
  assert.ok('value' in parsed);
  assert.equal(cacheFoldersOf(parsed.value[0], '/c')[0], '/c/v3/modules/b5/buf.build/acme/pay/abc2/files');
});

test('a pin that would lead out of the cache is left out', () => {
  for (const name of ['../../etc', 'a/../b', 'buf.build/a', 'a/b/c/d']) {
    assert.deepEqual(parseBufLock(`deps:\n  - name: ${name}\n    commit: abc\n`), { value: [] });
  }
  assert.deepEqual(parseBufLock('deps:\n  - name: a/b/c\n    commit: ../x\n'), { value: [] });
});
