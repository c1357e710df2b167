import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dotEnvNames, isEnvironmentFile } from '../../server/requests/variables/environment.js';
import { environmentOfDotEnv } from '../../src/config/environment-name.js';

test('the environment of a .env file', () => {
  for (const [file, name] of [
    ['.env.dev', 'dev'],
    ['dev.env', 'dev'],
    ['.env.dev.local', 'dev.local'],
    ['.env', undefined],
    ['env', undefined],
    ['.env.', undefined],
    ['environment.json', undefined],
  ] as const) {
    assert.equal(environmentOfDotEnv(file), name, file);
    // What is offered is what the backend reads for it.
    if (name !== undefined) assert.ok(dotEnvNames(name).includes(file), file);
    if (name !== undefined || file === '.env') assert.ok(isEnvironmentFile(file), file);
  }
});
