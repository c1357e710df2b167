// Entry of the terminal client: the commands of cli/ with the backend of server/ in one process. Neither knows the other.
import { runProgram } from '../cli/program.js';
import { LocalServices } from '../pipe/index.js';
import { addServices } from '../server/add-services.js';

/** A defect: something was thrown that nobody caught. */
const defectExitCode = 70;

// Those of libraries, about which whoever types a command can do nothing, would stand between the lines of the answer.
Object.assign(process, { noDeprecation: true });
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack ?? error.message}\n`, () => process.exit(defectExitCode));
});

function startBackend(): LocalServices {
  const services = new LocalServices();
  addServices(services, {
    // The bundles lie side by side.
    bundles: __dirname,
    // Whoever types a command trusts the files that it names.
    trusted: true,
    onDefect: (text) => process.stderr.write(`${text}\n`),
  });
  return services;
}

void runProgram(startBackend).then(async (code) => {
  // What was written must be out before the process ends, which threads and timers of the backend must not keep.
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
  process.exit(code);
});
