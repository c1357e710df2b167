// Keeps progress messages to a rate that a person can read.

/** A test that is true at most once per `intervalMs`, and whenever it is `forced`. */
export function everyMs(intervalMs: number): (forced?: boolean) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (forced = false) => {
    const nowMs = performance.now();
    if (!forced && nowMs - last < intervalMs) return false;
    last = nowMs;
    return true;
  };
}
