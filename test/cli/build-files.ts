// Files whose descriptor sets are hard to get right: retention, ranges with options, public, weak and option imports.

export const buildFiles: Readonly<Record<string, string>> = {
  'all.proto': `// Detached.

// About syntax.
syntax = "proto2";
package a; // trailing
import "lib/opts.proto";
import public "sub/pub.proto";
import weak "sub/weak.proto";
option (lib.f) = { kept: 1 source: 2 inner { source: 3 } many { kept: 1 } many { source: 2 } by { key: "a" value { source: 1 kept: 2 } } dropped { kept: 1 } [lib.ext_source]: 5 [lib.ext] { source: 1 [lib.ext_source]: 5 } };
option (lib.f_src) = 5;
message M {
  option (lib.m_src) = 1;
  option (lib.m).source = 1;
  option (lib.m).kept = 1;
  optional int32 a = 1 [(lib.fi_src) = 1, deprecated = true, (lib.fi).source = 3];
  optional sub.Pub p = 2 [(lib.fi_src) = 1];
  oneof o { option (lib.o_src) = 1; int32 b = 3; }
  extensions 120, 130 [(lib.x_src) = 1, verification = UNVERIFIED]; extensions 100 to 110 [(lib.x_src) = 1, declaration = { number: 100 full_name: ".a.x" type: "int32" }, declaration = { number: 101 full_name: ".a.y" type: "int32" repeated: true } ];
  extensions 200 [(lib.x_keep) = 1, verification = UNVERIFIED];
  optional group G = 4 [(lib.fi_src) = 9] { option (lib.m_src) = 1; }
  map<int32, sub.Weak> mm = 5 [(lib.fi_src) = 4];
}
extend M { optional int32 x = 100 [(lib.fi_src) = 7]; repeated int32 y = 101; }
enum E { option (lib.e_src) = 1; Z = 0 [(lib.ev_src) = 1]; }
service S { option (lib.s_src) = 1; rpc R(M) returns (M) { option (lib.me_src) = 1; } rpc Q(M) returns (M) { } rpc T(M) returns (M) { option idempotency_level = IDEMPOTENT; option (lib.me_src) = 2; } }
`,
  'lib/opts.proto': `syntax = "proto2";
package lib;
import "google/protobuf/descriptor.proto";
message O {
  optional int32 kept = 1;
  optional int32 source = 2 [retention = RETENTION_SOURCE];
  optional string runtime = 3 [retention = RETENTION_RUNTIME, targets = TARGET_TYPE_MESSAGE];
  optional O inner = 4;
  repeated O many = 5;
  map<string, O> by = 6;
  optional O dropped = 7 [retention = RETENTION_SOURCE];
  extensions 100 to 200;
}
extend O { optional int32 ext_source = 100 [retention = RETENTION_SOURCE]; optional O ext = 101; }
extend google.protobuf.FileOptions { optional O f = 50000; optional int32 f_src = 50001 [retention = RETENTION_SOURCE]; }
extend google.protobuf.MessageOptions { optional O m = 50000; optional int32 m_src = 50001 [retention = RETENTION_SOURCE]; }
extend google.protobuf.FieldOptions { optional O fi = 50000; optional int32 fi_src = 50001 [retention = RETENTION_SOURCE]; }
extend google.protobuf.EnumOptions { optional int32 e_src = 50001 [retention = RETENTION_SOURCE]; }
extend google.protobuf.EnumValueOptions { optional int32 ev_src = 50001 [retention = RETENTION_SOURCE]; }
extend google.protobuf.OneofOptions { optional int32 o_src = 50001 [retention = RETENTION_SOURCE]; }
extend google.protobuf.ExtensionRangeOptions { optional int32 x_src = 50001 [retention = RETENTION_SOURCE]; optional int32 x_keep = 50002; }
extend google.protobuf.ServiceOptions { optional int32 s_src = 50001 [retention = RETENTION_SOURCE]; }
extend google.protobuf.MethodOptions { optional int32 me_src = 50001 [retention = RETENTION_SOURCE]; }
`,
  'sub/pub.proto': `edition = "2024";
package sub;
import public "sub/pub2.proto";
import option "sub/optonly.proto";
message Pub { option features.enforce_naming_style = STYLE_LEGACY; option (sub.note) = "x"; Pub2 p = 1; }
`,
  'sub/pub2.proto': `syntax = "proto3"; package sub; message Pub2 { optional int32 a = 1; }
`,
  'sub/weak.proto': `syntax = "proto2"; package sub; message Weak { optional int32 a = 1; }
`,
  'sub/optonly.proto': `edition = "2023";
package sub;
import "google/protobuf/descriptor.proto";
extend google.protobuf.MessageOptions { string note = 50100; }
`,
  'z2024.proto': `edition = "2024";
package z;
import "all.proto";
import "google/protobuf/any.proto";
import option "lib/opts.proto";
import option "google/protobuf/cpp_features.proto";
option features.(pb.cpp).string_type = VIEW;
option features.default_symbol_visibility = LOCAL_ALL;
export message Z { a.M m = 1; google.protobuf.Any any = 2 [(lib.fi) = { source: 1 }]; local enum K { K_UNSPECIFIED = 0; } }
`,
};
