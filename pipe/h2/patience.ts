// What a connection puts up with from its peer, and for how long.
import { errorCode, ProtocolViolation } from './protocol.js';

/** Frames that make work and lead nowhere: as many within that time are an attack. */
const maxNuisances = 10_000;
const nuisanceWindowMs = 10_000;

export class NuisanceCounter {
  #count = 0;
  #sinceMs = 0;

  /** Throws a ProtocolViolation when there were too many. */
  add(): void {
    if (++this.#count <= maxNuisances) return;
    const nowMs = Date.now();
    const elapsedMs = nowMs - this.#sinceMs;
    this.#count = 0;
    this.#sinceMs = nowMs;
    if (elapsedMs < nuisanceWindowMs) throw new ProtocolViolation(errorCode.enhanceYourCalm, 'too many idle frames');
  }
}

const rememberedResets = 1_000;

/** Streams that we have reset: what the peer sent to them before it knew is no mistake. */
export class RecentResets {
  readonly #ids = new Set<number>();

  add(streamId: number): void {
    this.#ids.add(streamId);
    if (this.#ids.size <= rememberedResets) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      break;
    }
  }

  has(streamId: number): boolean {
    return this.#ids.has(streamId);
  }
}
