// Requests as command lines and back; a real shell is the judge of quoting.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCommandLine } from '../../server/requests/command-line/command-line.js';
import { exportCommand, type Tool } from '../../server/requests/command-line/export-command.js';
import { type ExportedRequest, openText, secretMark } from '../../server/requests/command-line/exported-request.js';
import { importCommand } from '../../server/requests/command-line/import-command.js';
import { quoteWord, ShellReader } from '../../server/requests/command-line/shell.js';
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
      assert.deepEqual(new ShellReader(command).read().words, ['tool', ...words]);
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
    inputFile: undefined,
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
    // buf reads it as CSV.
    '"authorization: Bearer hush"',
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

/** The text of a request for a command line, and what was left out of it. */
function imported(command: string): string {
  const result = importCommand(command);
  if (!('text' in result)) return result.refused;
  return [result.text, ...result.leftOut.map((left) => `left out: ${left}\n`)].join('');
}

test('import out of cmd and PowerShell', () => {
  const whole = '### C\n# @proto C:\\p\\a.proto\nGRPC localhost:1/a.B/C\nx: {{TOKEN}}\n\n{\n  "a": "b \\"c"\n}\n';
  for (const command of [
    String.raw`grpcurl -plaintext -proto C:\p\a.proto -H "x: %TOKEN%" -d "{\"a\": \"b \\\"c\"}" localhost:1 a.B/C`,
    'C:\\> grpcurl.exe -plaintext ^\r\n  -proto "C:\\p\\a.proto" -H "x: %TOKEN%" ^\r\n  -d "{""a"": ""b \\\\""c""}" localhost:1 a.B/C\r\n',
    'PS C:\\p> grpcurl -plaintext -proto C:\\p\\a.proto `\n  -H "x: $env:TOKEN" -d "{`"a`": `"b \\\\`"c`"}" localhost:1 a.B/C',
    `& .\\grpcurl.exe -plaintext -proto C:\\p\\a.proto -H "x: \${env:TOKEN}" -d '{\\"a\\": \\"b \\\\"c\\"}' localhost:1 a.B/C`,
    `grpcurl -plaintext -proto C:\\p\\a.proto -H "x: $TOKEN" -d @'\n{"a": "b \\\\"c"}\n'@ localhost:1 a.B/C`,
  ]) {
    assert.equal(imported(command), whole, command);
  }
  const piped = '### C\nGRPC localhost:1/a.B/C\n\n< a.json\n';
  assert.equal(imported('type a.json | grpcurl.exe -plaintext -d @ localhost:1 a.B/C'), piped);
  assert.equal(imported('PS> Get-Content -Raw a.json | grpcurl -plaintext -d @ localhost:1 a.B/C'), piped);
  assert.equal(imported(`PS> '{}' | grpcurl -plaintext -d @ localhost:1 a.B/C`), piped.replace('< a.json', '{}'));
  assert.equal(imported('C:\\> grpcurl -plaintext -d @ localhost:1 a.B/C < a.json'), piped);
  assert.match(
    imported('PS> grpcurl -plaintext -H "x: $(Get-Date)" localhost:1 a.B/C; ls'),
    /left out: \$\(Get-Date\).*\nleft out: ; ls/,
  );
  // What a POSIX shell takes as it is makes no other shell of it.
  assert.match(
    imported(`grpcurl -plaintext -d '{"a":"%AB% \`\\n ^","b":"C:\\\\x"}' localhost:1 a.B/C`),
    /"%AB% `\\n \^"/,
  );
});

test('import of what runs a tool, and of what is passed to it', () => {
  const bare = '### C\nGRPC localhost:1/a.B/C\n';
  for (const command of [
    'sudo /usr/local/bin/grpcurl -plaintext localhost:1 a.B/C',
    'TOKEN=x grpcurl -plaintext localhost:1 a.B/C',
    'docker run --rm fullstorydev/grpcurl:latest -plaintext localhost:1 a.B/C',
    'go run github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3 -plaintext localhost:1 a.B/C',
    'npx -y @bufbuild/buf curl --protocol grpc --http2-prior-knowledge http://localhost:1/a.B/C',
    'npx protopipe call localhost:1 a.B/C',
    '```sh\n$ grpcurl -plaintext localhost:1 a.B/C\n```\n',
  ]) {
    assert.equal(imported(command), bare, command);
  }
  assert.equal(imported('cat a.json | grpcurl -plaintext -d @ localhost:1 a.B/C'), `${bare}\n< a.json\n`);
  assert.equal(imported('grpcurl -plaintext -d @ localhost:1 a.B/C < a.json'), `${bare}\n< a.json\n`);
  assert.equal(imported(`echo '{}' | buf curl --protocol grpc -d @- http://localhost:1/a.B/C`), `${bare}\n{}\n`);
  assert.equal(imported(`printf '%s\\n' '{}' '[]' | protopipe call -d - localhost:1 a.B/C`), `${bare}\n{}\n===\n[]\n`);
  assert.match(imported('ls | grpcurl -plaintext localhost:1 a.B/C'), /no command line/);
  assert.match(
    imported('grpcurl -plaintext -d "$(jq -n {})" localhost:1 a.B/C'),
    /left out: \$\(jq -n {}\), which only a shell/,
  );
  assert.match(imported(`grpcurl -plaintext -expand-headers -H 'x: \${A}' localhost:1 a.B/C`), /^x: {{A}}$/m);
  assert.match(
    imported('buf curl --protocol grpc --schema buf.build/acme/shop https://h/a.B/C'),
    /left out: the module buf\.build/,
  );
  assert.match(
    imported('buf curl --protocol grpc --schema ../a/b.c https://h/a.B/C'),
    /^# @import-path \.\.\/a\/b\.c$/m,
  );
});

test('import of buf curl and protopipe call', () => {
  const command = `buf curl --protocol grpc --http2-prior-knowledge --unix-socket /run/a.sock --schema protos --reflect=false -H'x: 1' -d @body.json http://localhost/a.B/C`;
  assert.deepEqual(importCommand(command), {
    text: '### C\n# @import-path protos\n# @reflection off\nGRPC unix:/run/a.sock/a.B/C\nx: 1\n\n< body.json\n',
    leftOut: [],
  });
  const list = `buf curl --protocol grpc -H 'a: 1,b: 2' -H '"c: ""3"", 4"' --schema x,y http://localhost:1/a.B/C`;
  assert.equal(
    imported(list),
    '### C\n# @import-path x\n# @import-path y\nGRPC localhost:1/a.B/C\na: 1\nb: 2\nc: "3", 4\n',
  );
  const connect = importCommand('buf curl https://demo.example.com/a.B/C -d {}');
  assert.ok('text' in connect);
  assert.equal(connect.text, '### C\nGRPC https://demo.example.com/a.B/C\n\n{}\n');
  assert.deepEqual(connect.leftOut, ['the protocol connect: the call is made with gRPC']);
  const own = importCommand(`protopipe call --deadline 10s -I p -d '{}' pipe:orders a.B/C`);
  assert.ok('text' in own);
  assert.equal(own.text, '### C\n# @deadline 10s\n# @import-path p\nGRPC pipe:orders/a.B/C\n\n{}\n');
});

test('what is exported is imported again', () => {
  for (const tool of ['grpcurl', 'buf-curl', 'protopipe'] as const) {
    const text = imported(exportCommand(exported(), tool).command);
    const { requests, problems } = parseRequestFile(new TextEncoder().encode(text));
    assert.deepEqual(problems, []);
    const [{ line, headers, settings }] = requests;
    assert.equal(line.method.text, 'C');
    assert.equal(headers[0].value.text, 'Bearer {{TOKEN}}');
    const { deadlineMs, ca, importPaths } = readSettings(settings, headers);
    // buf has no deadline for a call.
    const kept = { deadlineMs: tool === 'buf-curl' ? undefined : 2500, ca: 'ca file.pem', importPaths: ['protos'] };
    assert.deepEqual({ deadlineMs, ca, importPaths }, kept);
  }
});
