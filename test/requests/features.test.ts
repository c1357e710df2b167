// Completion, hover, definition, references, rename and outline in request files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyReplacements } from '../../server/language/edits.js';
import { symbolTarget } from '../../server/language/target.js';
import { completeRequest } from '../../server/requests/features/complete.js';
import { requestDefinition, variableDefinition } from '../../server/requests/features/definition.js';
import { requestFolding, requestSymbols } from '../../server/requests/features/document-symbols.js';
import { hoverRequest } from '../../server/requests/features/hover.js';
import { placesOf, renameIn } from '../../server/requests/features/references.js';
import { requestFixture, shop, withBody } from './request-fixture.js';

const environment = {
  variables: new Map([
    ['host', 'h:1'],
    ['token', 't'],
  ]),
  privateNames: new Set(['token']),
};

function completions(marked: string) {
  const { file, types, offset, text } = requestFixture(marked);
  const found = completeRequest(file, types, offset, environment);
  const labels = found?.items.map(({ label }) => label) ?? [];
  /** The text after an item was taken, without the places of its snippet. */
  const take = (label: string): string => {
    const item = found?.items.find((each) => each.label === label);
    assert.ok(found && item, `${label} of ${labels}`);
    const edits = [...(item.edits ?? []), { ...found.replace, text: item.insert ?? item.label }];
    return new TextDecoder().decode(applyReplacements(new TextEncoder().encode(text), edits));
  };
  return { labels, take, items: found?.items ?? [] };
}

test('completion of methods', () => {
  const service = completions('GRPC h:1/$0\n');
  assert.deepEqual(
    service.labels,
    ['Get', 'Watch', 'Put'].map((name) => `shop.v1.OrderService/${name}`),
  );
  assert.equal(service.take('shop.v1.OrderService/Get'), 'GRPC h:1/shop.v1.OrderService/Get\n');
  const method = completions('GRPC {{host}}/shop.v1.OrderService/Wa$0\n');
  assert.deepEqual(method.labels, ['Get', 'Watch', 'Put']);
  assert.equal(method.take('Watch'), 'GRPC {{host}}/shop.v1.OrderService/Watch\n');
  assert.equal(method.items[1].detail, ' (Order) → stream Order');
  assert.equal(
    completions('GRPC h:1/shop.v1.Ord$0\n').take('shop.v1.OrderService/Put'),
    'GRPC h:1/shop.v1.OrderService/Put\n',
  );
});

test('completion of fields', () => {
  const empty = completions(withBody('{$0}'));
  assert.equal(empty.labels[0], 'orderId');
  assert.ok(empty.labels.includes('own') && !empty.labels.includes('custom'));
  assert.equal(empty.take('orderId'), withBody('{"orderId": "$1"}'));
  assert.equal(empty.take('lines'), withBody('{"lines": [$1]}'));
  assert.equal(empty.take('time'), withBody(`{"time": "\${1:1970-01-01T00:00:00Z}"}`));
  assert.equal(completions(withBody('{"ord$0"}')).take('orderId'), withBody('{"orderId": "$1"}'));
  assert.equal(completions(withBody('{"ord$0": "x"}')).take('count'), withBody('{"count": "x"}'));
  assert.equal(completions(withBody('{"count": 1 $0}')).take('gift'), withBody('{"count": 1, "gift": $1}'));
  assert.equal(completions(withBody('{$0 "count": 1}')).take('gift'), withBody('{"gift": $1, "count": 1}'));
  const second = completions(withBody('{"count": 1, "card": "x", "$0"}'));
  assert.ok(!second.labels.includes('count') && !second.labels.includes('voucher') && second.labels.includes('gift'));
  assert.deepEqual(completions(withBody('{"lines": [{"inner": {$0}}]}')).labels, ['deep']);
  assert.deepEqual(completions(withBody('{"byName": {"k": {$0}}}')).labels, ['name', 'inner']);
  assert.deepEqual(completions(withBody('{"flags": {$0}}')).labels, ['true', 'false']);
});

test('completion of values', () => {
  assert.deepEqual(completions(withBody('{"state": $0}')).labels, ['OPEN', 'DONE']);
  assert.equal(completions(withBody('{"state": "$0"}')).take('DONE'), withBody('{"state": "DONE"}'));
  assert.equal(completions(withBody('{"state": "O$0')).take('OPEN'), withBody('{"state": "OPEN"'));
  assert.deepEqual(completions(withBody('{"gift": $0, "count": 1}')).labels, ['true', 'false']);
  assert.ok(completions(withBody('{"time": $0}')).labels.includes('{{$isoTimestamp}}'));
  assert.ok(completions(withBody('{"lines": [$0]}')).labels.includes('{}'));
  const any = completions(withBody('{"detail": {"@type": "$0"}}'));
  assert.equal(any.take('shop.v1.Line'), withBody('{"detail": {"@type": "type.googleapis.com/shop.v1.Line"}}'));
  assert.deepEqual(completions(withBody('{"detail": {"@type": "type.googleapis.com/shop.v1.Line", $0}}')).labels, [
    'name',
    'inner',
  ]);
  assert.deepEqual(completions(withBody('{"orderId": "x" /* $0 */}')).labels, []);
});

test('completion of an empty body, headers, settings, variables', () => {
  const body = completions('GRPC h:1/shop.v1.OrderService/Get\n\n$0');
  assert.match(body.take('{ … } with all fields'), /"orderId": "\$1",\n {2}"count": \$2,/);
  assert.ok(completions('GRPC h:1/shop.v1.OrderService/Get\n$0\n').labels.includes('authorization'));
  assert.equal(completions('# @dea$0\nGRPC h:1/a.B/C\n').take('@deadline'), '# @deadline \nGRPC h:1/a.B/C\n');
  assert.deepEqual(completions('# @reflection $0\nGRPC h:1/a.B/C\n').labels, ['auto', 'on', 'off']);
  const variables = completions('@own = 1\nGRPC {{h$0/a.B/C\n');
  assert.deepEqual(variables.labels.slice(0, 3), ['own', 'host', 'token']);
  assert.equal(variables.take('host'), '@own = 1\nGRPC {{host}}/a.B/C\n');
  assert.equal(variables.items[2].detail, ' private');
  assert.deepEqual(completions('$0').labels, ['GRPC', 'GRPC request']);
});

test('hover says what the .proto says', () => {
  const hover = (marked: string) => {
    const { file, types, offset } = requestFixture(marked);
    return hoverRequest(file, types, offset, environment)?.contents ?? '';
  };
  assert.match(hover('GRPC h:1/shop.v1.OrderService/G$0et\n'), /rpc Get\(Order\) returns \(Order\);[\s\S]*Gets one\./);
  assert.match(hover('GRPC h:1/shop.v1.Order$0Service/Get\n'), /service OrderService[\s\S]*Takes orders\./);
  assert.match(hover('GRPC h:1/sh$0op.v1.OrderService/Get\n'), /package shop;/);
  assert.match(hover(withBody('{"order$0Id": "x"}')), /string order_id = 1;[\s\S]*Which one\./);
  assert.match(hover(withBody('{"state": "DO$0NE"}')), /DONE = 1;/);
  assert.match(hover('# @dead$0line 1s\nGRPC h:1/a.B/C\n'), /Time for the whole call/);
  assert.match(hover('GRPC {{ho$0st}}/a.B/C\n'), /`h:1`/);
  assert.doesNotMatch(hover('GRPC {{tok$0en}}/a.B/C\n'), /`t`/);
});

test('definition leads to the .proto, and of variables to their line', () => {
  const { file, types, offset, snapshot } = requestFixture(withBody('{"lines": [{"inn$0er": {}}]}'));
  const [link] = requestDefinition(file, types, offset);
  const bytes = snapshot.file(link.file).parsed.bytes;
  assert.equal(new TextDecoder().decode(bytes.subarray(link.target.start, link.target.end)), 'Inner inner = 2;');
  const other = requestFixture('[[@host]] = x\nGRPC {{ho$0st}}/a.B/C\n');
  const found = variableDefinition(other.file, other.offset);
  assert.equal(found && other.slice(found.selection), 'host');
});

const uses = `GRPC h:1/shop.v1.OrderService/Get

{"orderId": "x", "state": "DONE", "lines": [{"name": "n", "inner": {"deep": 1}}], "own": "c",
 "detail": {"@type": "type.googleapis.com/shop.v1.Line.Inner", "deep": 2}, "[shop.v1.extra_text]": "e"}
===
{"order_id": "y"}
###
GRPC h:1/shop.v1.OrderService/Put

{"next": {"order_id": "z", "by_name": {"k": {"name": "m"}}}}
`;

/** The request after a declaration of the .proto got another name. */
function renamed(fullName: string, newName: string, text = uses): string {
  const { file, types, snapshot } = requestFixture(text);
  const { paths } = snapshot.schema;
  const path = paths.findText(fullName);
  const target = symbolTarget(snapshot, 0, path) ?? { kind: 'package' as const, path };
  return new TextDecoder().decode(
    applyReplacements(
      file.source.bytes,
      [...renameIn(file, types, target, newName)].sort((a, b) => a.start - b.start),
    ),
  );
}

test('a rename changes requests as they are written, and back', () => {
  const field = renamed('shop.v1.Order.order_id', 'id_text');
  assert.equal(field, uses.replace('"orderId"', '"idText"').replaceAll('"order_id"', '"id_text"'));
  assert.equal(renamed('shop.v1.Order.custom', 'other'), uses);
  assert.equal(renamed('shop.v1.DONE', 'OVER'), uses.replace('"DONE"', '"OVER"'));
  assert.equal(renamed('shop.v1.OrderService', 'Orders'), uses.replaceAll('OrderService', 'Orders'));
  assert.equal(renamed('shop.v1.OrderService.Get', 'Fetch'), uses.replace('/Get', '/Fetch'));
  assert.equal(renamed('shop.v1.Line', 'Row'), uses.replace('v1.Line', 'v1.Row'));
  assert.equal(renamed('shop.v1.Line.Inner', 'Core'), uses.replace('Line.Inner', 'Line.Core'));
  assert.equal(renamed('shop.v1.extra_text', 'more'), uses.replace('extra_text', 'more'));
  assert.equal(renamed('shop.v1', 'store.v2'), uses.replaceAll('shop.v1', 'store.v2'));
  const back = requestFixture(field, shop.replace('order_id', 'id_text'));
  const target = symbolTarget(back.snapshot, 0, back.snapshot.schema.paths.findText('shop.v1.Order.id_text'));
  assert.ok(target);
  const edits = renameIn(back.file, back.types, target, 'order_id');
  assert.equal(new TextDecoder().decode(applyReplacements(back.file.source.bytes, edits)), uses);
});

test('references of a declaration in a request file', () => {
  const { file, types, snapshot, slice } = requestFixture(uses);
  const target = symbolTarget(snapshot, 0, snapshot.schema.paths.findText('shop.v1.Order.order_id'));
  assert.ok(target);
  assert.deepEqual(placesOf(file, types, target).map(slice), ['orderId', 'order_id', 'order_id']);
});

test('outline and folding', () => {
  const { file, slice } = requestFixture(
    `@a = 1\n\n### One\n${withBody('{\n  "lines": [\n    {}\n  ]\n}')}\n# @name two\nGRPC h:1/a.B/C\n`.replace(
      '\n# @name',
      '\n###\n# @name',
    ),
  );
  const symbols = requestSymbols(file);
  assert.deepEqual(
    symbols.map(({ name, detail }) => [name, detail]),
    [
      ['One', 'localhost:1 shop.v1.OrderService/Get'],
      ['two', 'h:1 a.B/C'],
    ],
  );
  assert.equal(slice(symbols[1].selection), 'GRPC h:1/a.B/C');
  assert.deepEqual(
    requestFolding(file).map(({ startLine, endLine }) => [startLine, endLine]),
    [
      [2, 9],
      [5, 9],
      [6, 8],
      [11, 13],
    ],
  );
});
