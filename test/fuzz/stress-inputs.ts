// Files built to be hard on a compiler: very long, very deep, very many, every byte.

export interface FuzzInput {
  readonly name: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly root: string;
}

const root = 'fuzz.proto';
const proto2 = 'syntax = "proto2";\n';
const proto3 = 'syntax = "proto3";\n';
const options = `${proto2}import "google/protobuf/descriptor.proto";\n`;
const megabyte = 1 << 20;

const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join('');
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

/** By name, so that one can be asked for alone; each builds its text when asked. */
const texts: Readonly<Record<string, () => string>> = {
  'a comment of a megabyte': () => `${proto3}// ${'x'.repeat(megabyte)}\nmessage A {}`,
  'a block comment of a megabyte of stars': () => `${proto3}/*${'*'.repeat(megabyte)}*/message A {}`,
  'an identifier of a megabyte': () => `${proto3}message ${'a'.repeat(megabyte)} {}`,
  'a string of a megabyte': () => `${proto3}option java_package = "${'a'.repeat(megabyte)}";`,
  'a string of escapes': () =>
    `${proto2}message A { optional bytes b = 1 [default = "${'\\377'.repeat(megabyte / 4)}"]; }`,
  'a string of a hundred thousand pieces': () => `${proto3}option java_package = ${'"a" '.repeat(100_000)};`,
  'a line of a megabyte of fields': () =>
    `${proto3}message A { ${many(40_000, (i) => `int32 f${i} = ${i + 20_000}; `)} }`,
  'a number of a megabyte': () => `${proto3}message A { int32 a = ${'9'.repeat(megabyte)}; }`,
  'a hexadecimal number of a megabyte': () => `${proto3}option x = 0x${'f'.repeat(megabyte)};`,
  'a float of a megabyte': () =>
    `${proto2}message A { optional double d = 1 [default = 1.${'0'.repeat(megabyte)}1e5]; }`,
  'exponents without bounds': () =>
    `${proto2}message A { optional double d = 1 [default = 1e99999999999]; optional float e = 2 [default = 1e-99999999999]; }`,
  'points and digits': () => `${proto3}message A { int32 a = ${'1.'.repeat(100_000)}; }`,
  'a hundred thousand fields': () =>
    `${proto3}message A {\n${many(100_000, (i) => `  string field_${i} = ${i + 20_000};\n`)}}`,
  'a hundred thousand fields of one name': () =>
    `${proto3}message A {\n${many(100_000, (i) => `  string f = ${i + 20_000};\n`)}}`,
  'a hundred thousand fields of one number': () =>
    `${proto3}message A {\n${many(100_000, (i) => `  string f${i} = 1;\n`)}}`,
  'a hundred thousand fields of one JSON name': () =>
    `${proto3}message A {\n${many(50_000, (i) => `  string f${i} = ${i + 20_000} [json_name = "x"];\n`)}}`,
  'a hundred thousand undefined types': () =>
    `${proto3}message A {\n${many(100_000, (i) => `  T${i}.U f${i} = ${i + 20_000};\n`)}}`,
  'fifty thousand maps': () =>
    `${proto3}message A {\n${many(50_000, (i) => `  map<string, A> f${i} = ${i + 20_000};\n`)}}`,
  'fifty thousand optionals': () =>
    `${proto3}message A {\n${many(50_000, (i) => `  optional int32 f${i} = ${i + 20_000};\n`)}}`,
  'a oneof of fifty thousand': () =>
    `${proto3}message A { oneof o {\n${many(50_000, (i) => `  int32 f${i} = ${i + 20_000};\n`)}} }`,
  'a hundred thousand enum values': () => `${proto3}enum E {\n${many(100_000, (i) => `  V_${i} = ${i};\n`)}}`,
  'a hundred thousand equal enum numbers': () => `${proto3}enum E {\n${many(100_000, (i) => `  V_${i} = 0;\n`)}}`,
  'a hundred thousand messages': () => `${proto3}${many(100_000, (i) => `message M${i} {}\n`)}`,
  'a hundred thousand messages of one name': () => `${proto3}${'message M {}\n'.repeat(100_000)}`,
  'ten thousand overlapping reserved ranges': () =>
    `${proto3}message A { reserved ${'1 to 100, '.repeat(10_000)} 5; int32 a = 7; }`,
  'ten thousand overlapping extension ranges': () =>
    `${proto2}message A { extensions ${'1 to 100, '.repeat(10_000)} 5; }`,
  'ten thousand reserved enum ranges': () =>
    `${proto3}enum E { reserved ${'1 to 100, '.repeat(10_000)} 5; A = 0; B = 7; }`,
  'a hundred thousand reserved names': () => `${proto3}message A { reserved ${'"a", '.repeat(100_000)} "b"; }`,
  'ten thousand ranges with options': () =>
    `${proto2}message A { extensions ${many(10_000, (i) => `${i + 1}, `)} 20000 [verification = UNVERIFIED]; }`,
  'a hundred thousand imports': () => `${proto3}${many(100_000, (i) => `import "a${i}.proto";\n`)}`,
  'a hundred thousand methods': () =>
    `${proto3}message A {} service S {\n${many(100_000, (i) => `  rpc R${i}(A) returns (A);\n`)}}`,
  'a hundred thousand wrong statements': () => `${proto3}message A {\n${'  a b c d;\n'.repeat(100_000)}}`,
  'a hundred thousand empty statements': () => `${proto3}${';'.repeat(100_000)}message A {${';'.repeat(100_000)}}`,
  'messages nested a hundred thousand deep': () => `${proto3}${nested(100_000, 'message A {', '}')}`,
  'messages nested without an end': () => `${proto3}${'message A {'.repeat(100_000)}`,
  'groups nested a hundred thousand deep': () =>
    `${proto2}message M { ${nested(100_000, 'optional group G = 1 {', '}')} }`,
  braces: () => `${proto3}${nested(megabyte / 2, '{', '}')}`,
  'closing braces': () => `${proto3}${'}'.repeat(megabyte / 4)}`,
  brackets: () => `${proto3}message A { int32 a = 1 ${nested(100_000, '[', ']')}; }`,
  'angle brackets': () => `${proto3}message A { ${nested(100_000, 'map<', '>')} a = 1; }`,
  parentheses: () => `${proto3}option ${nested(100_000, '(', ')')} = 1;`,
  'an aggregate nested a hundred thousand deep': () =>
    `${options}message O { optional O o = 1; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\noption (o) = {${nested(100_000, 'o {', '}')}};`,
  'an aggregate of lists': () =>
    `${options}message O { repeated O o = 1; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\noption (o) = {${nested(50_000, 'o: [{', '}]')}};`,
  'an unknown field nested deep in an aggregate': () =>
    `${options}message O { reserved "o"; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\noption (o) = {${nested(50_000, 'o {', '}')}};`,
  'an aggregate of a megabyte': () =>
    `${options}message O { repeated int32 i = 1; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\noption (o) = { i: [${'1, '.repeat(200_000)}1] };`,
  'an option path of fifty thousand parts': () =>
    `${options}message O { optional O o = 1; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\noption (o)${'.o'.repeat(50_000)} = {};`,
  'twenty thousand options on one path': () =>
    `${options}message O { repeated int32 i = 1; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\n${'option (o).i = 1;\n'.repeat(20_000)}`,
  'twenty thousand different options': () =>
    `${options}extend google.protobuf.FileOptions {\n${many(20_000, (i) => `optional int32 o${i} = ${i + 50_000};\n`)}}\n${many(20_000, (i) => `option (o${i}) = ${i};\n`)}`,
  'ten thousand declared extensions': () =>
    `${proto2}message A { extensions 20001 to max [${many(10_000, (i) => `declaration = { number: ${20_001 + i} full_name: ".e${i}" type: "int32" }, `)} verification = DECLARATION]; }
extend A { ${many(
      10_000,
      (i) => `optional int32 e${i} = ${20_001 + i};
`,
    )} }`,
  'twenty thousand extend blocks of as many ranges': () =>
    `${proto2}message A { ${many(
      20_000,
      (i) => `extensions ${i * 2 + 20_001};
`,
    )} }
${many(
  20_000,
  (i) => `extend A { optional int32 e${i} = ${i * 2 + 20_001}; }
`,
)}`,
  'twenty thousand defaults of an enum of as many values': () =>
    `${proto2}enum E { ${many(20_000, (i) => `V${i} = ${i};`)} }
message A { ${many(
      20_000,
      (i) => `optional E f${i} = ${i + 20_001} [default = V${i}];
`,
    )} }`,
  'twenty thousand enum values with a life in as many options': () =>
    `${options}enum E { ${many(20_000, (i) => `V${i} = ${i} [feature_support = { edition_introduced: EDITION_PROTO2 }];`)} }
extend google.protobuf.FileOptions { ${many(20_000, (i) => `optional E o${i} = ${i + 50_000} [feature_support = { edition_introduced: EDITION_PROTO2 }];`)} }`,
  'an aggregate of twenty thousand fields': () =>
    `${options}message M { ${many(20_000, (i) => `required int32 a${i} = ${i + 20_001};`)} }
extend google.protobuf.FileOptions { optional M m = 50000; }
option (m) = { ${many(20_000, (i) => `a${i}: 1 `)} };`,
  'an aggregate of twenty thousand reserved and unknown fields': () =>
    `${options}message M { reserved ${many(20_000, (i) => `"a${i}", `)} "b"; }
extend google.protobuf.FileOptions { optional M m = 50000; }
option (m) = { ${many(20_000, (i) => `a${i}: 1 c${i}: 1 `)} };`,
  'an aggregate of twenty thousand enum numbers': () =>
    `${options}enum E { ${many(20_000, (i) => `V${i} = ${i};`)} }
message M { repeated E e = 1; }
extend google.protobuf.FileOptions { optional M m = 50000; }
option (m) = { ${many(20_000, (i) => `e: ${i} `)} };`,
  'twenty thousand names of enum values in JSON': () =>
    `edition = "2026";
import option "google/protobuf/json_options.proto";
enum E { ${many(
      20_000,
      (i) => `E_V${i} = ${i} [(pb.enumvalue.json).string = "x${i % 7}"];
`,
    )} }`,
  'a type name of a hundred thousand parts': () => `${proto3}message A { a${'.a'.repeat(100_000)} f = 1; }`,
  'a package of a hundred thousand parts': () => `${proto3}package a${'.a'.repeat(100_000)};\nmessage A { a.A f = 1; }`,
  'names looked up through thirty scopes': () =>
    `${proto3}${many(30, (i) => `message M${i} { `)}${many(20_000, (i) => `Nope.X f${i} = ${i + 20_000}; `)}${'}'.repeat(30)}`,
  'an unterminated string': () => `${proto3}option java_package = "${'a'.repeat(megabyte)}`,
  'an unterminated comment': () => `${proto3}/*${'a\n'.repeat(megabyte / 2)}`,
  'a megabyte of quotes': () => `${proto3}${'"'.repeat(megabyte)}`,
  'a megabyte of slashes and stars': () => `${proto3}${'/*'.repeat(megabyte / 2)}`,
  'a megabyte of newlines': () => `${proto3}${'\n'.repeat(megabyte)}message A {`,
  'a megabyte of tabs': () => `${proto3}${'\t'.repeat(megabyte)}message A { x }`,
  'a megabyte of carriage returns': () => `${proto3}${'\r'.repeat(megabyte)}message A { x }`,
  'comments without number': () => `${proto3}${'// c\n\n'.repeat(100_000)}message A {}`,
};

function everyByte(): FuzzInput[] {
  const frames: readonly (readonly [string, string])[] = [
    ['', ''],
    [`${proto3}message A { int32 a = 1; `, ' int32 b = 2; }'],
    [`${proto3}message A`, 'B { }'],
    [`${proto2}message A { optional bytes a = 1 [default = "x`, 'y"]; }'],
    [`${proto3}option java_package = "\\`, '";'],
    [`${proto3}// c`, 'd\nmessage A { }'],
    [`${proto3}message A { int32 a = 1`, '2; }'],
  ];
  return Array.from({ length: 256 }, (_, byte) =>
    frames.map(([before, after], frame) =>
      input(`byte ${byte} in frame ${frame}`, before + String.fromCharCode(byte) + after),
    ),
  ).flat();
}

function input(name: string, latin1: string, more: readonly (readonly [string, string])[] = []): FuzzInput {
  const files = new Map([[root, latin1] as const, ...more].map(([file, text]) => [file, Buffer.from(text, 'latin1')]));
  return { name, files, root };
}

export const stressNames: readonly string[] = [
  ...Object.keys(texts),
  'all bytes in a row',
  'a thousand imports in a row',
  'a public chain of a thousand',
  'a message in five thousand files',
];

export function* stressInputs(): Generator<FuzzInput> {
  for (const [name, text] of Object.entries(texts)) yield input(name, text());
  yield input('all bytes in a row', String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte)).repeat(100));
  for (const kind of ['', 'public ']) {
    const chain = Array.from({ length: 1000 }, (_, i): [string, string] => [
      `c${i}.proto`,
      `${proto3}import ${kind}"c${i + 1}.proto";\nmessage M${i} {}\n`,
    ]);
    const name = kind === '' ? 'a thousand imports in a row' : 'a public chain of a thousand';
    yield input(name, `${proto3}import "c0.proto";\nmessage A { M0 a = 1; M999 b = 2; }\n`, [
      ...chain,
      ['c1000.proto', proto3],
    ]);
  }
  const copy = `${proto2}package p;\nmessage M { optional M m = 1; }\n`;
  const copies = Array.from({ length: 5000 }, (_, i): [string, string] => [`copy${i}/m.proto`, copy]);
  yield input(
    'a message in five thousand files',
    `${proto2}import "copy0/m.proto";\nmessage A { optional p.M m = 1; }\n`,
    copies,
  );
  yield* everyByte();
}
