import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ImportEvidence, inferRoots } from '../../server/workspace/infer-roots.js';
import { parentOf } from '../../server/workspace/location.js';

/** Each file with the import strings in it. */
type Tree = Readonly<Record<string, readonly string[]>>;

function evidenceOf(tree: Tree): ImportEvidence[] {
  return Object.entries(tree).map(([file, imports]) => ({ folder: parentOf(file), imports }));
}

function roots(tree: Tree): Promise<string[]> {
  return inferRoots(Object.keys(tree), evidenceOf(tree));
}

test('a root from which imports resolve, below or above the workspace', async () => {
  assert.deepEqual(await roots({ '/w/proto/acme/a.proto': ['acme/b.proto'], '/w/proto/acme/b.proto': [] }), [
    '/w/proto',
  ]);
  assert.deepEqual(await roots({ '/up/google/api/a.proto': ['google/api/b.proto'], '/up/google/api/b.proto': [] }), [
    '/up',
  ]);
  assert.deepEqual(await roots({ '/a.proto': ['b.proto'], '/b.proto': [] }), ['/']);
});

test('usual layouts', async () => {
  assert.deepEqual(
    await roots({
      '/w/src/main/proto/shop/order.proto': ['shop/item.proto', 'google/type/money.proto'],
      '/w/src/main/proto/shop/item.proto': [],
      '/w/third_party/googleapis/google/type/money.proto': [],
      '/w/third_party/googleapis/google/type/date.proto': [],
    }),
    ['/w/src/main/proto', '/w/third_party/googleapis'],
  );
});

test('projects beside each other keep to their own files', async () => {
  assert.deepEqual(
    await roots({
      '/w/a/proto/common/t.proto': [],
      '/w/a/proto/svc/s.proto': ['common/t.proto'],
      '/w/b/proto/common/t.proto': [],
      '/w/b/proto/svc/s.proto': ['common/t.proto'],
    }),
    ['/w/a/proto', '/w/b/proto'],
  );
});

test('one root that serves all is preferred to many', async () => {
  assert.deepEqual(
    await roots({
      '/w/acme/types.proto': [],
      '/w/types.proto': [],
      '/w/acme/a.proto': ['types.proto', 'acme/b.proto'],
      '/w/acme/b.proto': ['acme/types.proto'],
    }),
    ['/w'],
  );
});

test('nothing is inferred from imports that match nothing', async () => {
  assert.deepEqual(await roots({ '/w/a.proto': ['x/y.proto', '', 'proto'], '/w/xy.proto': [] }), []);
});

test('the order of files and imports does not matter', async () => {
  const folder = fc.constantFrom('a', 'b', 'c');
  const file = fc
    .tuple(fc.array(folder, { maxLength: 3 }), fc.constantFrom('x.proto', 'y.proto'))
    .map(([dirs, name]) => [...dirs, name].join('/'));
  const tree = fc.dictionary(
    file.map((path) => `/w/${path}`),
    fc.array(file, { maxLength: 4 }),
    { maxKeys: 12 },
  );
  await fc.assert(
    fc.asyncProperty(tree, fc.integer(), async (files, seed) => {
      const expected = await roots(files);
      const shuffle = <T>(list: readonly T[]) =>
        [...list].sort((a, b) => order(JSON.stringify(a), seed) - order(JSON.stringify(b), seed));
      const shuffled = evidenceOf(files).map(({ folder, imports }) => ({ folder, imports: shuffle([...imports]) }));
      assert.deepEqual(await inferRoots(shuffle(Object.keys(files)), shuffle(shuffled)), expected);
      // Every import that some file's path ends with resolves below one of the roots.
      for (const path of Object.values(files).flat()) {
        const matches = Object.keys(files).some((name) => name.endsWith(`/${path}`));
        assert.equal(
          matches,
          expected.some((root) => files[`${root}/${path}`] !== undefined),
          path,
        );
      }
    }),
    { seed: 7, numRuns: 500 },
  );
});

function order(text: string, seed: number): number {
  let hash = seed;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash;
}
