// Opens the output channel with the backend's log.
import type { CommandContext } from './command.js';

export function showLog({ log }: CommandContext): void {
  log.show();
}
