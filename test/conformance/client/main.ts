// The calling side as a client under test of connectrpc/conformance: requests on stdin, one outcome for each on stdout,
// each behind its length in 4 bytes, big endian.
import type { JsonObject } from '@bufbuild/protobuf';
import type { ClientRequest } from './client-request.js';
import { runRequest } from './run-request.js';
import { ConformanceTypes } from './types.js';

const types = await ConformanceTypes.load();
for await (const bytes of framesOf(process.stdin)) {
  const request = types.decode('ClientCompatRequest', bytes) as ClientRequest;
  const testName = request.testName ?? '';
  let outcome: object;
  try {
    outcome = { response: await runRequest(types, request) };
  } catch (error) {
    outcome = { error: { message: error instanceof Error ? error.message : String(error) } };
  }
  const answer = types.encode('ClientCompatResponse', { testName, ...outcome } as unknown as JsonObject);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(answer.length);
  process.stdout.write(Buffer.concat([head, answer]));
}

async function* framesOf(input: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const piece of input) {
    bytes = Buffer.concat([bytes, piece]);
    for (;;) {
      const end = bytes.length < 4 ? Number.POSITIVE_INFINITY : 4 + bytes.readUInt32BE(0);
      if (bytes.length < end) break;
      yield bytes.subarray(4, end);
      bytes = bytes.subarray(end);
    }
  }
  if (bytes.length > 0) throw new Error('stdin ended in the middle of a message');
}
