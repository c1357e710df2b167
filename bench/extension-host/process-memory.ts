// Memory of running processes, as Linux tells it.
import fs from 'node:fs';

/** Process ids whose command line holds `word`; children of this process only, as far as they can be told. */
export function findProcesses(word: string): number[] {
  if (process.platform !== 'linux') return [];
  const all = fs.readdirSync('/proc').map(Number).filter(Number.isInteger);
  return all.filter((pid) => read(pid, 'cmdline').includes(word) && isOurs(pid));
}

/** The most that one of them ever had, in megabytes; NaN where that is not known. */
export function peakMemoryMb(pids: readonly number[]): number {
  const peaks = pids.map((pid) => Number(/VmHWM:\s+(\d+) kB/.exec(read(pid, 'status'))?.[1]) / 1000);
  return peaks.length === 0 ? Number.NaN : Math.max(...peaks);
}

function isOurs(pid: number): boolean {
  for (let at = pid; at > 1; at = Number(/PPid:\s+(\d+)/.exec(read(at, 'status'))?.[1] ?? 0)) {
    if (at === process.pid) return true;
  }
  return false;
}

function read(pid: number, file: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
