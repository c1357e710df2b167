// How benches sum up and print what they measured.

/** Of the upper two if there is an even number of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** Whether a target was met, as all benches say it. */
export function verdict(met: boolean): string {
  return met ? 'met' : 'MISSED';
}
