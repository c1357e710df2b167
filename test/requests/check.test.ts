// What is wrong with requests: each mistake at its place, with its fix.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyReplacements } from '../../server/language/edits.js';
import { checkRequestFile } from '../../server/requests/check.js';
import { requestFixture, withBody } from './request-fixture.js';

function problems(marked: string) {
  const fixture = requestFixture(marked);
  const found = checkRequestFile(fixture.file, fixture.types, { knownVariables: new Set(['known']) });
  return { fixture, found };
}

/** Checks the body of a request; ranges mark the places of the problems. */
function check(body: string, ...expected: string[]): void {
  const { fixture, found } = problems(withBody(body));
  assert.deepEqual(
    found.map(({ code }) => code),
    expected,
    `${body}: ${found.map(({ message }) => message)}`,
  );
  if (fixture.ranges.length > 0) {
    assert.deepEqual(
      found.map((problem) => fixture.slice(problem)),
      fixture.ranges.map(fixture.slice),
    );
  }
}

test('what fits is not reported', () => {
  check(
    `{
  "orderId": "x", "count": -1, "big": "18446744073709551615", "image": "AQID_-8=", "weight": "NaN", "gift": true,
  "state": "DONE", "lines": [{"name": "a", "inner": {"deep": 1e3}}], "byName": {"k": {}}, "flags": {"true": 1},
  "card": "x", "time": "2024-02-29T12:00:00.5+02:00", "wait": "-1.5s", "note": "n", "extra": {"any": [1, null]},
  "detail": {"@type": "type.googleapis.com/shop.v1.Line", "name": "n"}, "mask": "orderId,count", "own": "x",
  "[shop.v1.extra_text]": "e"
}`.replace('AQID_-8=', 'AQID_w=='),
  );
  check('{"order_id": "x", "count": "7", "by_name": null, "state": 1, "next": {"next": {}}}');
  check('{"count": {{known}}, "orderId": "{{known}}", "state": "{{known}}", "lines": {{known}}}');
});

test('fields', () => {
  check('{[["orderIdd"]]: "x"}', 'json-unknown-field');
  check('{"lines": [{"inner": {[["deeep"]]: 1}}]}', 'json-unknown-field');
  check('{"orderId": "x", [["order_id"]]: "y"}', 'json-duplicate-field');
  check('{"byName": {"k": {}, [["k"]]: {}}}', 'json-duplicate-field');
  check('{"card": "x", [["voucher"]]: {}}', 'json-oneof-conflict');
  check('{[["[shop.v1.nothing]"]]: 1}', 'json-unknown-field');
});

test('values', () => {
  check('{"orderId": [[1]]}', 'json-type');
  check('{"count": [[1.5]]}', 'json-type');
  check('{"count": [[2147483648]]}', 'json-number-range');
  check('{"big": [[-1]]}', 'json-number-range');
  check('{"big": [["18446744073709551616"]]}', 'json-number-range');
  check('{"weight": [[1e39]]}', 'json-number-range');
  check('{"gift": [["true"]]}', 'json-type');
  check('{"image": [["a b"]]}', 'json-base64');
  check('{"image": [["AAAAA"]]}', 'json-base64');
  check('{"state": [["OPENED"]]}', 'json-enum-value');
  check('{"lines": [[{}]]}', 'json-type');
  check('{"byName": [["x"]]}', 'json-type');
  check('{"flags": {[["yes"]]: 1}}', 'json-type');
  check('[["text"]]', 'json-type');
});

test('messages with a JSON form of their own', () => {
  check('{"time": [["2024-02-30T00:00:00Z"]]}', 'json-well-known');
  check('{"time": [["today"]]}', 'json-well-known');
  check('{"time": [[5]]}', 'json-type');
  check('{"wait": [["5"]]}', 'json-well-known');
  check('{"note": [[5]]}', 'json-type');
  check('{"extra": [["x"]]}', 'json-type');
  check('{"detail": [[{"name": "x"}]]}', 'json-well-known');
  check('{"detail": {"@type": [["shop.v1.Line"]]}}', 'json-well-known');
  check('{"detail": {"@type": [["x.y/not.There"]], "a": 1}}', 'json-type-unknown');
  check('{"detail": {"@type": "x/shop.v1.Line", [["nam"]]: "n"}}', 'json-unknown-field');
});

test('a list that is marked with the brackets of the list itself', () => {
  const { found, fixture } = problems(withBody('{"lines": [null]}'));
  assert.deepEqual(
    found.map((problem) => [problem.code, fixture.slice(problem)]),
    [['json-type', 'null']],
  );
});

/** The text after the first fix of the first problem. */
function fixed(text: string): string {
  const { fixture, found } = problems(text);
  const edits = found.find(({ fixes }) => fixes)?.fixes?.[0].edits ?? [];
  return new TextDecoder().decode(applyReplacements(fixture.file.source.bytes, edits));
}

test('fixes', () => {
  assert.equal(fixed(withBody('{"orderIdd": "x"}')), withBody('{"orderId": "x"}'));
  assert.equal(fixed(withBody('{"state": "DON"}')), withBody('{"state": "DONE"}'));
  assert.equal(fixed(withBody('{"gift": "true"}')), withBody('{"gift": true}'));
  assert.equal(fixed(withBody('{"lines": {}}')), withBody('{"lines": [{}]}'));
  assert.equal(fixed(withBody('{"count": 1,}')), withBody('{"count": 1}'));
  assert.equal(fixed(withBody('{"count": 1 "gift": true}')), withBody('{"count": 1, "gift": true}'));
  assert.equal(fixed('GRPC h:1/shop.v1.OrderService/Gett\n'), 'GRPC h:1/shop.v1.OrderService/Get\n');
  assert.equal(fixed('GRPC h:1/shop.v1.OrderServce/Get\n'), 'GRPC h:1/shop.v1.OrderService/Get\n');
  assert.equal(
    fixed('# @dedline 1s\nGRPC h:1/shop.v1.OrderService/Get\n'),
    '# @deadline 1s\nGRPC h:1/shop.v1.OrderService/Get\n',
  );
  assert.equal(fixed('GRPC {{knwn}}/shop.v1.OrderService/Get\n'), 'GRPC {{known}}/shop.v1.OrderService/Get\n');
});

test('methods, settings, headers and variables', () => {
  const codes = (text: string) => problems(text).found.map(({ code }) => code);
  const line = 'GRPC h:1/shop.v1.OrderService/Get\n';
  assert.deepEqual(codes('GRPC h:1/a.Unknown/Get\n\n{"what": 1}\n'), ['request-service-unknown']);
  assert.deepEqual(codes('# @reflection off\nGRPC h:1/a.Unknown/Get\n'), ['request-service-undeclared']);
  assert.deepEqual(codes('# @reflection on\nGRPC h:1/shop.v1.OrderService/Nope\n\n{"what": 1}\n'), []);
  assert.deepEqual(codes('GRPC h:1/shop.v1.OrderService/Nope\n'), ['request-method-unknown']);
  assert.deepEqual(codes(`${line}\n{}\n===\n{}\n`), ['request-message-count']);
  assert.deepEqual(codes('GRPC h:1/shop.v1.OrderService/Put\n\n{}\n===\n{}\n'), []);
  assert.deepEqual(codes(`# @keep-open\n${line}`), ['setting-no-effect']);
  assert.deepEqual(codes(`# @deadline soon\n${line}`), ['setting-value']);
  assert.deepEqual(codes(`# @deadline 1s\n# @timeout 2s\n${line}`), ['setting-repeated']);
  assert.deepEqual(codes(`# @no-log\n# @whatever\n${line}`), ['setting-unknown']);
  assert.deepEqual(codes(`${line}content-type: a\ngrpc-x: 1\nx-bin: %\ny: é\ngrpc-timeout: 1\n`), [
    'header-ignored',
    'header-syntax',
    'header-value',
    'header-value',
    'header-value',
  ]);
  assert.deepEqual(codes(`@own = 1\n${line}a: {{own}} {{known}} {{$uuid}} {{$secret T}}\nb: {{other}}\nc: {{x()}}\n`), [
    'variable-unresolved',
    'variable-syntax',
  ]);
});
