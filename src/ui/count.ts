// Numbers with their noun, as sentences need them.

/** `1 file`, `8,017 files`. */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}
