// Refresh Targets: asks the targets again what they serve.
import type { CommandContext } from './command.js';

export function refreshTargets({ targets }: CommandContext, node?: unknown): void {
  targets.refresh(node);
}
