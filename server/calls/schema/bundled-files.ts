// The well-known types and the types of google.rpc, which every source may leave out.
import { fromBinary } from '@bufbuild/protobuf';
import {
  type FileDescriptorProto,
  FileDescriptorSetSchema,
  file_google_protobuf_any,
  file_google_protobuf_api,
  file_google_protobuf_descriptor,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_source_context,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_type,
  file_google_protobuf_wrappers,
} from '@bufbuild/protobuf/wkt';

const wellKnown = [
  file_google_protobuf_any,
  file_google_protobuf_api,
  file_google_protobuf_descriptor,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_source_context,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_type,
  file_google_protobuf_wrappers,
];

/** By name. `contract` is the descriptor set of the backend's own contract, which holds google.rpc. */
export function bundledFiles(contract: Uint8Array): ReadonlyMap<string, FileDescriptorProto> {
  const own = fromBinary(FileDescriptorSetSchema, contract).file.filter(({ name }) => name.startsWith('google/'));
  const files = [...own, ...wellKnown.map(({ proto }) => proto)];
  return new Map(files.map((file) => [file.name, file]));
}
