// The two lines that start a backend: JSON, one line each way. The parent writes the first on the child's stdin, the
// child answers on its stdout. Neither the address nor the secret is ever in argv or in the environment.
import type { PipeEndpoint } from './endpoint.js';
import { secretBytes } from './handshake.js';

/** Parent to child. `protocolVersion` comes first: with another one, nothing else of the line is looked at. */
export interface StartMessage {
  readonly protocolVersion: number;
  readonly endpoint: PipeEndpoint;
  readonly secret: Buffer;
}

/** Child to parent. */
export type StartAnswer =
  | { readonly kind: 'ready'; readonly protocolVersion: number }
  /** The child speaks another version of the protocol. */
  | { readonly kind: 'refused'; readonly protocolVersion: number }
  /** The child could not listen, for instance because the address is in use. */
  | { readonly kind: 'failed'; readonly protocolVersion: number; readonly message: string };

export function encodeStart({ protocolVersion, endpoint, secret }: StartMessage): string {
  return `${JSON.stringify({ protocolVersion, endpoint, secret: secret.toString('base64') })}\n`;
}

/** The start message, the parent's version alone when it differs from `protocolVersion`, or undefined for garbage. */
export function decodeStart(
  line: string,
  protocolVersion: number,
): StartMessage | { otherVersion: number } | undefined {
  const message = parseObject(line);
  if (!message || !Number.isInteger(message.protocolVersion)) return undefined;
  if (message.protocolVersion !== protocolVersion) return { otherVersion: message.protocolVersion as number };
  const endpoint = message.endpoint as Partial<PipeEndpoint> | undefined;
  const secret = Buffer.from(String(message.secret), 'base64');
  if (secret.length !== secretBytes || typeof endpoint?.path !== 'string') return undefined;
  if (endpoint.kind !== 'windows-pipe' && endpoint.kind !== 'unix-socket') return undefined;
  return { protocolVersion, endpoint: { kind: endpoint.kind, path: endpoint.path }, secret };
}

export function encodeAnswer(answer: StartAnswer): string {
  return `${JSON.stringify(answer)}\n`;
}

/** The answer, or undefined for a line that is none. */
export function decodeAnswer(line: string): StartAnswer | undefined {
  const answer = parseObject(line);
  const protocolVersion = answer?.protocolVersion;
  if (!answer || typeof protocolVersion !== 'number') return undefined;
  if (answer.kind === 'ready' || answer.kind === 'refused') return { kind: answer.kind, protocolVersion };
  if (answer.kind !== 'failed') return undefined;
  return { kind: 'failed', protocolVersion, message: String(answer.message) };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
