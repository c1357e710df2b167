// What the extension starts: the backend as a process.
import { loadBundle } from './load-bundle.js';

loadBundle(__dirname, 'backend.cjs', 'backend', require);
