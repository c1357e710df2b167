import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parentOf, pathOfUri, relativeTo, resolvePath, uriOfPath } from '../../server/workspace/location.js';

test('URIs and paths lead to each other', () => {
  for (const [uri, path] of [
    ['file:///home/ann/a.proto', '/home/ann/a.proto'],
    ['file:///home/an%20n/%C3%A4%23.proto', '/home/an n/ä#.proto'],
    ['file:///c%3A/work/a.proto', 'c:/work/a.proto'],
    ['file://server/share/a.proto', '//server/share/a.proto'],
    ['untitled:Untitled-1', 'untitled:Untitled-1'],
    ['protopipe-wkt:/google/protobuf/any.proto', 'protopipe-wkt:/google/protobuf/any.proto'],
  ]) {
    assert.equal(pathOfUri(uri), path);
    assert.equal(uriOfPath(path), uri);
  }
});

test('one file has one path however its URI is spelled', () => {
  assert.equal(pathOfUri('file:///C:/work/a.proto'), 'c:/work/a.proto');
  assert.equal(pathOfUri('FILE://localhost/a%2Bb.proto'), '/a+b.proto');
  assert.equal(pathOfUri('file:///100%.proto'), '/100%.proto');
});

test('relative paths', () => {
  assert.equal(relativeTo('/a/b', '/a/b/c/d'), 'c/d');
  assert.equal(relativeTo('/a/b', '/a/b'), '');
  assert.equal(relativeTo('/a/b', '/a/bc'), undefined);
  assert.equal(relativeTo('/', '/a'), 'a');
  assert.equal(parentOf('/a'), '/');
  assert.equal(parentOf('/'), '/');
});

test('paths of settings are resolved against their folder', () => {
  for (const [folder, given, resolved] of [
    ['/w', 'proto', '/w/proto'],
    ['/w', '.', '/w'],
    ['/w', './a/../b/', '/w/b'],
    ['/w', '../../../x', '/x'],
    ['/w', '/abs/./p', '/abs/p'],
    ['/', '..', '/'],
    ['c:/w', '..\\third_party', 'c:/third_party'],
    ['c:/w', 'D:\\x', 'd:/x'],
    ['//host/share/w', 'p', '//host/share/w/p'],
    ['/w', 'a\\b', '/w/a\\b'],
  ]) {
    assert.equal(resolvePath(folder, given), resolved, `${folder} + ${given}`);
  }
});
