// What is called, each on a Unix socket of its own: the sample service as it is started, on grpc-js' server; the same
// service on the server of pipe/, which takes a fraction of the time for a message; and an answer of ready-made frames that
// costs its sender next to nothing. Started as a process with an IPC channel: `target.js SAMPLE_SOCKET QUICK_SOCKET
// READY_SOCKET COUNT`. Says "ready", and to any message the processor time it took so far, in ms.
import http2 from 'node:http2';
import { ServerCredentials } from '@grpc/grpc-js';
import { createPipeServer, listenPipe } from '../../pipe/index.js';
import { OrderEvent, Status } from '../../protos/gen/sample/protopipe/sample/v1/orders.js';
import { addSampleServices, createSampleServer } from '../../samples/service/create-server.js';

const [sampleSocket, quickSocket, readySocket, count] = process.argv.slice(2);
const pieceBytes = 16_384;

const sample = createSampleServer();
sample.bindAsync(`unix:${sampleSocket}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
  const quick = createPipeServer({ maxMessageBytes: 64 << 20 });
  addSampleServices(quick);
  const listening = listenPipe(quick, { kind: 'unix-socket', path: quickSocket }, { access: { kind: 'open' } });
  void listening.then(serveReadyMade);
});

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1000);
});

function serveReadyMade(): void {
  const answer = framesOf(Number(count));
  const server = http2.createServer();
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.on('error', () => {});
    let at = 0;
    const write = () => {
      while (at < answer.length) {
        const piece = answer.subarray(at, at + pieceBytes);
        at += piece.length;
        if (!stream.write(piece)) {
          stream.once('drain', write);
          return;
        }
      }
      stream.end();
    };
    // The answer begins when the request is there.
    stream.resume().once('end', write);
  });
  server.listen(readySocket, () => process.send?.('ready'));
}

function framesOf(messages: number): Buffer {
  const frames: Buffer[] = [];
  for (let number = 1; number <= messages; number++) {
    const event = { number, orderId: String(number), status: Status.OPEN, padding: Buffer.alloc(0) };
    const message = Buffer.from(OrderEvent.encode(event).finish());
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    frames.push(head, message);
  }
  return Buffer.concat(frames);
}
