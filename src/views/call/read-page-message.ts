// Messages of the page are checked before they are used: whatever runs in a page may post anything.
import type { FromPage } from './page-messages.js';

/** Undefined for what the page of a call never says. */
export function readPageMessage(message: unknown): FromPage | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  const { type, row, from, to, json } = message as Record<string, unknown>;
  switch (type) {
    case 'ready':
    case 'seen':
    case 'closeSending':
    case 'cancel':
    case 'repeat':
    case 'saveTranscript':
      return { type };
    case 'wantDetail':
    case 'openMessage':
    case 'copyMessage':
      return isRow(row) ? { type, row } : undefined;
    case 'wantRows':
      return isRow(from) && isRow(to) ? { type, from, to } : undefined;
    case 'send':
      return typeof json === 'string' ? { type, json } : undefined;
    default:
      return undefined;
  }
}

function isRow(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
