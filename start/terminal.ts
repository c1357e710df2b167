// What `protopipe` is: starts the terminal client.
import { loadBundle } from './load-bundle.js';

// Commands are words; anything else is no name for a file.
const [command = ''] = process.argv.slice(2);
loadBundle(__dirname, 'terminal.cjs', /^[a-z]+$/.test(command) ? command : 'help', require);
