// A header out of a setting, as the contract has it.
import type { MetadataEntry } from '../../protos/gen/protopipe/v1/call.js';

/** Values of names that end in -bin are base64. Throws an Error that names the header, never its value. */
export function headerEntry(name: string, text: string): MetadataEntry {
  if (!name.endsWith('-bin')) return { name, value: { $case: 'text', value: text } };
  const value = text.trim();
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(value) || value.replace(/=+$/, '').length % 4 === 1) {
    throw new Error(`The value of the header ${name} is no base64.`);
  }
  return { name, value: { $case: 'binary', value: Buffer.from(value, 'base64') } };
}
