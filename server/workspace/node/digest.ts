// Digests of contents: what stands for a content where it is kept or compared.
import { createHash } from 'node:crypto';

/** 128 bits of SHA-256 in 22 characters. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest().toString('base64url', 0, 16);
}
