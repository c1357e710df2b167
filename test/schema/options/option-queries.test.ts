// What editor features ask about options, also of those that are not finished.
import assert from 'node:assert/strict';
import test from 'node:test';
import { OptionQueries } from '../../../server/schema/options/option-queries.js';
import type { MessageType } from '../../../server/schema/options/option-types.js';
import { Schema } from '../../../server/schema/schema.js';
import { parse } from '../../../server/syntax/parse.js';
import { importStatements } from '../../../server/syntax/parsed-file.js';
import { tokensOf } from '../../../server/syntax/tokenize.js';
import { Kind, kindOf, Node } from '../../../server/syntax/tree.js';
import { wellKnownFiles } from '../../conformance/well-known.js';
import { optionsFile } from './option-cases.js';

const marker = '▶';

test('parts of names', () => {
  const { queries, nameOf } = at('message T { option (o.m).message.▶text = "a"; }', Kind.namePart);
  assert.equal(
    nameOf((node) => queries.fieldOfPart(node)?.fullName),
    'o.Message.text',
  );
  const extension = at('message T { option ▶(o.m).message.text = "a"; }', Kind.namePart);
  assert.equal(
    extension.nameOf((node) => extension.queries.fieldOfPart(node)?.fullName),
    'o.m',
  );
});

test('where a name may go on', () => {
  const plain = at('message T { option ▶nothing = 1; }', Kind.namePart);
  assert.equal(plain.message(plain.queries.messageOfPart(plain.node)), 'google.protobuf.MessageOptions');
  const dotted = at('message T { option (o.m).▶nothing = 1; }', Kind.namePart);
  assert.equal(dotted.message(dotted.queries.messageOfPart(dotted.node)), 'o.Message');
  assert.equal(dotted.queries.fieldOfPart(dotted.node), undefined);
});

test('fields and messages of aggregates', () => {
  const field = at('message T { option (o.m) = { messages [ { ▶color: RED } ] }; }', Kind.aggregateField);
  assert.equal(
    field.nameOf((node) => field.queries.fieldOfAggregateField(node)?.fullName),
    'o.Message.color',
  );
  const extension = at('message T { option (o.m) = { ▶[o.extra]: 1 }; }', Kind.aggregateField);
  assert.equal(
    extension.nameOf((node) => extension.queries.fieldOfAggregateField(node)?.fullName),
    'o.extra',
  );
  const any = at(
    'message T { option (o.m) = { any { [type.googleapis.com/o.Strict] ▶{ needed: 1 } } }; }',
    Kind.aggregate,
  );
  assert.equal(any.message(any.queries.messageOfAggregate(any.node)), 'o.Strict');
  const unknown = at('message T { option (o.m) = { nothing ▶{ x: 1 } }; }', Kind.aggregate);
  assert.equal(unknown.queries.messageOfAggregate(unknown.node), undefined);
});

test('enums of values', () => {
  const own = at('message T { option (o.color) = ▶NOTHING; }', Kind.scalar);
  assert.equal(own.path(own.queries.enumOfValue(own.node)?.path), 'o.Color');
  const inside = at('message T { option (o.m) = { color: ▶NOTHING }; }', Kind.scalar);
  assert.equal(inside.path(inside.queries.enumOfValue(inside.node)?.path), 'o.Color');
});

test('extensions that can be used', () => {
  const { queries } = at('message T { option ▶nothing = 1; }', Kind.namePart);
  const message = queries.optionsMessage(0);
  assert.ok(message);
  assert.deepEqual(
    queries.extensionsOf(message).map(({ fullName }) => fullName),
    ['o.file', 'o.files', 'o.path'],
  );
});

/** The node of a kind that starts at the marker, in a file that imports the library of the cases. */
function at(marked: string, kind: Kind) {
  const [before = '', after = ''] = `syntax = "proto3";\nimport "options.proto";\n${marked}\n`.split(marker);
  const text = before + after;
  const schema = new Schema();
  const sources = new Map([
    ...wellKnownFiles(),
    ['options.proto', Buffer.from(optionsFile)],
    ['t.proto', Buffer.from(text)],
  ]);
  const names = [...sources.keys()];
  const files = [...sources].map(([name, bytes], id) => {
    const parsed = parse(bytes, schema.names);
    const imports = importStatements(parsed, schema.names).map(({ path }) => names.indexOf(path));
    return { id, name, parsed, imports: Int32Array.from(imports) };
  });
  const snapshot = schema.snapshot(files);
  const id = files.length - 1;
  const { nodes, bytes } = snapshot.file(id).parsed;
  const token = tokensOf(bytes).at(Buffer.byteLength(before));
  let node = -1;
  for (let each = 0; each < nodes.length; each += Node.size) {
    if (kindOf(nodes, each) === kind && nodes[each + Node.first] === token) node = each;
  }
  assert.ok(node >= 0, 'no such node at the marker');
  return {
    node,
    queries: new OptionQueries(snapshot, id),
    nameOf: (ask: (node: number) => string | undefined) => ask(node),
    path: (path = 0) => schema.paths.text(path),
    message: (message: MessageType | undefined) => (message ? schema.paths.text(message.path) : undefined),
  };
}
