// Folders that were listed answer for the files in them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { disk, fromNative } from '../../server/workspace/node/disk.js';
import { rememberFolders } from '../../server/workspace/remember-folders.js';
import { temporaryFolder } from '../temporary-folder.js';

test('what lies in a folder that was listed is not asked of the disk, links aside', async (context) => {
  const folder = temporaryFolder(context, { 'a.proto': '', 'b/c.proto': '' });
  if (process.platform !== 'win32') fs.symlinkSync(path.join(folder, 'b'), path.join(folder, 'link'));
  const asked: string[] = [];
  const remembering = rememberFolders({
    ...disk,
    kind(of) {
      asked.push(path.basename(of));
      return disk.kind(of);
    },
  });
  const at = (name: string) => remembering.kind(fromNative(path.join(folder, name)));
  assert.deepEqual([await at('a.proto'), await at('none')], ['file', undefined]);
  await remembering.list(fromNative(folder));
  assert.deepEqual([await at('a.proto'), await at('b'), await at('none')], ['file', 'directory', undefined]);
  assert.deepEqual(asked, ['a.proto', 'none']);
  assert.equal(await at('b/c.proto'), 'file');
  if (process.platform !== 'win32') assert.equal(await at('link'), 'directory');
  assert.deepEqual(asked.slice(2), process.platform === 'win32' ? ['c.proto'] : ['c.proto', 'link']);
});
