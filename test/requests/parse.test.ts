// The parser of request files: what it reads, and that nothing throws or leaves the file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyReplacements } from '../../server/language/edits.js';
import { formatRequestFile } from '../../server/requests/format/format-request-file.js';
import { prepareRequest } from '../../server/requests/prepare-request.js';
import type { JsonNode } from '../../server/requests/syntax/json.js';
import { parseRequestFile } from '../../server/requests/syntax/parse-request-file.js';
import type { RequestFile } from '../../server/requests/syntax/request-file.js';
import { splitUrl } from '../../server/requests/syntax/split-url.js';
import { useOf } from '../../server/requests/variables/placeholders.js';
import { generatedValue } from '../../server/rpc/generated-value.js';
import type { Span } from '../../server/text/span.js';

const parse = (text: string) => parseRequestFile(new TextEncoder().encode(text));
const codes = (text: string) => parse(text).problems.map(({ code }) => code);

const whole = `@host = localhost:50051
# a comment
### First
# @name one
// @timeout 10
GRPC {{host}}/a.B/C
Authorization: Bearer {{$secret T}}
# between
x: 1

{
  // note
  "a": [1, 2.5e3, {{n}}], # not a comment, not JSON
  "b": "é \\u0041 {{ v }}"
}
===
< ./more.json
=== wait-for-server
{"c": null} // end

> {%
  client.test("x", function() { });
%}

###
GRPC unix:/run/a.sock/a.B/D
### Third
proto < ./x.proto
includeDirs: ["."]

grpc https://h:443 a.B/E
`;

test('lines, bodies and settings of a file', () => {
  const { requests, variables } = parse(whole);
  assert.deepEqual(
    requests.map(({ title, line, settings, headers, messages }) => [
      title?.text,
      line.target.text,
      line.service.text,
      line.method.text,
      settings.map(({ name, value }) => `${name.text}=${value.text}`),
      headers.map(({ name, value }) => `${name.text}=${value.text}`),
      messages.map(({ file, values }) => file?.text ?? values.map(({ kind }) => kind).join()),
    ]),
    [
      [
        'First',
        '{{host}}',
        'a.B',
        'C',
        ['name=one', 'timeout=10'],
        ['Authorization=Bearer {{$secret T}}', 'x=1'],
        ['object', './more.json', 'object'],
      ],
      [undefined, 'unix:/run/a.sock', 'a.B', 'D', [], [], []],
      ['Third', 'https://h:443', 'a.B', 'E', ['proto=./x.proto'], [], []],
    ],
  );
  assert.deepEqual(
    variables.map(({ name, value }) => [name.text, value.text]),
    [['host', 'localhost:50051']],
  );
});

test('the method is the end of the address, whatever the target is', () => {
  const parts = (text: string) => {
    const { target, service, method } = splitUrl(text);
    return [target, service, method].map(({ start, end }) => text.slice(start, end));
  };
  assert.deepEqual(parts('localhost:1/a.B/C'), ['localhost:1', 'a.B', 'C']);
  assert.deepEqual(parts('https://h/a.B/C'), ['https://h', 'a.B', 'C']);
  assert.deepEqual(parts('https://h'), ['https://h', '', '']);
  assert.deepEqual(parts('https://h/a.B'), ['https://h', 'a.B', '']);
  assert.deepEqual(parts('grpcs://h:1/a.B/'), ['grpcs://h:1', 'a.B', '']);
  assert.deepEqual(parts('pipe:my pipe/a.B/C'), ['pipe:my pipe', 'a.B', 'C']);
  assert.deepEqual(parts('\\\\.\\pipe\\n/a.B/C'), ['\\\\.\\pipe\\n', 'a.B', 'C']);
  assert.deepEqual(parts('unix:/run/x/a.sock/a.B/C'), ['unix:/run/x/a.sock', 'a.B', 'C']);
  assert.deepEqual(parts('unix:///run/a.sock/a.B/C'), ['unix:///run/a.sock', 'a.B', 'C']);
  assert.deepEqual(parts('{{a/b}}/a.B/C'), ['{{a/b}}', 'a.B', 'C']);
  assert.deepEqual(parts('h:1 a.B/C'), ['h:1', 'a.B', 'C']);
  assert.deepEqual(parts('[::1]:5/a.B/C'), ['[::1]:5', 'a.B', 'C']);
});

test('what other tools write and mean the same by', () => {
  const { variables, requests, problems } = parse(
    '@a = 1\n@b := {{a}}\n### One\n# @name = hello\nGRPC h:1/a.B/C HTTP/2\nx: y\n\n{}\n### Two\nGRPC h:1 a.B/C HTTP/2.0\n',
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(
    variables.map(({ name, value }) => [name.text, value.text]),
    [
      ['a', '1'],
      ['b', '{{a}}'],
    ],
  );
  assert.deepEqual(
    requests.map(({ line }) => [line.target.text, line.service.text, line.method.text]),
    [
      ['h:1', 'a.B', 'C'],
      ['h:1', 'a.B', 'C'],
    ],
  );
  assert.equal(requests[0].settings[0].value.text, 'hello');
  const bytes = new TextEncoder().encode('@a:=  1 \n@b=2\n');
  const formatted = applyReplacements(bytes, formatRequestFile(parseRequestFile(bytes), '  '));
  assert.equal(new TextDecoder().decode(formatted), '@a := 1\n@b = 2\n');
});

test('values that are generated', () => {
  const ways: readonly (readonly [string, readonly number[], RegExp])[] = [
    ['$uuid', [], /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/],
    ['$random.integer(3, 5)', [3, 5], /^[34]$/],
    ['$randomInt 7 8', [7, 8], /^7$/],
    ['$randomInt', [], /^\d{1,3}$/],
    ['$random.integer(-4, -4)', [-4, -4], /^-4$/],
    ['$random.float(0.5, 1)', [0.5, 1], /^(0\.[5-9]\d*|0\.5)$/],
    ['$random.alphabetic(6)', [6], /^[A-Za-z]{6}$/],
    ['$random.alphanumeric(0)', [0], /^$/],
    ['$random.hexadecimal(40)', [40], /^[\da-f]{40}$/],
    ['$random.email', [], /^[a-z]{8}@example\.com$/],
    ['$isoTimestamp', [], /^\d{4}-.*Z$/],
  ];
  for (const [text, args, value] of ways) {
    const use = useOf(text);
    assert.deepEqual(use, { kind: 'generated', name: /^[$\w.]+/.exec(text)?.[0], args });
    assert.match(generatedValue(use.name, use.args), value);
  }
  for (const text of ['$random.integer(a)', '$uuid(1, 2, 3)', '$random.nothing', '$processEnv HOME']) {
    assert.equal(useOf(text).kind, 'invalid', text);
  }
});

test('what variables make of a header is checked, and never told', () => {
  const file = parse(
    '@a = AP8=\n@b = not base64!\n@c = é\nGRPC h:1/a.B/C\na-bin: {{a}}\nb-bin: {{b}}\nc: {{c}}\nd-bin: {{d}}\n',
  );
  const nothing = {
    environment: { values: new Map<string, string>(), privateNames: new Set<string>() },
    given: new Map<string, string>(),
    secrets: new Map<string, string>(),
    fileBase64: () => undefined,
    fileText: () => undefined,
    generate: () => '',
  };
  const { problems, missing } = prepareRequest(file, file.requests[0], nothing, false);
  assert.deepEqual(
    problems.map(({ start, end }) => file.source.raw.slice(start, end)),
    ['{{b}}', '{{c}}'],
  );
  assert.ok(problems.every(({ message }) => !message.includes('not base64!') && !message.includes('é')));
  assert.deepEqual(
    missing.map(({ name }) => name),
    ['d'],
  );
});

test('what is wrong with the lines', () => {
  assert.deepEqual(codes('GET https://x\n'), ['request-line-expected']);
  assert.deepEqual(codes('GRPC\n'), ['request-line-expected']);
  assert.deepEqual(codes('GRPC h:1\n'), ['request-method-missing']);
  assert.deepEqual(codes('GRPC /a.B/C\n'), ['request-target-missing']);
  assert.deepEqual(codes('GRPC h:1/a.B/C\nno header\n'), ['header-syntax']);
  assert.deepEqual(codes('GRPC h:1/a.B/C\n{}\n'), ['request-blank-line']);
  assert.deepEqual(codes('GRPC h:1/a.B/C\n\n{}\n===\n===\n{}\n'), ['request-empty-message']);
  assert.deepEqual(codes('GRPC h:1/a.B/C\n\n{}\n> {% x %}\n'), ['request-script']);
  assert.deepEqual(codes('# only a comment\n\n### \n'), []);
});

test('what is wrong with JSON', () => {
  const json = (text: string) => codes(`GRPC h:1/a.B/C\n\n${text}`);
  assert.deepEqual(json('{"a": 1,}'), ['json-trailing-comma']);
  for (const wrong of [
    '{"a" 1}',
    '{"a": }',
    '{a: 1}',
    "{'a': 1}",
    '{"a": 01}',
    '{"a": nul}',
    '{"a": "x}',
    '{"a": 1 "b": 2}',
    '[1',
    '{"a": 1',
    '{} {}',
    '{"a": "\\x"}',
    '}',
    '/* {}',
  ]) {
    const found = json(wrong);
    assert.ok(found.length > 0 && found.every((code) => code === 'json-syntax'), `${wrong}: ${found}`);
  }
  assert.deepEqual(json(`${'['.repeat(5000)}`).length > 0, true);
});

test('a file in any line ending, with a byte order mark', () => {
  for (const end of ['\r\n', '\r']) {
    const { requests, problems } = parse(`\ufeff${whole.replaceAll('\n', end)}`);
    assert.equal(requests.length, 3);
    assert.deepEqual(
      problems.map(({ code }) => code),
      codes(whole),
    );
  }
});

/** Cuts, doubles and exchanges pieces of a text. */
const mutated = fc
  .array(
    fc.tuple(
      fc.nat(whole.length),
      fc.nat(12),
      fc.constantFrom('', '{', '}', '"', '\n', '###', '===', '{{', '}}', ',', '# @', '\\', '<', 'é', '/*', ':'),
    ),
    {
      maxLength: 6,
    },
  )
  .map((changes) =>
    changes.reduce((text, [at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length), whole),
  );

test('whatever is written: nothing throws, every place lies in the file, formatting is stable and keeps the meaning', () => {
  fc.assert(
    fc.property(fc.oneof(mutated, fc.string({ unit: 'grapheme', maxLength: 200 })), (text) => {
      const bytes = new TextEncoder().encode(text);
      const file = parseRequestFile(bytes);
      checkSpans(file, bytes.length);
      const once = applyReplacements(bytes, formatRequestFile(file, '  '));
      const again = parseRequestFile(once);
      const twice = applyReplacements(once, formatRequestFile(again, '  '));
      assert.equal(new TextDecoder().decode(twice), new TextDecoder().decode(once));
      assert.deepEqual(meaning(again), meaning(file));
    }),
    { seed: 20261123, numRuns: 500 },
  );
});

/** What would be called. */
function meaning(file: RequestFile): unknown {
  const input = {
    environment: { values: new Map<string, string>(), privateNames: new Set<string>() },
    given: new Map<string, string>(),
    secrets: new Map<string, string>(),
    fileBase64: () => '',
    fileText: () => '{}',
    generate: () => '7',
  };
  return file.requests.map((request) => {
    const { request: prepared, missing } = prepareRequest(file, request, input, undefined);
    return { ...prepared, missing: missing.map(({ name }) => name).sort() };
  });
}

function checkSpans(file: RequestFile, length: number): void {
  const inside = ({ start, end }: Span, what: string) =>
    assert.ok(0 <= start && start <= end && end <= length, `${what}: ${start} to ${end} of ${length}`);
  const json = (node: JsonNode) => {
    inside(node, node.kind);
    if (node.kind === 'array') node.items.forEach(json);
    if (node.kind === 'object') {
      for (const { key, value } of node.members) {
        inside(key, 'key');
        json(value);
      }
    }
  };
  for (const problem of file.problems) inside(problem, problem.code);
  for (const variable of file.variables) inside(variable, 'variable');
  let last = 0;
  for (const request of file.requests) {
    inside(request, 'request');
    assert.ok(request.start >= last);
    last = request.end;
    for (const part of [request.line.target, request.line.service, request.line.method]) inside(part, part.text);
    for (const part of [...request.settings, ...request.headers, ...request.comments]) inside(part, 'line');
    for (const message of request.messages) {
      inside(message, 'message');
      message.values.forEach(json);
    }
  }
}
