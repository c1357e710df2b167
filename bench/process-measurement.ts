// Runs one command as a whole process: wall time, and the peak memory of it and the processes it starts.
import { spawn } from 'node:child_process';
import fs from 'node:fs';

export interface Measurement {
  readonly wallMs: number;
  /** Sum of the peaks (VmHWM) of all its processes; undefined where the system does not tell. */
  readonly peakMb: number | undefined;
  readonly code: number | null;
  readonly stderr: string;
}

const pollMs = 20;

/** Output is thrown away; the end of stderr is kept. */
export async function measureProcess(command: string, args: readonly string[], env = {}): Promise<Measurement> {
  const startMs = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2_000);
  });
  const peaks = new Map<number, number>();
  const poll = () => {
    if (child.pid !== undefined) for (const pid of familyOf(child.pid)) notePeak(pid, peaks);
  };
  const timer = setInterval(poll, pollMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(timer);
  const wallMs = performance.now() - startMs;
  const peakKb = [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
  return { wallMs, peakMb: peakKb > 0 ? peakKb / 1024 : undefined, code, stderr };
}

function familyOf(pid: number): number[] {
  try {
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return [
      pid,
      ...children
        .split(' ')
        .filter(Boolean)
        .flatMap((child) => familyOf(Number(child))),
    ];
  } catch {
    return [pid];
  }
}

function notePeak(pid: number, peaks: Map<number, number>): void {
  try {
    const peak = /^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (peak) peaks.set(pid, Number(peak));
  } catch {
    // The process has ended, or this system has no /proc.
  }
}
