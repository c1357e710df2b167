// Features of the languages that code is generated for.
import type { Maker } from './maker.js';
import type { Piece } from './special.js';

const byFile: Record<
  string,
  readonly { readonly where: 'File' | 'Field' | 'Message' | 'Enum'; readonly text: string }[]
> = {
  cpp: [
    { where: 'Field', text: '(pb.cpp).string_type = STRING' },
    { where: 'Field', text: '(pb.cpp).string_type = CORD' },
    { where: 'File', text: '(pb.cpp).string_type = VIEW' },
    { where: 'File', text: '(pb.cpp).enum_name_uses_string_view = false' },
    { where: 'Enum', text: '(pb.cpp).enum_name_uses_string_view = true' },
  ],
  java: [
    { where: 'Field', text: '(pb.java).utf8_validation = VERIFY' },
    { where: 'Field', text: '(pb.java).legacy_closed_enum = true' },
    { where: 'File', text: '(pb.java).utf8_validation = DEFAULT' },
    { where: 'Message', text: '(pb.java).nest_in_file_class = YES' },
    { where: 'Enum', text: '(pb.java).nest_in_file_class = NO' },
    { where: 'File', text: '(pb.java).large_enum = true' },
  ],
  go: [
    { where: 'File', text: '(pb.go).api_level = API_OPAQUE' },
    { where: 'Message', text: '(pb.go).api_level = API_HYBRID' },
    { where: 'Enum', text: '(pb.go).legacy_unmarshal_json_enum = true' },
    { where: 'Enum', text: '(pb.go).strip_enum_prefix = STRIP_ENUM_PREFIX_KEEP' },
  ],
};

export function languageFeatures(maker: Maker): Piece | undefined {
  if (!maker.edition) return undefined;
  const language = maker.random.pick(Object.keys(byFile));
  const feature = maker.random.pick(byFile[language] ?? []);
  // Not every feature is of every edition: protoc has the word.
  const set = maker.chance(0.3)
    ? `features = { ${feature.text.replace('(', '[').replace(')', ']').replace('].', '] { ').replace(' = ', ': ')} } }`
    : `features.${feature.text}`;
  const written = maker.wrong('unknown feature of a language') ? set.replace(/\w+( = |: )/, 'no_such$1') : set;
  const enumName = maker.title();
  const prefix = enumName.replace(/(?!^)([A-Z])/g, '_$1').toUpperCase();
  const parts = {
    File: `option ${written};`,
    Field: `message ${maker.title()} { string ${maker.snake()} = 1 [${written}]; }`,
    Message: `message ${maker.title()} { option ${written}; }`,
    Enum: `enum ${enumName} { option ${written}; ${prefix}_UNKNOWN = 0; }`,
  };
  const imported = maker.wrong('feature of a language without its import');
  return {
    imports: imported
      ? []
      : [`import ${maker.since2024 ? 'option ' : ''}"google/protobuf/${language}_features.proto";`],
    parts: [parts[feature.where]],
  };
}
