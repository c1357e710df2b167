// A backend process that misbehaves in the way that argv[2] names.
import { once } from 'node:events';
import { serveBackend } from '../../pipe/index.js';
import { createEchoServer } from './echo-service.js';

const serve = (input?: NodeJS.ReadStream) =>
  serveBackend({ server: createEchoServer().server, protocolVersion: 1, graceMs: 100, input });
const forEver = () => setInterval(() => {}, 1_000_000);

switch (process.argv[2]) {
  case 'never ready':
    process.stdin.resume();
    forEver();
    break;
  case 'garbage':
    console.log('Debugger listening on ws://127.0.0.1');
    forEver();
    break;
  case 'garbage without an end':
    process.stdout.write('x'.repeat(10_000));
    forEver();
    break;
  case 'echoes its start line': {
    const [line] = (await once(process.stdin, 'data')) as [Buffer];
    process.stdout.write(line);
    process.stderr.write(line);
    forEver();
    break;
  }
  case 'closes stdout':
    process.stdin.resume();
    process.stdout.destroy();
    forEver();
    break;
  case 'exits':
    console.error('first line\nno such option: --frobnicate');
    process.exit(3);
    break;
  case 'dies when called': {
    const { server, calls } = createEchoServer();
    setInterval(() => calls.length > 0 && process.exit(4), 5);
    await serveBackend({ server, protocolVersion: 1 });
    break;
  }
  case 'ready without listening':
    console.log('{"kind":"ready","protocolVersion":1}');
    forEver();
    break;
  case 'floods stderr': {
    const text = `${'e'.repeat(1023)}\n`;
    const flood = () => {
      for (let i = 0; i < 64; i++) process.stderr.write(text);
      setImmediate(flood);
    };
    flood();
    await serve();
    process.exit();
    break;
  }
  case 'does not stop':
    await serve();
    forEver();
    break;
  default:
    throw new Error(`unknown fault: ${process.argv[2]}`);
}
