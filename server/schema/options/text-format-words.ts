// Identifiers that stand for values in the text format.

/** The value of `true`, `t`, `False` and the like; undefined for other words. Integers are not asked here. */
export function booleanOf(word: string): boolean | undefined {
  switch (word) {
    case 'true':
    case 'True':
    case 't':
      return true;
    case 'false':
    case 'False':
    case 'f':
      return false;
    default:
      return undefined;
  }
}

/** Whether a word stands for infinity or for not a number, in any case. */
export function isSpecialDouble(word: string): boolean {
  return /^(?:inf|infinity|nan)$/i.test(word);
}
