// What the settings and headers of a request say, once their variables are filled in.
import type { HeaderLine, SettingLine } from '../syntax/request-file.js';
import { type Setting, settingNamed } from './setting.js';
import { parseDurationMs, parseGrpcTimeoutMs, parseSizeBytes } from './units.js';

export type ReflectionMode = 'auto' | 'on' | 'off';

/** Paths are as written. Durations are in milliseconds, sizes in bytes. */
export interface RequestSettings {
  readonly name: string | undefined;
  readonly deadlineMs: number | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly importPaths: readonly string[];
  readonly protos: readonly string[];
  readonly descriptorSets: readonly string[];
  readonly reflection: ReflectionMode;
  readonly tlsMode: 'auto' | 'plaintext' | 'tls';
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly pkcs12: string | undefined;
  readonly passphrase: string | undefined;
  readonly serverName: string | undefined;
  readonly insecure: boolean;
  readonly gzip: boolean;
  readonly maxMessageBytes: number | undefined;
  readonly waitForReady: boolean;
  readonly emitDefaults: boolean;
  readonly keepOpen: boolean;
}

/** Fills in the variables of a text. */
export type Fill = (text: { readonly start: number; readonly text: string }) => string;

/** The last of several settings of one name counts. What has no right value is left out; `settingProblem` says why. */
export function readSettings(
  lines: readonly SettingLine[],
  headers: readonly HeaderLine[],
  fill: Fill = ({ text }) => text,
): RequestSettings {
  const values = new Map<string, string[]>();
  for (const line of lines) {
    const setting = settingNamed(line.name.text);
    if (!setting) continue;
    const value = settingValue(setting, line.name.text, fill(line.value));
    if (valueProblem(setting, value) !== undefined) continue;
    values.set(setting.name, [...(values.get(setting.name) ?? []), value]);
  }
  const last = (name: string) => values.get(name)?.at(-1);
  const all = (name: string) => values.get(name) ?? [];
  const given = (name: string) => values.has(name);
  const timeout = headers.filter(({ name }) => isTimeoutHeader(name.text)).map(({ value }) => fill(value));
  return {
    name: last('name'),
    deadlineMs: parseDurationMs(last('deadline') ?? '') ?? parseGrpcTimeoutMs(timeout.at(-1) ?? ''),
    connectTimeoutMs: parseDurationMs(last('connect-timeout') ?? ''),
    importPaths: all('import-path'),
    protos: all('proto'),
    descriptorSets: all('descriptor-set'),
    reflection: (last('reflection') as ReflectionMode | undefined) ?? 'auto',
    tlsMode: given('plaintext') ? 'plaintext' : tlsSettings.some(given) ? 'tls' : 'auto',
    ca: last('ca'),
    cert: last('cert'),
    key: last('key'),
    pkcs12: last('pkcs12'),
    passphrase: last('passphrase'),
    serverName: last('server-name'),
    insecure: given('insecure'),
    gzip: given('gzip'),
    maxMessageBytes: parseSizeBytes(last('max-message-size') ?? ''),
    waitForReady: given('wait-for-ready'),
    emitDefaults: given('emit-defaults'),
    keepOpen: given('keep-open'),
  };
}

/** Who sets one of these wants TLS, also on this machine. */
const tlsSettings = ['tls', 'ca', 'cert', 'key', 'pkcs12', 'insecure'] as const;

/** httpYac's grpcReflection names a server, which is the target here. */
export function settingValue({ name }: Setting, written: string, value: string): string {
  if (name === 'reflection' && /^grpc-?reflection$/i.test(written) && !/^(auto|on|off)$/.test(value)) return 'on';
  return value;
}

/** What is wrong with the value of a setting; undefined if nothing is, or if it holds variables. */
export function valueProblem({ form, choices, name }: Setting, value: string): string | undefined {
  if (value.includes('{{')) return undefined;
  switch (form) {
    case 'none':
      return /^(true)?$/.test(value) ? undefined : `@${name} takes no value.`;
    case 'text':
    case 'path':
      return value === '' ? `@${name} needs a value.` : undefined;
    case 'duration':
      return parseDurationMs(value) === undefined ? `@${name} needs a time such as 500ms, 10s or 2m.` : undefined;
    case 'size':
      return parseSizeBytes(value) === undefined ? `@${name} needs a size such as 65536, 64KiB or 16MiB.` : undefined;
    case 'choice':
      return choices?.includes(value) ? undefined : `@${name} is one of ${choices?.join(', ')}.`;
  }
}

/** Headers with a meaning of their own: the deadline as gRPC itself sends it. */
export function isTimeoutHeader(name: string): boolean {
  return name.toLowerCase() === 'grpc-timeout';
}

/** Headers that other tools put into request files and that gRPC sets itself. */
export function isIgnoredHeader(name: string): boolean {
  return /^(content-type|te|user-agent|content-length|host|connection|transfer-encoding)$/i.test(name);
}
