// Variables in settings.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandVariables } from '../../src/config/variables.js';

const variables = {
  workspaceFolder: '/w/shop',
  workspaceFolders: { shop: '/w/shop', geo: '/w/geo' },
  env: { HOME: '/home/ann', SDK: '/opt/sdk' },
};

for (const [text, expected] of [
  ['protos', 'protos'],
  ['${workspaceFolder}/protos', '/w/shop/protos'],
  ['${workspaceRoot}/protos', '/w/shop/protos'],
  ['${workspaceFolder:geo}/v1', '/w/geo/v1'],
  ['${workspaceFolder:none}/v1', '${workspaceFolder:none}/v1'],
  ['${env:SDK}/include', '/opt/sdk/include'],
  ['${env.SDK}/include', '/opt/sdk/include'],
  ['${env:UNSET}x', 'x'],
  ['${userHome}/p', '/home/ann/p'],
  ['${config:other}', '${config:other}'],
  ['a ${ b', 'a ${ b'],
] as const) {
  test(text, () => assert.equal(expandVariables(text, variables), expected));
}
