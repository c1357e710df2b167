// Every spelling of a pipe, on each system.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AddressContext, formatPipeAddress, parsePipeAddress } from '../../pipe/index.js';

const windows: AddressContext = { platform: 'win32', env: {} };
const linux: AddressContext = { platform: 'linux', env: { TMPDIR: '/var/tmp' }, cwd: '/work' };
const mac: AddressContext = { platform: 'darwin', env: {}, cwd: '/work' };

function check(context: AddressContext, text: string, expected: string | RegExp | undefined): void {
  test(`${context.platform}: ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)}`, () => {
    if (expected instanceof RegExp) {
      assert.throws(() => parsePipeAddress(text, context), expected);
    } else {
      assert.equal(parsePipeAddress(text, context)?.path, expected);
    }
  });
}

const docker = '\\\\.\\pipe\\docker_engine';
for (const spelling of [
  'pipe:docker_engine',
  'npipe:docker_engine',
  'PIPE:docker_engine',
  'npipe:////./pipe/docker_engine',
  'npipe://./pipe/docker_engine',
  '\\\\.\\pipe\\docker_engine',
  '\\\\?\\pipe\\docker_engine',
  '\\\\.\\PIPE\\docker_engine',
  '//./pipe/docker_engine',
  'pipe:\\\\.\\pipe\\docker_engine',
  'pipe://./pipe/docker_engine',
  'unix:\\\\.\\pipe\\docker_engine',
  'unix:////./pipe/docker_engine',
]) {
  check(windows, spelling, docker);
  if (!/^n?pipe:docker/i.test(spelling)) check(linux, spelling, /path of a Windows pipe; write pipe:NAME/);
}
check(windows, 'pipe:LOCAL\\app', '\\\\.\\pipe\\LOCAL\\app');
check(windows, '//./pipe/a/b', '\\\\.\\pipe\\a\\b');
check(windows, '\\\\server\\pipe\\x', /other machines/);
check(windows, 'pipe:..\\..\\C:\\secret', /cannot hold \. or \.\./);
check(windows, '\\\\.\\pipe\\..\\PhysicalDrive0', /cannot hold \. or \.\./);
check(windows, 'pipe:', /name is empty/);
check(windows, '\\\\.\\pipe\\', /name is empty/);
check(windows, 'pipe:Anonymous', /reserved/);
check(windows, 'unix:/tmp/x', /cannot open Unix sockets on Windows/);
check(windows, 'unix:rel', /cannot open Unix sockets on Windows/);
check(windows, `pipe:${'n'.repeat(247)}`, `\\\\.\\pipe\\${'n'.repeat(247)}`);
check(windows, `pipe:${'n'.repeat(248)}`, /257 characters, Windows allows 256/);

check(linux, 'pipe:MyPipeName', '/var/tmp/CoreFxPipe_MyPipeName');
check(linux, 'npipe:MyPipeName', '/var/tmp/CoreFxPipe_MyPipeName');
check(mac, 'pipe:MyPipeName', '/tmp/CoreFxPipe_MyPipeName');
check({ ...linux, env: { TMPDIR: '/a/' } }, 'pipe:x', '/a/CoreFxPipe_x');
check(linux, 'pipe:/run/app.sock', '/run/app.sock');
check(linux, 'pipe:/run/', /path of a directory/);
check(linux, 'pipe:a/b', /cannot hold a slash/);
check(linux, 'pipe:', /name is empty/);
check(linux, 'pipe:anonymous', /reserved/);
check(linux, 'pipe:a\0b', /NUL/);
check(linux, 'unix:/run/app.sock', '/run/app.sock');
check(linux, 'unix:///run/app.sock', '/run/app.sock');
check(linux, 'unix:app.sock', '/work/app.sock');
check(linux, 'unix:./a%20b', '/work/a%20b');
check(linux, 'unix://run/app.sock', /takes no host; write unix:\/\/\/run/);
check(linux, 'unix:', /path of a socket file is missing/);
check(linux, 'unix:///', /path of a socket file is missing/);
check(linux, 'unix-abstract:name', /no owner and no permissions/);
check(linux, `unix:/${'d'.repeat(106)}`, `/${'d'.repeat(106)}`);
check(linux, `unix:/${'d'.repeat(107)}`, /108 bytes, this system allows 107/);
check(linux, `unix:/${'é'.repeat(54)}`, /109 bytes/);
check(mac, `unix:/${'d'.repeat(103)}`, /104 bytes, this system allows 103/);

for (const text of ['localhost:50051', 'dns:///a:1', '127.0.0.1:1', 'pipe', 'unix', '/run/app.sock', '', 'piped:x']) {
  check(linux, text, undefined);
  check(windows, text, undefined);
}

const prefixes = [
  'pipe:',
  'npipe:',
  'npipe:////./pipe/',
  '\\\\.\\pipe\\',
  '//./pipe/',
  'unix:',
  'unix:///',
  'unix:\\\\.\\pipe\\',
];
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ':', '\0', ' ', 'é', 'P', '?') }),
);

test('any text is an endpoint of its system, no pipe, or refused with a reason', () => {
  const property = fc.property(
    fc.constantFrom('', ...prefixes),
    anyText,
    fc.constantFrom(windows, linux, mac),
    (prefix, name, context) => {
      try {
        const endpoint = parsePipeAddress(prefix + name, context);
        if (!endpoint) return prefix === '' || prefix.startsWith('/') || prefix.startsWith('\\');
        if (context.platform === 'win32') {
          const parts = endpoint.path.slice(9).split('\\');
          return endpoint.path.startsWith('\\\\.\\pipe\\') && !parts.some((part) => ['', '.', '..'].includes(part));
        }
        return (
          endpoint.path.startsWith('/') && !endpoint.path.includes('\0') && Buffer.byteLength(endpoint.path) <= 107
        );
      } catch (error) {
        return String(error).startsWith('RpcError') || String(error).startsWith('INVALID_ARGUMENT: "');
      }
    },
  );
  fc.assert(property, { seed: 3, numRuns: 5_000 });
});

test('what is formatted is read back as the same endpoint', () => {
  const property = fc.property(
    fc.constantFrom(...prefixes),
    anyText,
    fc.constantFrom(windows, linux),
    (prefix, name, on) => {
      let endpoint: ReturnType<typeof parsePipeAddress>;
      try {
        endpoint = parsePipeAddress(prefix + name, on);
      } catch {
        return;
      }
      if (endpoint) assert.deepEqual(parsePipeAddress(formatPipeAddress(endpoint), on), endpoint);
    },
  );
  fc.assert(property, { seed: 4, numRuns: 5_000 });
});
