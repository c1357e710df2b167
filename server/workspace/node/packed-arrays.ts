// Many arrays in two, for messages between threads: each array that changes hands costs as much as some kilobytes.

type Numbers = Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

export interface Packed<All extends Numbers> {
  /** One after the other. */
  readonly all: All;
  /** Where each of them ends. */
  readonly ends: Int32Array<ArrayBuffer>;
}

/** Array `index`, as a view. */
export function partOf(packed: Packed<Int32Array<ArrayBuffer>>, index: number): Int32Array<ArrayBuffer>;
export function partOf(packed: Packed<Uint8Array<ArrayBuffer>>, index: number): Uint8Array<ArrayBuffer>;
export function partOf({ all, ends }: Packed<Numbers>, index: number): Numbers {
  return all.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}

export function lengthOfPart({ ends }: Packed<Numbers>, index: number): number {
  return ends[index] - (index === 0 ? 0 : ends[index - 1]);
}

/** Gathers arrays of bytes, or of 32-bit integers. */
export class Packer<All extends Numbers> {
  readonly #parts: (ArrayLike<number> | undefined)[] = [];
  #length = 0;
  readonly #ends: number[] = [];

  /** The next array; empty without one. It must stay as it is. */
  add(part?: ArrayLike<number>): void {
    this.#parts.push(part);
    this.#length += part?.length ?? 0;
    this.#ends.push(this.#length);
  }

  /** `make` gives an array of a length. */
  pack(make: (length: number) => All): Packed<All> {
    const all = make(this.#length);
    this.#parts.forEach((part, index) => {
      if (part) all.set(part, this.#ends[index] - part.length);
    });
    return { all, ends: Int32Array.from(this.#ends) };
  }
}
