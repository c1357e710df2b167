// Clear Schema Search: the tree shows everything again.
import type { CommandContext } from './command.js';

export function clearSchemaSearch({ schema }: CommandContext): void {
  schema.setFilter('');
}
