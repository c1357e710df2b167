// Values that are made anew for each call: `{{$uuid}}` and its like.
import { randomInt, randomUUID } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
/** No message needs more. */
const maxLength = 100_000;
/** What `randomInt` takes. */
const maxRange = 2 ** 48;

/** `name` is one of generatedVariables; `args` are its numbers. */
export function generatedValue(name: string, args: readonly number[]): string {
  const [first, second] = args;
  switch (name) {
    case '$timestamp':
      return String(Math.floor(Date.now() / 1000));
    case '$isoTimestamp':
      return new Date().toISOString();
    case '$randomInt':
    case '$random.integer':
      return String(integer(first ?? 0, second ?? 1000));
    case '$random.float':
      return String(float(first ?? 0, second ?? 1000));
    case '$random.alphabetic':
      return characters(letters, first);
    case '$random.alphanumeric':
      return characters(letters + digits, first);
    case '$random.hexadecimal':
      return characters(`${digits}abcdef`, first);
    case '$random.email':
      return `${characters(letters.slice(0, 26), 8)}@example.com`;
    default:
      return randomUUID();
  }
}

function integer(from: number, to: number): number {
  const [low, high] = [Math.ceil(from), Math.ceil(to)];
  return high > low && high - low < maxRange ? randomInt(low, high) : low;
}

function float(from: number, to: number): number {
  return from + (randomInt(maxRange - 1) / maxRange) * Math.max(0, to - from);
}

function characters(alphabet: string, length = 10): string {
  const count = Math.min(maxLength, Math.max(0, Math.floor(length)));
  return Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('');
}
