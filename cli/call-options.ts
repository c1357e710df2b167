// The options that call, list and describe share: the target, its security, where the schema comes from, headers.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type MetadataEntry,
  Reflection,
  type SchemaSource,
  type Target,
  type Tls,
  TlsMode,
} from '../protos/gen/protopipe/v1/call.js';
import type { CommandBackend } from './backend.js';
import type { CommandContext } from './command-context.js';
import { several } from './common-options.js';
import { UsageError } from './exit-code.js';
import { readInputPaths } from './input-paths.js';
import { openInputs } from './open-inputs.js';
import { progressBar } from './progress-bar.js';

export interface TargetOptions extends ConnectionOptions, SchemaOptions {
  readonly protoPath: readonly string[];
}

interface SchemaOptions {
  readonly descriptorSet: readonly string[];
  readonly reflection: 'auto' | 'on' | 'off';
}

export interface ConnectionOptions {
  readonly header: readonly MetadataEntry[];
  /** Milliseconds. */
  readonly deadline?: number;
  readonly connectTimeout?: number;
  readonly tls?: boolean;
  readonly plaintext?: boolean;
  readonly cacert?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly pkcs12?: string;
  readonly passphraseFile?: string;
  readonly serverName?: string;
  readonly insecure?: boolean;
  readonly maxMessageSize?: number;
  readonly gzip?: boolean;
}

export function addTargetOptions(command: Command): Command {
  command
    .option('-I, --proto-path <path>', 'folder or file of .proto files that say what to call', several, [])
    .option('--descriptor-set <file>', 'compiled descriptor set, as protoc and buf build write it', several, [])
    .addOption(
      new Option('--reflection <when>', 'ask the target for its schema: for what is not found locally, only, never')
        .choices(['auto', 'on', 'off'])
        .default('auto'),
    );
  return addConnectionOptions(command);
}

/** How the target is reached. */
export function addConnectionOptions(command: Command): Command {
  return command
    .option('-H, --header <name:value>', 'header; values of names that end in -bin in base64', header, [])
    .option('--deadline <time>', 'time for everything: 500ms, 10s, 2m; a number alone is seconds', duration)
    .option('--connect-timeout <time>', 'time for connecting (default 10s)', duration)
    .option('--tls', 'use TLS although the address would not')
    .option('--plaintext', 'use no TLS although the address would')
    .option('--cacert <file>', 'certificate authorities (PEM) that are trusted in the place of the system’s')
    .option('--cert <file>', 'client certificate (PEM)')
    .option('--key <file>', 'key of the client certificate (PEM)')
    .option('--pkcs12 <file>', 'client certificate and key (PKCS#12)')
    .option('--passphrase-file <file>', 'file with the passphrase of the key')
    .option('--server-name <name>', 'name that the server’s certificate must be for, and :authority')
    .option('--insecure', 'accept any certificate')
    .option('--max-message-size <bytes>', 'largest message that is accepted (default 64 MiB)', bytes)
    .option('--gzip', 'compress requests');
}

/**
 * The target and the schema of list, describe and compare, whose TARGET may be `@FILE`, a descriptor set: nothing is
 * called then.
 */
export function readDescribed(address: string, options: ConnectionOptions & SchemaOptions, cwd: string) {
  const schema = readSchemaSource(options, cwd);
  if (!address.startsWith('@')) return { target: readTarget(address, options, cwd), schema };
  return {
    target: undefined,
    schema: { ...schema, descriptorSets: [readFile(address.slice(1), cwd), ...schema.descriptorSets] },
  };
}

/** Tells the backend which files to read, if any. */
export async function openSchema(
  context: CommandContext,
  backend: CommandBackend,
  { protoPath }: TargetOptions,
): Promise<void> {
  if (protoPath.length === 0) return;
  const inputs = readInputPaths(protoPath, context.cwd);
  const folders = inputs.folderUris.map((uri) => fileURLToPath(uri));
  const bar = progressBar(context.stderr);
  await openInputs(context, backend, protoPath, inputs, folders, bar);
  bar.clear();
}

export function readTarget(address: string, options: ConnectionOptions, cwd: string): Target {
  if (options.tls && options.plaintext) throw new UsageError('--tls and --plaintext exclude each other');
  const read = (file: string | undefined) => (file === undefined ? Buffer.alloc(0) : readFile(file, cwd));
  const tls: Tls = {
    mode: options.tls ? TlsMode.TLS : options.plaintext ? TlsMode.PLAINTEXT : TlsMode.UNSPECIFIED,
    caPem: read(options.cacert),
    certificatePem: read(options.cert),
    keyPem: read(options.key),
    pkcs12: read(options.pkcs12),
    passphrase: read(options.passphraseFile)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
    serverName: options.serverName ?? '',
    skipVerification: options.insecure ?? false,
  };
  return {
    address,
    tls,
    maxMessageBytes: options.maxMessageSize ?? 0,
    gzip: options.gzip ?? false,
    connectTimeoutMs: options.connectTimeout ?? 0,
  };
}

const reflections = { auto: Reflection.UNSPECIFIED, on: Reflection.ON, off: Reflection.OFF } as const;

export function readSchemaSource({ reflection, descriptorSet }: SchemaOptions, cwd: string): SchemaSource {
  return { reflection: reflections[reflection], descriptorSets: descriptorSet.map((file) => readFile(file, cwd)) };
}

export function readFile(file: string, cwd: string): Buffer {
  try {
    return fs.readFileSync(path.resolve(cwd, file));
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function header(text: string, entries: readonly MetadataEntry[]): MetadataEntry[] {
  const at = text.indexOf(':');
  if (at <= 0) throw new InvalidArgumentError('Write name:value.');
  const name = text.slice(0, at).trim().toLowerCase();
  const value = text.slice(at + 1).trim();
  if (!name.endsWith('-bin')) return [...entries, { name, value: { $case: 'text', value } }];
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) throw new InvalidArgumentError(`The value of ${name} is not base64.`);
  return [...entries, { name, value: { $case: 'binary', value: Buffer.from(value, 'base64') } }];
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function duration(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  const ms = parts ? Math.round(Number(parts[1]) * units[parts[2] ?? 's']) : 0;
  if (ms < 1 || ms >= 2 ** 31) throw new InvalidArgumentError('Write a time such as 500ms, 10s or 2m.');
  return ms;
}

function bytes(text: string): number {
  const parts = /^(\d+)(KiB|MiB|GiB)?$/i.exec(text);
  const factor = { kib: 1 << 10, mib: 1 << 20, gib: 1 << 30 }[parts?.[2]?.toLowerCase() ?? ''] ?? 1;
  const size = Number(parts?.[1] ?? 0) * factor;
  if (size < 1 || size >= 2 ** 31)
    throw new InvalidArgumentError('Write a number of bytes, or such as 16MiB; less than 2GiB.');
  return size;
}
