// Refresh Schema: asks the backend for the whole tree again.
import type { CommandContext } from './command.js';

export function refreshSchema({ schema }: CommandContext): void {
  schema.refresh();
}
