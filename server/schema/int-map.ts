// A map from 32-bit integers to node addresses that is cleared at no cost, so that one serves for every message.

export class IntMap {
  #keys = new Int32Array(1 << 8);
  #values = new Int32Array(1 << 8);
  /** A slot is taken if it has the current stamp. */
  #stamps = new Int32Array(1 << 8);
  #stamp = 1;
  #count = 0;

  clear(): void {
    this.#stamp++;
    this.#count = 0;
  }

  /** The value of a key, or -1. */
  get(key: number): number {
    const slot = this.#slotOf(key);
    return this.#stamps[slot] === this.#stamp ? this.#values[slot] : -1;
  }

  /** Sets a key that has no value; returns the value that it has otherwise, or -1. */
  add(key: number, value: number): number {
    const slot = this.#slotOf(key);
    if (this.#stamps[slot] === this.#stamp) return this.#values[slot];
    this.#stamps[slot] = this.#stamp;
    this.#keys[slot] = key;
    this.#values[slot] = value;
    if (++this.#count * 2 > this.#keys.length) this.#grow();
    return -1;
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    const mixed = Math.imul(key, 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (this.#stamps[slot] === this.#stamp && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    const stamps = this.#stamps;
    const stamp = this.#stamp;
    this.#keys = new Int32Array(keys.length * 2);
    this.#values = new Int32Array(keys.length * 2);
    this.#stamps = new Int32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      if (stamps[i] !== stamp) continue;
      const slot = this.#slotOf(keys[i]);
      this.#stamps[slot] = stamp;
      this.#keys[slot] = keys[i];
      this.#values[slot] = values[i];
    }
  }
}
