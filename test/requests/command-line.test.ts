// Requests as command lines and back; a real shell is the judge of quoting.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { exportCommand, type Tool } from '../../server/requests/command-line/export-command.js';
import { type ExportedRequest, openText, secretMark } from '../../server/requests/command-line/exported-request.js';
import { importCommand } from '../../server/requests/command-line/import-command.js';
import { parseCommandLine, quoteWord } from '../../server/requests/command-line/shell.js';
import { readSettings } from '../../server/requests/settings/read-settings.js';
import { parseRequestFile } from '../../server/requests/syntax/parse-request-file.js';

const noShell = process.platform === 'win32' ? 'needs a POSIX shell' : false;

/** What a shell makes of a command line whose program is the first word of `tool`: its words, then its input. */
function shell(command: string, tool: string, env: Record<string, string> = {}): { words: string[]; input: string } {
  const script = `${tool}() { printf '%s\\0' "$#" "$@"; cat; }\n${command}\n`;
  const output = execFileSync('sh', ['-c', script], { env: { ...env, PATH: process.env.PATH ?? '' }, input: '' });
  const parts = output.toString().split('\0');
  const count = Number(parts[0]);
  return { words: parts.slice(1, count + 1), input: parts.slice(count + 1).join('\0') };
}

test('a quoted word is one word to a shell, and to the reader here', { skip: noShell }, () => {
  const word = fc.string({
    unit: fc.constantFrom(...Array.from('ab1 \'"\\$`!#&;|<>(){}[]*?~=\n\t-é😀%@/:.,')),
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const command = `tool ${words.map(quoteWord).join(' ')}`;
      assert.deepEqual(shell(command, 'tool').words, words);
      assert.deepEqual(parseCommandLine(command).words, ['tool', ...words]);
    }),
    { seed: 20261123, numRuns: 60 },
  );
});

test('the reader takes quotes, continuations and here documents as a shell does', { skip: noShell }, () => {
  for (const command of [
    `tool a\\ b "c d" 'e "f"' g\\\n  h "i\\"j\\\\k\\n" ''`,
    `tool -d @ x <<EOF\n{"a": "b"}\n  {"c": 1}\nEOF\n`,
    `tool -d @ x <<'E O' y\n$HOME \\n\nE O\n`,
    `tool a # comment\n`,
    `tool <<-END\n\tx\n\tEND\n`,
  ]) {
    const { words, input } = parseCommandLine(command);
    assert.deepEqual({ words: words.slice(1), input: input ?? '' }, shell(command, 'tool'), command);
  }
  assert.deepEqual(parseCommandLine(`$ tool "a $X \${Y}" $'b\\n' | jq .`), {
    words: ['tool', 'a {{X}} {{Y}}', 'b\n'],
    input: undefined,
    notUnderstood: ['| jq .'],
  });
});

const lines = parseRequestFile(
  new TextEncoder().encode(
    '# @deadline 2500ms\n# @ca ca file.pem\n# @import-path protos\n# @proto a.proto\n# @emit-defaults\n# @gzip\nGRPC h:1/a.B/C\n',
  ),
).requests[0];

function exported(more: Partial<ExportedRequest> = {}): ExportedRequest {
  return {
    target: [{ text: 'localhost:50051' }],
    method: 'a.B/C',
    headers: [{ name: 'authorization', value: openText(`Bearer ${secretMark(0)}`, ['TOKEN']) }],
    messages: [[{ text: `{"it's":"$HOME \`x\` \\\\ é"}` }]],
    settings: readSettings(lines.settings, []),
    isClientStreaming: false,
    secrets: ['TOKEN'],
    ...more,
  };
}

test('export to grpcurl, buf curl and protopipe, read by a shell', { skip: noShell }, () => {
  const data = `{"it's":"$HOME \`x\` \\\\ é"}`;
  const run = (tool: Tool, more?: Partial<ExportedRequest>) => {
    const { command, leftOut } = exportCommand(exported(more), tool);
    assert.ok(!command.includes('hush'));
    return { ...shell(command, tool === 'buf-curl' ? 'buf' : tool, { TOKEN: 'hush' }), leftOut };
  };
  assert.deepEqual(run('grpcurl'), {
    words: [
      '-cacert',
      'ca file.pem',
      '-import-path',
      'protos',
      '-proto',
      'a.proto',
      '-H',
      'authorization: Bearer hush',
      '-max-time',
      '2.5',
      '-emit-defaults',
      '-d',
      data,
      'localhost:50051',
      'a.B/C',
    ],
    input: '',
    leftOut: ['gzip'],
  });
  assert.deepEqual(run('buf-curl').words, [
    'curl',
    '--protocol',
    'grpc',
    '--cacert',
    'ca file.pem',
    '--schema',
    'protos',
    '--header',
    'authorization: Bearer hush',
    '--emit-defaults',
    '--data',
    data,
    'https://localhost:50051/a.B/C',
  ]);
  assert.deepEqual(run('protopipe').words.slice(0, 6), [
    'call',
    '--tls',
    '--cacert',
    'ca file.pem',
    '--proto-path',
    'protos',
  ]);
  const messages = [[{ text: '{"a":1}' }], openText(`{"b":"$x ${secretMark(0)}"}`, ['TOKEN'])];
  const several = run('grpcurl', { messages, target: [{ text: 'unix:/run/a.sock' }] });
  assert.equal(several.input, '{"a":1}\n{"b":"$x hush"}\n');
  assert.deepEqual(several.words.slice(-5), ['-d', '@', '-unix', '/run/a.sock', 'a.B/C']);
  assert.ok(run('grpcurl', { target: [{ text: 'pipe:x' }] }).leftOut.some((text) => text.includes('named pipe')));
});

test('import of grpcurl', () => {
  const text = (command: string) => {
    const imported = importCommand(command);
    return 'text' in imported ? imported.text : imported.refused;
  };
  assert.equal(
    text(`grpcurl -plaintext -H 'authorization: Bearer '"$TOKEN" -rpc-header='x: 1' -import-path ./p --proto a.proto \\
  -max-time 5 -d '{"a":1,"b":[1,2]}' localhost:50051 a.B/C`),
    `### C
# @import-path ./p
# @proto a.proto
# @deadline 5s
GRPC localhost:50051/a.B/C
authorization: Bearer {{TOKEN}}
x: 1

{
  "a": 1,
  "b": [1, 2]
}
`,
  );
  assert.equal(text('grpcurl example.com:443 a.B.C'), '### C\nGRPC example.com:443/a.B/C\n');
  assert.equal(text('grpcurl localhost:1 a.B/C'), '### C\nGRPC https://localhost:1/a.B/C\n');
  assert.equal(text('grpcurl -plaintext example.com:80 a.B/C'), '### C\nGRPC http://example.com:80/a.B/C\n');
  assert.equal(text('grpcurl -plaintext -unix /run/a.sock a.B/C'), '### C\nGRPC unix:/run/a.sock/a.B/C\n');
  assert.equal(
    text(`grpcurl -d @ -plaintext localhost:1 a.B/C <<EOM\n{"a":1}\n{"a":2}\nEOM`),
    '### C\nGRPC localhost:1/a.B/C\n\n{\n  "a": 1\n}\n===\n{\n  "a": 2\n}\n',
  );
  assert.match(text('grpcurl -plaintext localhost:1 list'), /calls nothing/);
  assert.match(text('curl https://x'), /no command line of grpcurl/);
});

test('import of buf curl and protopipe call', () => {
  const imported = importCommand(
    `npx buf curl --protocol grpc --http2-prior-knowledge --unix-socket /run/a.sock --schema protos --reflect=false -H'x: 1' -d @body.json http://localhost/a.B/C`.replace(
      'npx ',
      '',
    ),
  );
  assert.deepEqual(imported, {
    text: '### C\n# @import-path protos\n# @reflection off\nGRPC unix:/run/a.sock/a.B/C\nx: 1\n\n< body.json\n',
    leftOut: [],
  });
  const connect = importCommand('buf curl https://demo.example.com/a.B/C -d {}');
  assert.ok('text' in connect);
  assert.equal(connect.text, '### C\nGRPC https://demo.example.com/a.B/C\n\n{}\n');
  assert.deepEqual(connect.leftOut, ['the protocol connect: the call is made with gRPC']);
  const own = importCommand(`protopipe call --deadline 10s -I p -d '{}' pipe:orders a.B/C`);
  assert.ok('text' in own);
  assert.equal(own.text, '### C\n# @deadline 10s\n# @import-path p\nGRPC pipe:orders/a.B/C\n\n{}\n');
});

test('what is exported is imported again', () => {
  for (const tool of ['grpcurl', 'protopipe'] as const) {
    const imported = importCommand(exportCommand(exported(), tool).command);
    assert.ok('text' in imported);
    const { requests, problems } = parseRequestFile(new TextEncoder().encode(imported.text));
    assert.deepEqual(problems, []);
    const [{ line, headers, settings }] = requests;
    assert.equal(line.method.text, 'C');
    assert.equal(headers[0].value.text, 'Bearer {{TOKEN}}');
    const { deadlineMs, ca, importPaths } = readSettings(settings, headers);
    assert.deepEqual({ deadlineMs, ca, importPaths }, { deadlineMs: 2500, ca: 'ca file.pem', importPaths: ['protos'] });
  }
});
