// The `protopipe` that VS Code's terminal finds: a script that runs the terminal client with VS Code's runtime.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

const windows = process.platform === 'win32';

test('runs the client with the runtime it is given', () => {
  const script = path.join(process.cwd(), 'bin', windows ? 'protopipe.cmd' : 'protopipe');
  // Nothing of PATH is needed beyond what the shell itself is found with.
  const env = {
    ...process.env,
    PROTOPIPE_RUNTIME: process.execPath,
    PATH: windows ? process.env.PATH : '/usr/bin:/bin',
  };
  const version = execFileSync(script, ['--version'], { env, shell: windows, encoding: 'utf8' });
  assert.match(version, /^\d+\.\d+\.\d+\s*$/);
});
