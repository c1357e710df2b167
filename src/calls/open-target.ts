// A saved target as the contract has it: files read, secrets filled in.
import * as vscode from 'vscode';
import { type MetadataEntry, type Target, type Tls, TlsMode } from '../../protos/gen/protopipe/v1/call.js';
import type { SavedTarget } from '../config/targets.js';
import { headerEntry } from './header-entry.js';
import type { Secrets } from './secrets.js';

export interface OpenedTarget {
  readonly target: Target;
  readonly metadata: MetadataEntry[];
}

/** Undefined when a secret was asked for and nobody answered. Rejects when a file cannot be read, or a header is no base64. */
export async function openTarget(saved: SavedTarget, secrets: Secrets): Promise<OpenedTarget | undefined> {
  const metadata: MetadataEntry[] = [];
  for (const [name, text] of Object.entries(saved.headers ?? {})) {
    const value = await fillSecrets(text, secrets);
    if (value === undefined) return undefined;
    metadata.push(headerEntry(name.toLowerCase(), value));
  }
  const passphrase = saved.passphraseSecret ? await secrets.ask(saved.passphraseSecret) : '';
  if (passphrase === undefined) return undefined;
  const tls: Tls = {
    mode: saved.tls === undefined ? TlsMode.UNSPECIFIED : saved.tls ? TlsMode.TLS : TlsMode.PLAINTEXT,
    caPem: await read(saved.caFile),
    certificatePem: await read(saved.certificateFile),
    keyPem: await read(saved.keyFile),
    pkcs12: await read(saved.pkcs12File),
    passphrase,
    serverName: saved.serverName ?? '',
    skipVerification: saved.skipVerification ?? false,
  };
  return { target: { address: saved.address, tls, maxMessageBytes: 0, gzip: false, connectTimeoutMs: 0 }, metadata };
}

async function fillSecrets(text: string, secrets: Secrets): Promise<string | undefined> {
  let filled = '';
  let end = 0;
  for (const match of text.matchAll(/\{\{\s*\$secret\s+([^\s}]+)\s*\}\}/g)) {
    const value = await secrets.ask(match[1] ?? '');
    if (value === undefined) return undefined;
    filled += text.slice(end, match.index) + value;
    end = match.index + match[0].length;
  }
  return filled + text.slice(end);
}

async function read(file: string | undefined): Promise<Buffer> {
  if (file === undefined || file === '') return Buffer.alloc(0);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const isAbsolute = /^([/\\]|[A-Za-z]:)/.test(file);
  const uri = isAbsolute || !folder ? vscode.Uri.file(file) : vscode.Uri.joinPath(folder.uri, file);
  return Buffer.from(await vscode.workspace.fs.readFile(uri));
}
