// Long work in slices, so that interactive requests are answered in between.

/** A request takes several turns of the event loop, each of which may wait for a slice. */
const sliceMs = 4;
/** How many steps go by between two looks at the clock. */
const stepsPerLook = 64;

/** Hands the event loop back after a few milliseconds of work and stops on abort. */
export class Slices {
  #until = performance.now() + sliceMs;
  #steps = 0;

  constructor(readonly signal?: AbortSignal) {}

  /** Whether it is time to `pause`; cheap enough to be asked for every small item. */
  due(): boolean {
    if (++this.#steps < stepsPerLook) return false;
    return this.dueNow();
  }

  /** As `due`, for items that take long: looks at the clock every time. */
  dueNow(): boolean {
    this.#steps = 0;
    return performance.now() >= this.#until;
  }

  /** Lets everything else run first. Throws the signal's reason when it is aborted. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.signal?.throwIfAborted();
    this.#until = performance.now() + sliceMs;
  }
}
