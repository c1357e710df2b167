// The sample service on a pipe of its own, until the process is ended; prints the pipe's address.
import { sampleOnPipe } from '../../test/sample-server.js';

console.log((await sampleOnPipe()).address);
