// How well a name fits what somebody typed, as VS Code users expect it of a symbol search.

/** What is added to the score of a matched character, besides one for the match. */
const enum Bonus {
  /** At the start of the name. */
  start = 12,
  /** At the start of a word within it: a hump, or behind a separator. */
  word = 8,
  /** Directly behind the character matched before. */
  consecutive = 5,
  /** The same case as typed. */
  sameCase = 1,
  /** The whole name was typed. */
  whole = 40,
}

/** Characters of a query that are looked at. */
const maxQueryLength = 64;

/** What was typed, made ready to be matched against many names. */
export interface FuzzyQuery {
  readonly typed: Uint8Array;
  readonly lower: Uint8Array;
}

/** White space is dropped. */
export function fuzzyQuery(text: string): FuzzyQuery {
  const typed = new TextEncoder().encode(text.replace(/\s+/g, '')).subarray(0, maxQueryLength);
  return { typed, lower: typed.map(lowerCase) };
}

/**
 * The score of `name`, higher for a better fit; 0 when the query's characters do not all occur in it in their order.
 * Case does not decide, but the same case counts a little. An empty query fits everything with score 1.
 */
export function fuzzyScore({ typed, lower }: FuzzyQuery, name: Uint8Array): number {
  const count = lower.length;
  if (count === 0) return 1;
  if (count > name.length || !occurs(lower, name)) return 0;
  // best[j]: the best score with query character i matched at j, for the i at hand and the one before.
  let before = new Int32Array(name.length);
  let best = new Int32Array(name.length);
  for (let i = 0; i < count; i++) {
    /** The best of `before` up to two places ahead of j: a match that is not consecutive. */
    let reach = 0;
    for (let j = 0; j < name.length; j++) {
      if (j >= 2 && before[j - 2] > reach) reach = before[j - 2];
      best[j] = 0;
      if (lowerCase(name[j]) !== lower[i]) continue;
      const behind = j > 0 ? before[j - 1] : 0;
      if (i > 0 && reach === 0 && behind === 0) continue;
      const own = 1 + (j === 0 ? Bonus.start : startsWord(name, j) ? Bonus.word : 0);
      const joined = behind > 0 ? behind + Bonus.consecutive : 0;
      best[j] = own + (name[j] === typed[i] ? Bonus.sameCase : 0) + Math.max(reach, joined);
    }
    [before, best] = [best, before];
  }
  let score = 0;
  for (const value of before) if (value > score) score = value;
  return score > 0 && count === name.length ? score + Bonus.whole : score;
}

function occurs(lower: Uint8Array, name: Uint8Array): boolean {
  let i = 0;
  for (let j = 0; j < name.length && i < lower.length; j++) if (lowerCase(name[j]) === lower[i]) i++;
  return i === lower.length;
}

function startsWord(name: Uint8Array, at: number): boolean {
  const before = name[at - 1];
  if (before === underscore || before === dot) return true;
  return isUpper(name[at])
    ? !isUpper(before) || (at + 1 < name.length && isLower(name[at + 1]))
    : isDigit(name[at]) && !isDigit(before);
}

const underscore = 0x5f;
const dot = 0x2e;

function lowerCase(byte: number): number {
  return isUpper(byte) ? byte | 0x20 : byte;
}

function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

function isLower(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
