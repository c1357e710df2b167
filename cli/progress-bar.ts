// One line on a terminal's stderr that shows how far the work is.

export interface ProgressBar {
  show(label: string, done: number, total: number): void;
  /** Removes the line, before something else is written. */
  clear(): void;
}

const none: ProgressBar = { show() {}, clear() {} };
const barWidth = 24;

/** A bar on a terminal; nothing anywhere else. */
export function progressBar(stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY) return none;
  let shown = false;
  return {
    show(label, done, total) {
      const filled = total > 0 ? Math.round((barWidth * done) / total) : 0;
      const bar = total > 0 ? ` ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done}/${total}` : ` ${done}`;
      shown = true;
      stream.write(`\r\u001b[2K${`${label}${bar}`.slice(0, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (shown) stream.write('\r\u001b[2K');
      shown = false;
    },
  };
}
