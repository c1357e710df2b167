// Schemas of editions in calls: from files, a descriptor set and reflection. A server that gives back the bytes it got
// shows that JSON is written as it was read, whatever features say about the encoding.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Server } from '@grpc/grpc-js';
import { ServerReflectionService } from '../../protos/gen/grpc/reflection/v1/reflection.js';
import { ServerReflectionService as AlphaService } from '../../protos/gen/grpc/reflection/v1alpha/reflection.js';
import { Origin, Reflection } from '../../protos/gen/protopipe/v1/call.js';
import { reflectionHandler } from '../../samples/service/reflection.js';
import { buildSet, openFiles } from '../schema/descriptors/build-set.js';
import { temporaryFolder } from '../temporary-folder.js';
import { call, ports, serve } from './call-fixture.js';

const body = (delimited: string) => `
import "google/protobuf/any.proto";
import "google/protobuf/timestamp.proto";
service Echo { rpc Say(Everything) returns (Everything); }
message Everything {
  int64 explicit = 1;
  int32 implicit = 2 [features.field_presence = IMPLICIT];
  repeated int32 packed = 3;
  repeated int32 expanded = 4 [features.repeated_field_encoding = EXPANDED];
  Inner prefixed = 5;
  Inner tagged = 6 [features.message_encoding = DELIMITED];
  Inner ${delimited} = 7 [features.message_encoding = DELIMITED];
  Open open = 8;
  Closed closed = 9;
  map<string, Inner> by_name = 10;
  google.protobuf.Timestamp at = 11;
  google.protobuf.Any any = 12;
  string text = 13 [default = "none"];
  bytes raw = 14 [json_name = "RAW"];
}
message Inner { string name = 1; Inner next = 2 [features.message_encoding = DELIMITED]; }
enum Open { OPEN_ZERO = 0; OPEN_ONE = 1; }
enum Closed { option features.enum_type = CLOSED; CLOSED_ONE = 1; }
`;

const schemas: Readonly<Record<string, string>> = {
  2023: `edition = "2023";\npackage e;${body('inner')}`,
  2024: `edition = "2024";\npackage e;${body('inner')
    .replace('enum Open', 'local enum Open')
    .replace('message Inner', 'export message Inner')}`,
};

const message = {
  explicit: '0',
  implicit: 7,
  packed: [1, 2],
  expanded: [3, 4],
  prefixed: { name: 'a', next: { name: 'b' } },
  tagged: { name: 'c' },
  inner: { name: 'd', next: { next: {} } },
  open: 'OPEN_ONE',
  closed: 'CLOSED_ONE',
  byName: { k: { name: 'e' } },
  at: '2026-01-02T03:04:05Z',
  any: { '@type': 'type.googleapis.com/e.Inner', name: 'f' },
  text: '',
  RAW: 'AP8=',
};

const same = (bytes: Buffer) => bytes;

/** Serves Echo, and reflection for `set` in this version or none. */
function echo(t: TestContext, set: Uint8Array, version?: 'v1' | 'v1alpha'): Promise<string> {
  const server = new Server();
  const method = {
    path: '/e.Echo/Say',
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  server.addService(
    { say: method },
    { say: (call: { request: Buffer }, done: (e: null, b: Buffer) => void) => done(null, call.request) },
  );
  if (version) {
    const service = version === 'v1' ? ServerReflectionService : AlphaService;
    server.addService(service, reflectionHandler(set, ['e.Echo']));
  }
  return serve(t, server);
}

for (const [edition, source] of Object.entries(schemas)) {
  test(`edition ${edition}: files, a descriptor set, reflection v1 and v1alpha`, async (t) => {
    const folder = temporaryFolder(t, { 'e.proto': source });
    const options = { includeImports: true, retainOptions: false, sourceInfo: false };
    const set = Buffer.from(buildSet(openFiles([folder], ['e.proto']), ['e.proto'], options));
    const messages = [JSON.stringify(message)];
    const method = 'e.Echo/Say';
    const off = { reflection: Reflection.OFF };
    const plain = await echo(t, set);
    const results = {
      [Origin.WORKSPACE]: await call({
        address: plain,
        method,
        messages,
        ports: await ports({ 'e.proto': source }),
        schema: off,
      }),
      [Origin.DESCRIPTOR_SET]: await call({
        address: plain,
        method,
        messages,
        schema: { ...off, descriptorSets: [set] },
      }),
      [Origin.REFLECTION_V1]: await call({ address: await echo(t, set, 'v1'), method, messages }),
      [Origin.REFLECTION_V1ALPHA]: await call({ address: await echo(t, set, 'v1alpha'), method, messages }),
    };
    for (const [origin, result] of Object.entries(results)) {
      assert.equal(result.finished?.code, 0, result.finished?.message);
      assert.equal(result.started?.origin, Number(origin));
      assert.deepEqual(JSON.parse(result.messages[0].json), message);
      assert.deepEqual(result.messages[0].unknownFields, []);
    }
    const wrong = await call({ address: plain, method, messages: ['{"closed":5}'], schema: { descriptorSets: [set] } });
    assert.match(wrong.refused[0].reason, /closed/);
  });
}
