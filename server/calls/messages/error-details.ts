// The details of an error as google.rpc.Status holds them in the trailer grpc-status-details-bin.

import { type DescMessage, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import { type Any, AnySchema } from '@bufbuild/protobuf/wkt';
import type { Metadata } from '@grpc/grpc-js';
import type { AnyTypes } from './any-types.js';
import { decodeFetching } from './message-codec.js';

/** Each detail as the JSON of its Any. What cannot be decoded gives one entry with the reason. */
export async function errorDetails(trailers: Metadata, types: AnyTypes, signal: AbortSignal): Promise<string[]> {
  const [trailer] = trailers.get('grpc-status-details-bin');
  const statusType = trailer instanceof Uint8Array ? types.getMessage('google.rpc.Status') : undefined;
  if (!(trailer instanceof Uint8Array) || !statusType) return [];
  try {
    const details: string[] = [];
    for (const any of anysOf(statusType, trailer)) {
      const { json } = await decodeFetching(AnySchema, toBinary(AnySchema, any), types, false, signal);
      details.push(json);
    }
    return details;
  } catch (error) {
    return [JSON.stringify({ problem: error instanceof Error ? error.message : String(error) })];
  }
}

function anysOf(statusType: DescMessage, bytes: Uint8Array): Any[] {
  const message = fromBinary(statusType, bytes) as Message & { details: Any[] };
  return message.details;
}
