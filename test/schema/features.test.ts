// Features of declarations: defaults of editions as protoc has them, inheritance, and what proto2 and proto3 infer.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import { FeatureSetDefaultsSchema } from '@bufbuild/protobuf/wkt';
import {
  defaultFeatures,
  EnumType,
  Feature,
  FieldPresence,
  featuresOf,
  featureValue,
  JsonFormat,
  MessageEncoding,
  NamingStyle,
  ownFeature,
  RepeatedFieldEncoding,
  SymbolVisibility,
  Utf8Validation,
} from '../../server/schema/features.js';
import { findSymbol } from '../../server/schema/file-table.js';
import { Schema } from '../../server/schema/schema.js';
import { parse } from '../../server/syntax/parse.js';
import { Edition } from '../../server/syntax/tree.js';
import { protocBinary, protocInclude, withScratchFolder } from '../conformance/protoc.js';

const byFieldNumber = [
  Feature.fieldPresence,
  Feature.enumType,
  Feature.repeatedFieldEncoding,
  Feature.utf8Validation,
  Feature.messageEncoding,
  Feature.jsonFormat,
  Feature.enforceNamingStyle,
  Feature.defaultSymbolVisibility,
  Feature.enforceProtoLimits,
];

test('the defaults of editions are those of protoc', async () => {
  await withScratchFolder(async (folder) => {
    const output = path.join(folder, 'defaults.pb');
    execFileSync(protocBinary(), [
      `-I${protocInclude}`,
      `--edition_defaults_out=${output}`,
      '--edition_defaults_minimum=PROTO2',
      '--edition_defaults_maximum=2026',
      'google/protobuf/descriptor.proto',
    ]);
    const { defaults } = fromBinary(FeatureSetDefaultsSchema, readFileSync(output));
    for (const edition of [Edition.proto2, Edition.proto3, Edition.e2023, Edition.e2024, Edition.e2026]) {
      // The newest entry that is no newer than the edition counts.
      const entry = defaults.filter((each) => each.edition <= edition).at(-1);
      assert.ok(entry);
      const fixed = entry.fixedFeatures;
      const overridable = entry.overridableFeatures;
      for (const [index, feature] of byFieldNumber.entries()) {
        const number = index + 1;
        const expected = valueOfField(fixed, number) ?? valueOfField(overridable, number);
        assert.equal(featureValue(defaultFeatures(edition), feature), expected, `edition ${edition}, field ${number}`);
      }
    }
  });
});

/** The value of an enum field by its number, whether or not the library knows the field. */
function valueOfField(message: object | undefined, number: number): number | undefined {
  if (message === undefined) return undefined;
  const names: Record<number, string> = {
    1: 'fieldPresence',
    2: 'enumType',
    3: 'repeatedFieldEncoding',
    4: 'utf8Validation',
    5: 'messageEncoding',
    6: 'jsonFormat',
    7: 'enforceNamingStyle',
    8: 'defaultSymbolVisibility',
    9: 'enforceProtoLimits',
  };
  const known = Reflect.get(message, names[number] ?? '') as number | undefined;
  if (known) return known;
  const unknown = (Reflect.get(message, '$unknown') ?? []) as { no: number; data: Uint8Array }[];
  return unknown.find((field) => field.no === number)?.data[0];
}

/** Features by full name, or of the file for ''. */
function featuresIn(source: string) {
  const schema = new Schema();
  const parsed = parse(new TextEncoder().encode(source), schema.names);
  assert.deepEqual(parsed.problems, []);
  const table = schema.tableOf(0, parsed);
  const nodeOf = (name: string): number => {
    if (name === '') return 0;
    const index = findSymbol(table, schema.paths.findText(name));
    assert.ok(index >= 0, name);
    return table.nodes[index];
  };
  return {
    get: (name: string, feature: Feature) => featureValue(featuresOf(table, nodeOf(name)), feature),
    own: (name: string, feature: Feature) => ownFeature(table, nodeOf(name), feature),
    table,
  };
}

test('a file without features options keeps none', () => {
  const { table, get } = featuresIn('edition = "2023"; message A { int32 b = 1 [deprecated = true]; }');
  assert.equal(table.features, undefined);
  assert.equal(get('A.b', Feature.fieldPresence), FieldPresence.explicit);
});

test('features are inherited and set again', () => {
  const { get, own } = featuresIn(`edition = "2024";
option features.field_presence = IMPLICIT;
option features = { json_format: LEGACY_BEST_EFFORT, enum_type: 2, [pb.cpp] { string_type: VIEW } };
message A {
  option features.enforce_naming_style = STYLE_LEGACY;
  int32 b = 1;
  int32 c = 2 [features.field_presence = EXPLICIT, features.(pb.cpp).string_type = CORD];
  oneof d { option features.utf8_validation = NONE; string e = 3; }
  enum F { option features.enum_type = OPEN; G = 0; }
  enum H { I = 0; }
  message J { repeated A k = 4 [features = { message_encoding: DELIMITED repeated_field_encoding: EXPANDED }]; }
}
service L { option features.enforce_naming_style = STYLE2026; rpc M(A) returns (A); }
`);
  assert.equal(get('', Feature.fieldPresence), FieldPresence.implicit);
  assert.equal(get('', Feature.jsonFormat), JsonFormat.legacyBestEffort);
  assert.equal(get('A', Feature.jsonFormat), JsonFormat.legacyBestEffort);
  assert.equal(get('A', Feature.defaultSymbolVisibility), SymbolVisibility.exportTopLevel);
  assert.equal(get('A.b', Feature.fieldPresence), FieldPresence.implicit);
  assert.equal(get('A.c', Feature.fieldPresence), FieldPresence.explicit);
  assert.equal(own('A.b', Feature.fieldPresence), 0);
  assert.equal(own('A.c', Feature.fieldPresence), FieldPresence.explicit);
  assert.equal(get('A.e', Feature.utf8Validation), Utf8Validation.none);
  assert.equal(get('A.b', Feature.utf8Validation), Utf8Validation.verify);
  assert.equal(get('A.F', Feature.enumType), EnumType.open);
  assert.equal(get('A.H', Feature.enumType), EnumType.closed);
  assert.equal(get('A.I', Feature.enumType), EnumType.closed);
  assert.equal(get('A.J.k', Feature.messageEncoding), MessageEncoding.delimited);
  assert.equal(get('A.J.k', Feature.repeatedFieldEncoding), RepeatedFieldEncoding.expanded);
  assert.equal(get('A.J.k', Feature.enforceNamingStyle), NamingStyle.legacy);
  assert.equal(get('L.M', Feature.enforceNamingStyle), NamingStyle.style2026);
});

test('proto2 and proto3 infer features', () => {
  const two = featuresIn(`syntax = "proto2";
message A { required int32 b = 1; optional group C = 2 {} repeated int32 d = 3 [packed = true]; repeated int32 e = 4; }
`);
  assert.equal(two.get('A.b', Feature.fieldPresence), FieldPresence.legacyRequired);
  assert.equal(two.get('A.c', Feature.messageEncoding), MessageEncoding.delimited);
  assert.equal(two.get('A.c', Feature.fieldPresence), FieldPresence.explicit);
  assert.equal(two.get('A.d', Feature.repeatedFieldEncoding), RepeatedFieldEncoding.packed);
  assert.equal(two.get('A.e', Feature.repeatedFieldEncoding), RepeatedFieldEncoding.expanded);
  const three = featuresIn(`syntax = "proto3";
message A { int32 b = 1; repeated int32 c = 2; repeated int32 d = 3 [packed = false]; }
`);
  assert.equal(three.get('A.b', Feature.fieldPresence), FieldPresence.implicit);
  assert.equal(three.get('A.c', Feature.repeatedFieldEncoding), RepeatedFieldEncoding.packed);
  assert.equal(three.get('A.d', Feature.repeatedFieldEncoding), RepeatedFieldEncoding.expanded);
});

test('values that are none are ignored', () => {
  const { get } = featuresIn(`edition = "2023";
option features.enum_type = ENUM_TYPE_UNKNOWN;
option features.nope = OPEN;
option features.json_format = "ALLOW";
option (features).field_presence = IMPLICIT;
message A { option features.field_presence.x = IMPLICIT; }
`);
  assert.equal(get('A', Feature.enumType), EnumType.open);
  assert.equal(get('A', Feature.fieldPresence), FieldPresence.explicit);
});
