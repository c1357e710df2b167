// gRPC's metadata as the fields of HTTP/2's header blocks, and back.
import type { IncomingHttpHeaders } from 'node:http2';
import { Metadata } from '@grpc/grpc-js';
import { type HeaderField, repeatedField, singleField } from './h2/header-field.js';

export const contentTypeField = repeatedField('content-type', 'application/grpc');

/** `first` and behind it the metadata, bytes as base64. */
export function fieldsOf(first: readonly HeaderField[], metadata: Metadata | undefined): HeaderField[] {
  const fields = [...first];
  if (!metadata) return fields;
  const headers = metadata.toHttp2Headers();
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) for (const each of value) fields.push(singleField(name, each));
    else if (value !== undefined) fields.push(singleField(name, String(value)));
  }
  return fields;
}

/** Values of one name are joined with commas, as Node's HTTP/2 gives them to grpc-js. */
export function headersOf(fields: readonly HeaderField[]): IncomingHttpHeaders {
  const headers: Record<string, string> = {};
  for (const { name, value } of fields) {
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}

/** Without the fields of HTTP/2 itself and those in `omitted`. */
export function metadataOf(fields: readonly HeaderField[], omitted: ReadonlySet<string>): Metadata {
  return Metadata.fromHttp2Headers(
    headersOf(fields.filter(({ name }) => name.charCodeAt(0) !== 0x3a && !omitted.has(name))),
  );
}

export function fieldValue(fields: readonly HeaderField[], wanted: string): string | undefined {
  for (const { name, value } of fields) if (name === wanted) return value;
  return undefined;
}
