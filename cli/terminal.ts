// Where output goes: colors, closed pipes, waiting for a slow reader.
import type { Writable } from 'node:stream';

export type ColorChoice = 'auto' | 'always' | 'never';

type Style = 'bold' | 'red' | 'yellow' | 'blue' | 'gray';

const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  red: [31, 39],
  yellow: [33, 39],
  blue: [34, 39],
  gray: [90, 39],
};

export type Paint = (style: Style, text: string) => string;

/** Colors when the choice, NO_COLOR (no-color.org) and the stream allow it, in this order. */
export function paintFor(stream: { isTTY?: boolean }, choice: ColorChoice, env: NodeJS.ProcessEnv): Paint {
  const auto = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const on = choice === 'always' || (choice === 'auto' && auto);
  return (style, text) => (on ? `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : text);
}

/** Collects lines and writes them in large pieces. */
export class LineWriter {
  #pieces: string[] = [];
  #length = 0;

  constructor(readonly stream: Writable) {}

  /** Resolves when the stream takes more. */
  line(text: string): Promise<void> | undefined {
    this.#pieces.push(text, '\n');
    this.#length += text.length;
    return this.#length > 1 << 16 ? this.flush() : undefined;
  }

  /** Writes whole lines, or pieces of them that go on with the next. Resolves when the stream takes more. */
  async bytes(text: Uint8Array): Promise<void> {
    await this.flush();
    await new Promise<void>((resolve) => this.stream.write(text, () => resolve()));
  }

  async flush(): Promise<void> {
    if (this.#pieces.length === 0) return;
    const text = this.#pieces.join('');
    this.#pieces = [];
    this.#length = 0;
    // A reader that is gone is dealt with where the stream's errors are.
    await new Promise<void>((resolve) => this.stream.write(text, () => resolve()));
  }
}
