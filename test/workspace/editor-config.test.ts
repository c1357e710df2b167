// .editorconfig: which files count, which sections match, what wins.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EditorConfigReader } from '../../server/workspace/editor-config.js';
import { MemoryFileSystem } from './memory-file-system.js';

async function properties(files: Record<string, string>, path: string): Promise<Record<string, string>> {
  return Object.fromEntries(await new EditorConfigReader(new MemoryFileSystem(files)).of(path));
}

test('files above are read up to one that says root; nearer ones and later sections win', async () => {
  const files = {
    '/.editorconfig': '[*]\nindent_size = 8\ncharset = utf-8\n',
    '/w/.editorconfig': 'root = TRUE\n\n[*]\nindent_size = 4\ntab_width=4\n[*.proto]\nIndent_Style = Tab\n',
    '/w/a/.editorconfig': '; a comment\n# another\n[*]\nindent_style = space\n[b.proto]\nindent_style = unset\n',
  };
  assert.deepEqual(await properties(files, '/w/a/a.proto'), {
    indent_size: '4',
    tab_width: '4',
    indent_style: 'space',
  });
  assert.deepEqual(await properties(files, '/w/a/b.proto'), { indent_size: '4', tab_width: '4' });
  assert.deepEqual(await properties(files, '/w/c.proto'), { indent_size: '4', tab_width: '4', indent_style: 'tab' });
  assert.deepEqual(await properties(files, '/c.proto'), { indent_size: '8', charset: 'utf-8' });
});

test('patterns of the specification', async () => {
  const matches = async (pattern: string, path: string): Promise<boolean> =>
    'x' in (await properties({ '/w/.editorconfig': `[${pattern}]\nx = 1\n` }, `/w/${path}`));
  const cases: [pattern: string, path: string, expected: boolean][] = [
    ['*', 'a/b.proto', true],
    ['*.proto', 'a/b.proto', true],
    ['*.proto', 'a/b.txt', false],
    ['/*.proto', 'a/b.proto', false],
    ['/*.proto', 'b.proto', true],
    ['a/*.proto', 'a/b.proto', true],
    ['a/*.proto', 'a/b/c.proto', false],
    ['a/**.proto', 'a/b/c.proto', true],
    ['a/**', 'a/b/c.proto', true],
    ['**/c.proto', 'a/b/c.proto', true],
    ['?.proto', 'a.proto', true],
    ['?.proto', 'ab.proto', false],
    ['[ab].proto', 'b.proto', true],
    ['[!ab].proto', 'b.proto', false],
    ['[!ab].proto', 'c.proto', true],
    ['*.{proto,txt}', 'a.txt', true],
    ['*.{proto,txt}', 'a.md', false],
    ['{single}.proto', '{single}.proto', true],
    ['{single}.proto', 'single.proto', false],
    ['v{1..3}.proto', 'v2.proto', true],
    ['v{1..3}.proto', 'v4.proto', false],
    ['{a,b/c}/*.proto', 'b/c/d.proto', true],
    ['.hidden.proto', '.hidden.proto', true],
    ['a\\*.proto', 'ab.proto', false],
    ['!(a).proto', 'b.proto', false],
  ];
  for (const [pattern, path, expected] of cases)
    assert.equal(await matches(pattern, path), expected, `${pattern} and ${path}`);
});

test('a file that is not on disk has none, one that cannot be read counts as none', async () => {
  const fs = new MemoryFileSystem({ '/w/.editorconfig': '[*]\nx = 1\n', '/.editorconfig': '[*]\ny = 1\n' });
  fs.locked.add('/w/.editorconfig');
  assert.deepEqual([...(await new EditorConfigReader(fs).of('/w/a.proto'))], [['y', '1']]);
  assert.deepEqual([...(await new EditorConfigReader(fs).of('untitled:Untitled-1'))], []);
});

test('each file is read once a reader, and none that is not there', async () => {
  const fs = new MemoryFileSystem({ '/w/.editorconfig': 'root = true\n[*]\nx = 1\n', '/w/c/.editorconfig': '' });
  const reader = new EditorConfigReader(fs);
  await Promise.all(
    ['/w/a.proto', '/w/b.proto', '/w/c/d.proto', '/w/c/e.proto', '/w/d/f.proto'].map((path) => reader.of(path)),
  );
  assert.deepEqual(fs.reads.sort(), ['/w/.editorconfig', '/w/c/.editorconfig']);
});
