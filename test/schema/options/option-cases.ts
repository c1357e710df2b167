// For each code that the checks of options report: files with the mistake, and the same without it. `▶` stands before
// the token at which a problem is expected; it is no part of the file.

export interface OptionCase {
  readonly code: string;
  readonly name: string;
  readonly wrong: string;
  readonly right: string;
  /** Whether protoc has an error at each of the places; false where it gives none. */
  readonly placed?: false;
  /** protoc accepts it with a warning. */
  readonly warning?: true;
}

/** What every case may import as "options.proto". */
export const optionsFile = `syntax = "proto2";
package o;
import "google/protobuf/descriptor.proto";
import "google/protobuf/any.proto";
message Message {
  optional int32 number = 1;
  repeated int32 numbers = 2;
  optional string text = 3;
  optional Message message = 4;
  repeated Message messages = 5;
  optional Color color = 6;
  optional google.protobuf.Any any = 7;
  oneof choice { int32 left = 8; int32 right = 9; }
  optional Strict strict = 10;
  optional bool flag = 11;
  optional double real = 12;
  optional uint32 natural = 13;
  optional group Group = 14 { optional int32 member = 1; }
  reserved "gone";
  extensions 100 to 200;
}
message Strict { required int32 needed = 1; }
extend Message { optional int32 extra = 100; }
enum Color { RED = 0; GREEN = 1; }
enum Shade { DARK = 0; }
extend google.protobuf.FileOptions { optional Message file = 50000; repeated Message files = 50001; optional string path = 50002; }
extend google.protobuf.MessageOptions {
  optional Message m = 50000;
  optional int32 i32 = 50001;
  optional uint64 u64 = 50002;
  optional float real = 50003;
  optional bool flag = 50004;
  optional bytes data = 50005;
  optional Color color = 50006;
  repeated int32 many = 50007;
  optional int32 only_fields = 50008 [targets = TARGET_TYPE_FIELD];
  optional int32 later = 50009 [feature_support = { edition_introduced: EDITION_2024 }];
  optional int32 dead = 50010 [feature_support = {
    edition_introduced: EDITION_PROTO2 edition_removed: EDITION_2023 removal_error: "Use life." }];
  optional int32 old = 50011 [feature_support = {
    edition_introduced: EDITION_PROTO2 edition_deprecated: EDITION_PROTO3 deprecation_warning: "Use new." }];
}
`;

const inMessage = (option: string, syntax = 'syntax = "proto3";'): string =>
  `${syntax}\npackage t;\nimport "options.proto";\nmessage T { ${option} }\n`;

const enumWithJson = (values: string): string =>
  `edition = "2026";\nimport option "google/protobuf/json_options.proto";\nenum E { option allow_alias = true; E_ZERO = 0; ${values} }\n`;

export const optionCases: readonly OptionCase[] = [
  {
    code: 'unknown-option',
    name: 'plain',
    wrong: 'syntax = "proto3";\noption ▶java_pakage = "a";\n',
    right: 'syntax = "proto3";\noption java_package = "a";\n',
  },
  {
    code: 'unknown-option',
    name: 'plain, on each kind of element',
    wrong: `syntax = "proto2";
message T { option ▶a = 1; optional int32 f = 1 [▶b = 2]; oneof x { option ▶c = 1; int32 g = 2; } extensions 10 [▶d = 1]; }
enum E { option ▶e = 1; Z = 0 [▶f = 1]; }
service S { option ▶g = 1; rpc M(T) returns (T) { option ▶h = 1; } }
`,
    right: `syntax = "proto2";
message T { option deprecated = true; optional int32 f = 1 [deprecated = true]; oneof x { int32 g = 2; } extensions 10 [verification = UNVERIFIED]; }
enum E { option deprecated = true; Z = 0 [deprecated = true]; }
service S { option deprecated = true; rpc M(T) returns (T) { option deprecated = true; } }
`,
  },
  {
    code: 'unknown-option',
    name: 'custom',
    wrong: inMessage('option ▶(o.unknown) = 1; option (o.i32) = 1;'),
    right: inMessage('option (o.i32) = 1;'),
  },
  {
    code: 'unknown-option',
    name: 'found in an inner scope only in part',
    wrong: inMessage('message o {} message U { option ▶(o.i32) = 1; } option (o.flag) = true;'),
    right: inMessage('message o {} message U { option (.o.i32) = 1; } option (o.flag) = true;'),
  },
  {
    code: 'unknown-option',
    name: 'a field of a message option',
    wrong: inMessage('option ▶(o.m).nothing = 1;'),
    right: inMessage('option (o.m).number = 1;'),
  },
  {
    code: 'option-of-other-message',
    name: 'an option of files on a message',
    wrong: inMessage('option ▶(o.path) = "a"; option (o.i32) = 1;'),
    right: `${inMessage('option (o.i32) = 1;')}option (o.path) = "a";\n`,
  },
  {
    code: 'option-reserved',
    name: 'uninterpreted_option',
    wrong: 'syntax = "proto3";\noption ▶uninterpreted_option = {};\n',
    right: 'syntax = "proto3";\noption java_package = "a";\n',
  },
  {
    code: 'option-not-message',
    name: 'a field of an integer',
    wrong: inMessage('option ▶(o.i32).x = 1;'),
    right: inMessage('option (o.i32) = 1;'),
  },
  {
    code: 'option-repeated-message',
    name: 'a field of a repeated message',
    wrong: 'syntax = "proto3";\nimport "options.proto";\noption ▶(o.files).number = 1;\n',
    right: 'syntax = "proto3";\nimport "options.proto";\noption (o.files) = { number: 1 };\n',
  },
  {
    code: 'duplicate-option',
    name: 'plain',
    wrong: 'syntax = "proto3";\noption java_package = "a";\noption ▶java_package = "b";\n',
    right: 'syntax = "proto3";\noption java_package = "a";\n',
  },
  {
    code: 'duplicate-option',
    name: 'the whole after a part',
    wrong: inMessage('option (o.m).number = 1; option ▶(o.m) = { text: "a" };'),
    right: inMessage('option (o.m).number = 1; option (o.m).text = "a"; option (o.many) = 1; option (o.many) = 1;'),
  },
  {
    code: 'duplicate-option',
    name: 'a part after the whole that sets it',
    wrong: inMessage('option (o.m) = { message { number: 1 } }; option ▶(o.m).message.number = 1;'),
    right: inMessage('option (o.m) = { message { number: 1 } }; option (o.m).message.text = "a";'),
  },
  {
    code: 'option-value-type',
    name: 'integers',
    wrong: inMessage('option (o.i32) = ▶1.5; message A { option (o.i32) = ▶"1"; } message B { option (o.u64) = ▶-1; }'),
    right: inMessage('option (o.i32) = -0x10; message A { option (o.i32) = 017; } message B { option (o.u64) = 1; }'),
  },
  {
    code: 'option-value-type',
    name: 'numbers, booleans, strings and messages',
    wrong: inMessage(
      'option (o.real) = ▶"1"; message A { option (o.flag) = ▶1; } message B { option (o.data) = ▶x; } message C { option (o.m) = ▶1; } message D { option (o.flag) = ▶maybe; }',
    ),
    right: inMessage(
      'option (o.real) = 1; message A { option (o.flag) = true; } message B { option (o.data) = "x"; } message C { option (o.m) = {}; } message D { option (o.real) = -inf; }',
    ),
  },
  {
    code: 'option-value-type',
    name: 'in an aggregate',
    wrong: inMessage(
      'option (o.m) = ▶{ number: "1" }; message A { option (o.m) = ▶{ message: 1 }; } message B { option (o.m) = ▶{ number: [1] }; } message C { option (o.m) = ▶{ flag: maybe }; } message D { option (o.m) = ▶{ natural: -1 }; } message E { option (o.m) = ▶{ real: 010 }; }',
    ),
    right: inMessage(
      'option (o.m) = { number: 1 }; message A { option (o.m) = { message {} }; } message B { option (o.m) = { numbers: [1] messages [{}, <>] }; } message C { option (o.m) = { flag: t }; } message D { option (o.m) = { natural: 1 }; } message E { option (o.m) = { real: -INFINITY }; }',
    ),
  },
  {
    code: 'option-value-range',
    name: 'too large and too small',
    wrong: inMessage(
      'option (o.i32) = ▶2147483648; message A { option (o.i32) = ▶-2147483649; } message B { option (o.m) = ▶{ number: 2147483648 }; } message C { option (o.m) = ▶{ flag: 2 }; }',
    ),
    right: inMessage(
      'option (o.i32) = 2147483647; message A { option (o.i32) = -2147483648; } message B { option (o.m) = { number: 2147483647 }; } message C { option (o.m) = { flag: 1 }; } message D { option (o.u64) = 18446744073709551615; }',
    ),
  },
  {
    code: 'unknown-enum-value',
    name: 'of an option, a sibling enum, in an aggregate',
    wrong: inMessage(
      'option (o.color) = ▶BLUE; message A { option (o.color) = ▶DARK; } message B { option (o.m) = ▶{ color: GREY }; } message C { option (o.m) = ▶{ color: 7 }; }',
    ),
    right: inMessage(
      'option (o.color) = RED; message A { option (o.color) = GREEN; } message B { option (o.m) = { color: GREEN }; } message C { option (o.m) = { color: 1 }; }',
    ),
  },
  {
    code: 'unknown-field',
    name: 'of an aggregate; reserved names are passed over, groups go by their message',
    wrong: inMessage(
      'option (o.m) = ▶{ nothing: 1 }; message A { option (o.m) = ▶{ [type.googleapis.com/o.Strict] {} }; }',
    ),
    right: inMessage('option (o.m) = { gone: 1 Group { member: 1 } };'),
  },
  {
    code: 'unknown-extension',
    name: 'in an aggregate',
    wrong: inMessage('option (o.m) = ▶{ [o.nothing]: 1 }; message A { option (o.m) = ▶{ [o.i32]: 1 }; }'),
    right: inMessage('option (o.m) = { [o.extra]: 1 }; message A { option (o.m) = { [extra]: 1 }; }'),
  },
  {
    code: 'unknown-any-type',
    name: 'unknown message, other host',
    wrong: inMessage(
      'option (o.m) = ▶{ any { [type.googleapis.com/o.Nothing] {} } }; message A { option (o.m) = ▶{ any { [example.com/o.Message] {} } }; }',
    ),
    right: inMessage('option (o.m) = { any { [type.googleapis.com/o.Message] { number: 1 } } };'),
  },
  {
    code: 'duplicate-field-value',
    name: 'in an aggregate and in an Any',
    wrong: inMessage(
      'option (o.m) = ▶{ number: 1 number: 2 }; message A { option (o.m) = ▶{ any { type_url: "a" [type.googleapis.com/o.Message] {} } }; }',
    ),
    right: inMessage('option (o.m) = { number: 1, numbers: 1; numbers: 2 };'),
  },
  {
    code: 'oneof-conflict',
    name: 'in an aggregate',
    wrong: inMessage('option (o.m) = ▶{ left: 1 right: 2 };'),
    right: inMessage('option (o.m) = { left: 1 };'),
  },
  {
    code: 'missing-required-field',
    name: 'in an aggregate and in an Any',
    wrong: inMessage(
      'option (o.m) = ▶{ strict {} }; message A { option (o.m) = ▶{ any { [type.googleapis.com/o.Strict] {} } }; }',
    ),
    right: inMessage('option (o.m) = { strict { needed: 0 } };'),
  },
  {
    code: 'aggregate-syntax',
    name: 'leading dot, missing colon before a list, no type URL',
    wrong: inMessage(
      'option (o.m) = ▶{ [.o.extra]: 1 }; message A { option (o.m) = ▶{ numbers [1] }; } message B { option (o.m) = ▶{ any { [o.Message] {} } }; }',
    ),
    right: inMessage('option (o.m) = { [o.extra]: 1 numbers: [1] };'),
  },
  {
    code: 'number-out-of-range',
    name: 'hexadecimal numbers of more than 64 bits',
    wrong: inMessage('option (o.u64) = ▶0x10000000000000000;'),
    right: inMessage('option (o.u64) = 0xffffffffffffffff;'),
  },
  {
    code: 'feature-without-edition',
    name: 'on a file and a field',
    wrong:
      '▶syntax = "proto3";\noption features.field_presence = EXPLICIT;\nmessage T { int32 ▶a = 1 [features.field_presence = EXPLICIT]; }\n',
    right:
      'edition = "2023";\noption features.field_presence = EXPLICIT;\nmessage T { int32 a = 1 [features.field_presence = EXPLICIT]; }\n',
  },
  {
    code: 'feature-value-unknown',
    name: 'one by one and in an aggregate',
    wrong:
      'edition = "2023";\nmessage T { int32 ▶a = 1 [features.field_presence = FIELD_PRESENCE_UNKNOWN]; int32 ▶b = 2 [features = { field_presence: 0 }]; }\n',
    right: 'edition = "2023";\nmessage T { int32 a = 1 [features.field_presence = IMPLICIT]; }\n',
  },
  {
    code: 'feature-defined-here',
    name: 'a feature of a language',
    wrong:
      'edition = "2023";\npackage t;\nimport "google/protobuf/descriptor.proto";\nextend google.protobuf.FeatureSet { F f = 9990; }\nmessage F { int32 a = 1 [targets = TARGET_TYPE_FIELD, feature_support = { edition_introduced: EDITION_2023 }, edition_defaults = { edition: EDITION_LEGACY value: "1" }]; }\nmessage T { int32 a = 1 [▶features.(t.f).a = 1]; }\n',
    right:
      'edition = "2023";\nimport "google/protobuf/cpp_features.proto";\nmessage T { string a = 1 [features.(pb.cpp).string_type = VIEW]; }\n',
  },
  {
    code: 'option-target',
    name: 'an option for fields on a message',
    wrong: inMessage('option ▶(o.only_fields) = 1;'),
    right: inMessage('option (o.i32) = 1;'),
    placed: false,
  },
  {
    code: 'option-not-introduced',
    name: 'a custom option, a feature',
    wrong: `edition = "2023";\nimport "options.proto";\nmessage ▶T { option (o.later) = 1; }\nmessage ▶U { option features.enforce_naming_style = STYLE2024; }\n`,
    right: `edition = "2024";\nimport "options.proto";\nmessage T { option (o.later) = 1; }\nmessage U { option features.enforce_naming_style = STYLE2024; }\n`,
  },
  {
    code: 'option-removed',
    name: 'a custom option, a plain one on a file',
    wrong: `edition = "2024";\n▶package t;\nimport "options.proto";\noption java_multiple_files = true;\nmessage ▶T { option (o.dead) = 1; }\n`,
    right: `syntax = "proto2";\npackage t;\nimport "options.proto";\noption java_multiple_files = true;\nmessage T { option (o.dead) = 1; }\n`,
  },
  {
    code: 'option-deprecated',
    name: 'a custom option',
    wrong: inMessage('option (o.old) = 1;').replace('message T', 'message ▶T'),
    right: inMessage('option (o.old) = 1;', 'syntax = "proto2";'),
    warning: true,
  },
  {
    code: 'feature-support',
    name: 'windows that make no sense',
    wrong: `syntax = "proto2";
import "google/protobuf/descriptor.proto";
extend google.protobuf.MessageOptions {
  optional int32 a = 50000 [▶feature_support = { edition_introduced: EDITION_2024 edition_deprecated: EDITION_2023 deprecation_warning: "a" }];
  optional int32 b = 50001 [▶feature_support = { edition_deprecated: EDITION_2023 }];
  optional int32 c = 50002 [▶feature_support.deprecation_warning = "a"];
  optional int32 d = 50003 [▶feature_support = { edition_introduced: EDITION_2024 edition_removed: EDITION_2023 removal_error: "a" }];
  optional int32 e = 50004 [▶feature_support = { edition_removed: EDITION_2023 }];
  optional int32 f = 50005 [▶feature_support = { removal_error: "a" }];
  optional int32 g = 50006 [▶feature_support = { edition_deprecated: EDITION_2024 edition_removed: EDITION_2024 deprecation_warning: "a" removal_error: "a" }];
  optional E h = 50007 [▶feature_support = { edition_introduced: EDITION_2024 }];
}
enum E { A = 0; B = 1 [feature_support = { edition_introduced: EDITION_2023 }]; C = 2 [▶feature_support = { edition_removed: EDITION_2023 }]; }
`,
    right: `syntax = "proto2";
import "google/protobuf/descriptor.proto";
extend google.protobuf.MessageOptions {
  optional int32 a = 50000 [feature_support = { edition_introduced: EDITION_2023 edition_deprecated: EDITION_2024 deprecation_warning: "a" }];
  optional int32 d = 50003 [feature_support = { edition_introduced: EDITION_2024 edition_removed: EDITION_2024 }];
  optional E h = 50007 [feature_support = { edition_introduced: EDITION_2023 }];
}
enum E { A = 0; B = 1 [feature_support = { edition_introduced: EDITION_2024 }]; }
`,
    placed: false,
  },
  {
    code: 'unused-import',
    name: 'options and the values of their enums use what declares them',
    wrong: `syntax = "proto3";\nimport "options.proto";\n▶import "google/protobuf/any.proto";\nmessage T { option (o.i32) = 1; }\n`,
    right: `syntax = "proto3";\nimport "options.proto";\nimport "google/protobuf/descriptor.proto";\nimport "google/protobuf/any.proto";\nmessage T { option (o.m) = { any { [type.googleapis.com/google.protobuf.Any] {} } }; }\n`,
    warning: true,
  },
  {
    code: 'enum-json-name',
    name: 'of two numbers, of an alias, read as another number, no text',
    wrong: enumWithJson(`
      E_ONE = 1 [(pb.enumvalue.json).string = "one"]; E_TWO = 2 [▶(pb.enumvalue.json).string = "one"];
      E_THREE = 3 [▶(pb.enumvalue.json).string = "30"]; E_FOUR = 4 [▶(pb.enumvalue.json).string = "four\\0"];
      E_FIVE = 5 [(pb.enumvalue.json).string = "five"]; E_CINCO = 5 [▶(pb.enumvalue.json).string = "cinco"];
      E_SIX = 6 [(pb.enumvalue.json).string = "E_SEVEN"]; ▶E_SEVEN = 7; E_EIGHT = 8 [▶(pb.enumvalue.json).string = "\\xff"];
    `),
    right: enumWithJson(`
      E_ONE = 1 [(pb.enumvalue.json).string = "one"]; E_TWO = 2 [(pb.enumvalue.json).string = "two"];
      E_THREE = 3 [(pb.enumvalue.json).string = "3"]; E_FOUR = 4 [(pb.enumvalue.json).string = "four"];
      E_FIVE = 5 [(pb.enumvalue.json).string = "five"]; E_CINCO = 5 [(pb.enumvalue.json).string = "five"];
    `),
    placed: false,
  },
];
