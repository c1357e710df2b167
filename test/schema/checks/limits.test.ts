// Limits that need files of some size.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorsOf } from '../../conformance/compiler-port.js';
import { protocOver } from '../../conformance/protoc.js';
import { compilerUnderTest } from '../../conformance/schema-compiler.js';

async function errorCodes(source: string): Promise<string[]> {
  const files = new Map([['test.proto', new TextEncoder().encode(source)]]);
  const ours = errorsOf(await compilerUnderTest(files, ['test.proto']));
  const protoc = errorsOf(await protocOver(files, ['test.proto']));
  assert.equal(ours.length > 0, protoc.length > 0, protoc.map((error) => error.message).join('\n'));
  const [first] = protoc;
  if (first && first.line > 0) {
    const places = ours.map(({ line, column }) => `${line}:${column}`);
    assert.ok(places.includes(`${first.line}:${first.column}`), first.message);
  }
  return [...new Set(ours.map((problem) => problem.code))];
}

function messageOf(fields: number): string {
  const lines = Array.from({ length: fields }, (_, i) => `  int32 f${i} = ${i < 18999 ? i + 1 : i + 1001};`);
  return `syntax = "proto3";\nmessage A {\n${lines.join('\n')}\n}\n`;
}

test('a message may have 65535 fields', async () => {
  assert.deepEqual(await errorCodes(messageOf(65535)), []);
  assert.deepEqual(await errorCodes(messageOf(65536)), ['too-many-fields']);
});

test('edition 2026 limits fields, oneofs and values', async () => {
  const optOut = 'option features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS;';
  const many = (count: number, part: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => part(index + 1)).join(' ');
  const field = (index: number) => `int32 f${index} = ${index};`;
  const limits: readonly [number, (count: number, option: string) => string][] = [
    [1500, (count, option) => `message A { ${option} ${many(count, field)} }`],
    [
      1000,
      (count, option) => `message A { ${option} ${many(count, (index) => `oneof o${index} { ${field(index)} }`)} }`,
    ],
    [1200, (count, option) => `message A { oneof o { ${option} ${many(count, field)} } }`],
    [1700, (count, option) => `enum A { ${option} ${many(count, (index) => `A${index} = ${index - 1};`)} }`],
  ];
  for (const [most, source] of limits) {
    const errors = (count: number, option = '', edition = '2026') => {
      const head = `edition = "${edition}"; option features.enforce_naming_style = STYLE_LEGACY;`;
      return errorCodes(`${head}\n${source(count, option)}\n`);
    };
    assert.deepEqual(await errors(most), [], `${most}`);
    assert.deepEqual(await errors(most + 1), ['proto-limits'], `${most}`);
    assert.deepEqual(await errors(most + 1, optOut), [], `${most}`);
    assert.deepEqual(await errors(most + 1, '', '2024'), [], `${most}`);
  }
});

test('a full name may have 65535 bytes', async () => {
  const source = (length: number) => `syntax = "proto3";\npackage p;\nmessage ${'A'.repeat(length)} {}\n`;
  assert.deepEqual(await errorCodes(source(65533)), []);
  assert.deepEqual(await errorCodes(source(65534)), ['name-too-long']);
});

test('the forms of the name of a field may have 65535 bytes together', async () => {
  const field = (name: string, json = '') =>
    `syntax = "proto3";\nmessage M { int32 ${name} = 1${json && ` [json_name = "${json}"]`}; }\n`;
  const lasts: readonly [number, (length: number) => string][] = [
    [65533, (length) => field('a'.repeat(length))],
    [32766, (length) => field(`${'a'.repeat(length - 2)}_a`)],
    [16382, (length) => field('A'.repeat(length))],
    [65526, (length) => field('a', 'b'.repeat(length))],
    [21839, (length) => field('a'.repeat(length), 'b'.repeat(10))],
  ];
  for (const [last, source] of lasts) {
    assert.deepEqual(await errorCodes(source(last)), [], `${last}`);
    assert.deepEqual(await errorCodes(source(last + 1)), ['name-too-long'], `${last}`);
  }
});

test('a reserved name may have 65535 bytes', async () => {
  const source = (length: number) => `syntax = "proto3";\nmessage A { reserved "${'a'.repeat(length)}"; }\n`;
  assert.deepEqual(await errorCodes(source(65535)), []);
  assert.deepEqual(await errorCodes(source(65536)), ['name-too-long']);
});

test('a package may have 511 bytes and 101 parts', async () => {
  const source = (name: string) => `syntax = "proto3";\npackage ${name};\n`;
  assert.deepEqual(await errorCodes(source('p'.repeat(511))), []);
  assert.deepEqual(await errorCodes(source('p'.repeat(512))), ['name-too-long']);
  assert.deepEqual(await errorCodes(source(Array(101).fill('p').join('.'))), []);
  assert.deepEqual(await errorCodes(source(Array(102).fill('p').join('.'))), ['name-too-long']);
});

test('100,000 ranges and 100,000 values are not compared with each other', async () => {
  // protoc does compare them, so it is not asked.
  const problemsOf = async (source: string) => {
    const { problems } = await compilerUnderTest(new Map([['a.proto', new TextEncoder().encode(source)]]), ['a.proto']);
    return problems.map((problem) => problem.code);
  };
  const ranges = Array.from({ length: 100_000 }, (_, i) => `${3 * i + 1} to ${3 * i + 2}`).join(', ');
  const values = Array.from({ length: 100_000 }, (_, i) => `V${i} = ${i};`).join(' ');
  assert.deepEqual(await problemsOf(`syntax = "proto3";\nmessage A { reserved ${ranges}; int32 a = 300001; }\n`), []);
  assert.deepEqual(await problemsOf(`syntax = "proto3";\nmessage A { reserved ${ranges}; int32 a = 2; }\n`), [
    'reserved-number-used',
  ]);
  const sameNumber = Array.from({ length: 50_000 }, (_, i) => `int32 f${i} = 1;`).join(' ');
  assert.equal((await problemsOf(`syntax = "proto3";\nmessage A { ${sameNumber} }\n`)).length, 49_999);
  const again = Array.from({ length: 50_000 }, (_, i) => `W${i} = ${i};`).join(' ');
  assert.equal((await problemsOf(`syntax = "proto3";\nenum A { ${values} ${again} }\n`)).length, 50_000);
  assert.deepEqual(await problemsOf(`syntax = "proto3";\nenum A { ${values} V1 = 100000; V = 7; }\n`), [
    'duplicate-symbol',
    'duplicate-enum-number',
  ]);
});
