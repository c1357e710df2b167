// A request file beside .proto files, with markers: `$0` is the cursor, `[[` and `]]` mark ranges.
import { parseRequestFile } from '../../server/requests/syntax/parse-request-file.js';
import type { RequestFile } from '../../server/requests/syntax/request-file.js';
import { WorkspaceTypes } from '../../server/requests/types/workspace-types.js';
import type { SchemaSnapshot } from '../../server/schema/schema.js';
import type { Span } from '../../server/text/span.js';
import { fixture } from '../language/fixture.js';

export const shop = `//- shop.proto
edition = "2023";
package shop.v1;
import "google/protobuf/any.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/field_mask.proto";
// Takes orders.
service OrderService {
  // Gets one.
  rpc Get(Order) returns (Order);
  rpc Watch(Order) returns (stream Order);
  rpc Put(stream Order) returns (Order);
}
// An order.
message Order {
  // Which one.
  string order_id = 1;
  int32 count = 2;
  uint64 big = 3;
  bytes image = 4;
  float weight = 5;
  bool gift = 6;
  State state = 7;
  repeated Line lines = 8;
  map<string, Line> by_name = 9;
  map<bool, int32> flags = 10;
  oneof pay { string card = 11; Line voucher = 12; }
  google.protobuf.Timestamp time = 13;
  google.protobuf.Duration wait = 14;
  google.protobuf.StringValue note = 15;
  google.protobuf.Struct extra = 16;
  google.protobuf.Any detail = 17;
  google.protobuf.FieldMask mask = 18;
  string custom = 19 [json_name = "own"];
  Order next = 20 [deprecated = true];
  extensions 100 to 200;
}
message Line { string name = 1; message Inner { int32 deep = 1; } Inner inner = 2; }
enum State { OPEN = 0; DONE = 1; }
extend Order { string extra_text = 100; }
`;

export interface RequestFixture {
  readonly file: RequestFile;
  readonly types: WorkspaceTypes;
  readonly snapshot: SchemaSnapshot;
  readonly text: string;
  /** Byte offset of the cursor; -1 without one. */
  readonly offset: number;
  readonly ranges: readonly Span[];
  /** What stands in a stretch of the request file. */
  slice(span: Span): string;
}

export function requestFixture(marked: string, protos = shop): RequestFixture {
  const { snapshot } = fixture(protos);
  const ranges: Span[] = [];
  const open: number[] = [];
  let text = '';
  let offset = -1;
  for (const piece of marked.split(/(\$0|\[\[|\]\])/)) {
    const at = Buffer.byteLength(text);
    if (piece === '$0') offset = at;
    else if (piece === '[[') open.push(at);
    else if (piece === ']]') ranges.push({ start: open.pop() ?? 0, end: at });
    else text += piece;
  }
  const bytes = new TextEncoder().encode(text);
  return {
    file: parseRequestFile(bytes),
    types: new WorkspaceTypes(snapshot, (id) => !snapshot.file(id).name.startsWith('google/')),
    snapshot,
    text,
    offset,
    ranges,
    slice: ({ start, end }) => Buffer.from(bytes.subarray(start, end)).toString(),
  };
}

/** A request of Get with a body. */
export function withBody(body: string): string {
  return `GRPC localhost:1/shop.v1.OrderService/Get\n\n${body}\n`;
}
