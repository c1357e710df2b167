// Ends this process some time after its parent is gone, even while its event loop is blocked.
import { Worker } from 'node:worker_threads';

/**
 * The end of stdin tells a child that its parent is gone, but a blocked event loop never reads it. A thread of its own
 * looks for the parent every `intervalMs`, removes `directory`, and ends the process `graceMs` after the parent.
 */
export function endWithParent(graceMs: number, directory: string | undefined, intervalMs = 1_000): void {
  const worker = new Worker(watch, {
    eval: true,
    workerData: { graceMs, directory, intervalMs },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
    execArgv: [],
  });
  // Without the thread the end of stdin still counts.
  worker.on('error', () => {});
  worker.unref();
}

// Source text, so that it needs no file of its own beside a bundle.
const watch = `
  const { rmSync } = require('node:fs');
  const { graceMs, directory, intervalMs } = require('node:worker_threads').workerData;
  const parent = process.ppid;
  const gone = () => {
    // Unix gives an orphan another parent; Windows keeps the old number.
    if (process.ppid !== parent) return true;
    try {
      process.kill(parent, 0);
      return false;
    } catch (error) {
      return error.code === 'ESRCH';
    }
  };
  const timer = setInterval(() => {
    if (!gone()) return;
    clearInterval(timer);
    setTimeout(() => {
      if (directory) rmSync(directory, { recursive: true, force: true });
      process.kill(process.pid, 'SIGKILL');
    }, graceMs);
  }, intervalMs);
`;
