// The events of a call as the contract has them.
import type { DescMethod } from '@bufbuild/protobuf';
import { codeName } from '../../pipe/index.js';
import type { CallMessages, CallResponse, Method, ResponseMessage } from '../../protos/gen/protopipe/v1/call.js';
import type { CallEvent, ReceivedMessage } from '../calls/call/call-events.js';
import { leadingComment } from '../calls/describe.js';
import { encodeMetadata, encodeOrigin } from './decode-target.js';

/** JSON of one piece, and of all that go together, in UTF-16 units. */
const maxPieceLength = 1 << 20;
const maxRawBytes = 1 << 20;
const maxUnknownBytes = 4096;
const noBytes = Buffer.alloc(0);

/** One event; of messages that are large together several. */
export function* encodeCallEvent(event: CallEvent): Iterable<CallResponse> {
  switch (event.kind) {
    case 'started': {
      const { target, method, origin } = event;
      const value = { time: new Date(), target, method: encodeMethod(method), origin: encodeOrigin(origin) };
      yield { event: { $case: 'started', value } };
      break;
    }
    case 'headers':
      yield {
        event: {
          $case: 'headers',
          value: { metadata: encodeMetadata(event.metadata), elapsedMs: event.elapsedMs },
        },
      };
      break;
    case 'messages':
      for (const value of batches(event.messages)) yield { event: { $case: 'messages', value } };
      break;
    case 'block': {
      const { jsonLines } = event;
      for (let from = 0; from < jsonLines.length; from += maxPieceLength) {
        const value = { jsonLines: jsonLines.subarray(from, from + maxPieceLength) };
        yield { event: { $case: 'block', value } };
      }
      break;
    }
    case 'refused': {
      const { messageNumber, reason } = event;
      yield { event: { $case: 'refused', value: { messageNumber, reason } } };
      break;
    }
    case 'finished': {
      const value = {
        ...event,
        codeName: codeName(event.code),
        trailers: encodeMetadata(event.trailers),
        detailsJson: [...event.detailsJson],
        bytesSent: BigInt(event.bytesSent),
        bytesReceived: BigInt(event.bytesReceived),
      };
      yield { event: { $case: 'finished', value } };
      break;
    }
  }
}

function* batches(messages: readonly ReceivedMessage[]): Iterable<CallMessages> {
  let batch: ResponseMessage[] = [];
  let length = 0;
  for (const message of messages) {
    for (const piece of pieces(message)) {
      const size = piece.json.length + piece.raw.length;
      if (batch.length > 0 && length + size > maxPieceLength) {
        yield { messages: batch };
        batch = [];
        length = 0;
      }
      batch.push(piece);
      length += size;
    }
  }
  if (batch.length > 0) yield { messages: batch };
}

function* pieces({ json = '', problem, bytes, elapsedMs, unknownFields }: ReceivedMessage): Iterable<ResponseMessage> {
  let from = 0;
  while (json.length - from > maxPieceLength) {
    let to = from + maxPieceLength;
    // A pair of surrogates stays together.
    if (isLowSurrogate(json.charCodeAt(to))) to--;
    yield {
      json: json.slice(from, to),
      continues: true,
      sizeBytes: bytes.length,
      elapsedMs,
      unknownFields: [],
      problem: '',
      raw: noBytes,
    };
    from = to;
  }
  yield {
    json: json.slice(from),
    continues: false,
    sizeBytes: bytes.length,
    elapsedMs,
    unknownFields: unknownFields.map(({ path, number, wireType, value }) => ({
      path,
      number,
      wireType,
      value: Buffer.from(value.subarray(0, maxUnknownBytes)),
    })),
    problem: problem ?? '',
    raw: problem === undefined ? noBytes : Buffer.from(bytes.subarray(0, maxRawBytes)),
  };
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

export function encodeMethod(desc: DescMethod): Method {
  return {
    name: `${desc.parent.typeName}/${desc.name}`,
    input: desc.input.typeName,
    output: desc.output.typeName,
    clientStreaming: desc.proto.clientStreaming,
    serverStreaming: desc.proto.serverStreaming,
    deprecated: desc.deprecated,
    comment: leadingComment(desc),
  };
}
