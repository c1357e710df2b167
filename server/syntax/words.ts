// The words with a meaning of their own: keywords and the options that the compiler itself heeds. None of them is
// reserved: each may also be an identifier.

/** Names ids of the words; every Names table starts with them, in this order. */
export const enum Word {
  syntax = 1,
  edition,
  package,
  import,
  public,
  weak,
  option,
  message,
  enum,
  service,
  extend,
  extensions,
  reserved,
  oneof,
  rpc,
  returns,
  stream,
  map,
  group,
  optional,
  required,
  repeated,
  to,
  max,
  export,
  local,
  default,
  json_name,
  true,
  false,
  inf,
  nan,
  double,
  float,
  int32,
  int64,
  uint32,
  uint64,
  sint32,
  sint64,
  fixed32,
  fixed64,
  sfixed32,
  sfixed64,
  bool,
  string,
  bytes,
  features,
  packed,
  lazy,
  unverified_lazy,
  ctype,
  jstype,
  map_entry,
  allow_alias,
  message_set_wire_format,
  deprecated_legacy_json_field_conflicts,
  optimize_for,
  LITE_RUNTIME,
  JS_NORMAL,
  UNVERIFIED,
  verification,
  declaration,
  cc_generic_services,
  java_generic_services,
  java_string_check_utf8,
}

export const words = (
  'syntax edition package import public weak option message enum service extend extensions reserved oneof rpc returns ' +
  'stream map group optional required repeated to max export local default json_name true false inf nan ' +
  'double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes ' +
  'features packed lazy unverified_lazy ctype jstype map_entry allow_alias message_set_wire_format ' +
  'deprecated_legacy_json_field_conflicts optimize_for LITE_RUNTIME JS_NORMAL UNVERIFIED verification ' +
  'declaration cc_generic_services java_generic_services java_string_check_utf8'
).split(' ');

/** Whether a name is one of the scalar types. `group` is not. */
export function isScalarType(name: number): boolean {
  return name >= Word.double && name <= Word.bytes;
}
