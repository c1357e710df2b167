// Drafts of requests: every field once, comments that the parser accepts, recursion that ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyReplacements } from '../../server/language/edits.js';
import { checkRequestFile } from '../../server/requests/check.js';
import { draftRequest } from '../../server/requests/draft-request.js';
import { formatRequestFile } from '../../server/requests/format/format-request-file.js';
import { requestFixture, shop } from './request-fixture.js';

const recursive = `//- a.proto
syntax = "proto3";
package a;
service S {
  // @deprecated Use the other.
  // ### not a separator
  rpc Call(stream Tree) returns (Tree) { option deprecated = true; }
  rpc Empty(Nothing) returns (Nothing);
}
message Nothing {}
message Tree {
  /* {{not a variable}} "quoted" */
  Tree left = 1;
  map<string, Tree> named = 2;
  repeated Tree all = 3;
  oneof value { Tree tree = 4; int64 number = 5; Color color = 6; }
  optional bytes data = 7;
}
enum Color { RED = 0; BLUE = 1; }
`;

for (const [protos, serviceName, method] of [
  [shop, 'shop.v1.OrderService', 'Get'],
  [recursive, 'a.S', 'Call'],
  [recursive, 'a.S', 'Empty'],
] as const) {
  test(`the draft of ${serviceName}/${method} is a request without mistakes`, () => {
    const { types } = requestFixture('', protos);
    const service = types.service(serviceName);
    const found = service?.methods.find(({ name }) => name === method);
    assert.ok(found);
    const text = draftRequest({ service: serviceName, method: found, target: 'pipe:x' });
    const { file } = requestFixture(text, protos);
    assert.deepEqual(checkRequestFile(file, types, { knownVariables: new Set() }), [], text);
    assert.equal(file.requests.length, 1);
    for (const field of found.input?.fields ?? []) assert.ok(text.includes(`"${field.jsonName}":`), field.name);
    const formatted = applyReplacements(file.source.bytes, formatRequestFile(file, '  '));
    assert.equal(new TextDecoder().decode(formatted), text);
  });
}

test('the draft of a recursive message', () => {
  const { types } = requestFixture('', recursive);
  const method = types.service('a.S')?.methods[0];
  assert.ok(method);
  const text = draftRequest({ service: 'a.S', method, target: '' });
  assert.equal(
    text,
    `### Call
# - @deprecated Use the other.
# ### not a separator
GRPC {{target}}/a.S/Call

{
  // {{not a variable}} "quoted"
  "left": {}, // Tree
  "named": { // map<string, Tree>
    "key": {}
  },
  "all": [ // repeated Tree
    {}
  ],
  "tree": {}, // Tree, oneof value
  // or of value: "number": "0" // int64, oneof value
  // or of value: "color": "RED" // Color, RED | BLUE, oneof value
  "data": "" // bytes
}
===
{
  "left": {},
  "named": {
    "key": {}
  },
  "all": [
    {}
  ],
  "tree": {},
  "data": ""
}
`,
  );
});
