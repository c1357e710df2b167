// A supervisor that is stopped at the end of its test, however that ends.
import type { TestContext } from 'node:test';
import { type SuperviseOptions, type Supervisor, superviseBackend } from '../../pipe/index.js';

export function supervised(t: TestContext, options: SuperviseOptions): Supervisor {
  const supervisor = superviseBackend(options);
  t.after(() => supervisor.stop());
  return supervisor;
}
