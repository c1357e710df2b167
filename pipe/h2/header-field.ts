// One field of a header block, and what makes it malformed.

export interface HeaderField {
  readonly name: string;
  /** One character for each byte. */
  readonly value: string;
  /** Whether HTTP/2 allows such a name and such a value; a block with another makes its stream malformed. */
  readonly isValid: boolean;
  /** What an encoder does: keeps it in the table that both sides share, or sends it in full each time. */
  readonly isRepeated: boolean;
}

/** For fields that are sent with many requests or answers: keep the object, the encoder knows it again. */
export function repeatedField(name: string, value: string): HeaderField {
  return { name, value, isValid: true, isRepeated: true };
}

export function singleField(name: string, value: string): HeaderField {
  return { name, value, isValid: true, isRepeated: false };
}

export function receivedField(name: string, value: string): HeaderField {
  return { name, value, isValid: isValid(name, value), isRepeated: false };
}

/** In the tables of HPACK, and in the limit of a header list (RFC 7541, 4.1). */
export function fieldBytes({ name, value }: HeaderField): number {
  return name.length + value.length + 32;
}

const allowedName = /^:?[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const forbiddenInValue = /[\0\r\n]|^[ \t]|[ \t]$/;
/** Of HTTP/1 (RFC 9113, 8.2.2). */
const ofConnections = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

function isValid(name: string, value: string): boolean {
  if (!allowedName.test(name) || forbiddenInValue.test(value) || ofConnections.has(name)) return false;
  return name !== 'te' || value === 'trailers';
}

const requestPseudoFields = new Set([':method', ':scheme', ':path', ':authority']);
const responsePseudoFields = new Set([':status']);

/** Whether the fields of a request, an answer or trailers are well-formed (RFC 9113, 8.2 and 8.3). */
export function isWellFormed(fields: readonly HeaderField[], kind: 'request' | 'response' | 'trailers'): boolean {
  const allowed = kind === 'request' ? requestPseudoFields : responsePseudoFields;
  let pseudo = 0;
  let regular = false;
  for (let i = 0; i < fields.length; i++) {
    const { name, isValid } = fields[i] as HeaderField;
    if (!isValid) return false;
    if (name.charCodeAt(0) !== 0x3a) {
      regular = true;
      continue;
    }
    if (regular || kind === 'trailers' || !allowed.has(name)) return false;
    for (let j = 0; j < i; j++) if (fields[j]?.name === name) return false;
    if (name !== ':authority') pseudo++;
  }
  if (kind === 'trailers') return true;
  return pseudo === (kind === 'request' ? 3 : 1);
}

/** Whether another answer follows this one. */
export function isInformational(fields: readonly HeaderField[]): boolean {
  return fields.some(({ name, value }) => name === ':status' && value.length === 3 && value.startsWith('1'));
}
