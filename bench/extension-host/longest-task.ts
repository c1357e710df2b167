// What the longest task of a page's main thread cost, out of a trace of Chromium: by the clock, and in CPU time, which
// other processes of the machine do not lengthen.
import type { Browser, Page } from 'playwright-core';

export interface LongestTask {
  readonly wallMs: number;
  readonly cpuMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces until the function that it returns is called. */
export async function traceTasks(page: Page): Promise<() => Promise<LongestTask>> {
  const browser = page.context().browser() as Browser;
  await browser.startTracing(page, { categories: ['toplevel'] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8')) as {
      traceEvents: TraceEvent[];
    };
    const mains = new Set(
      traceEvents
        .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid} ${tid}`),
    );
    const tasks = traceEvents.filter(
      ({ ph, name, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && mains.has(`${pid} ${tid}`),
    );
    if (tasks.length === 0) throw new Error('the trace holds no task of a page');
    const longest = (of: (task: TraceEvent) => number | undefined) =>
      tasks.reduce((most, task) => Math.max(most, of(task) ?? 0), 0) / 1000;
    return { wallMs: longest(({ dur }) => dur), cpuMs: longest(({ tdur }) => tdur) };
  };
}
