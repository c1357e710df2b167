// Makes a request of a command line of grpcurl, `buf curl` or `protopipe call`.

import { severityOf } from '../../diagnostics/codes.js';
import { formatJson } from '../format/format-json.js';
import { parseJson } from '../syntax/parse-json.js';
import { Source } from '../syntax/source.js';
import { parseCommandLine } from './command-line.js';
import type { CommandLine } from './command-reader.js';

export interface ImportedRequest {
  /** Of one request, with its separator line. */
  readonly text: string;
  readonly leftOut: readonly string[];
}

/** What one option does. `value` is '' for a flag. */
type Effect = (draft: RequestDraft, value: string) => void;

interface Option {
  readonly takesValue: boolean;
  readonly effect: Effect;
}

/** Collects what a command line says. */
class RequestDraft {
  readonly settings: string[] = [];
  readonly headers: string[] = [];
  readonly leftOut: string[] = [];
  data: string | undefined;
  isPlaintext: boolean | undefined;
  isUnix = false;
  socket: string | undefined;
  protocol: string | undefined;
  /** Whether `${NAME}` in a header is a variable, which grpcurl itself fills in. */
  expandsHeaders = false;

  set(setting: string, value = ''): void {
    this.settings.push(`# @${setting}${value === '' ? '' : ` ${value}`}`);
  }
}

const flag = (effect: (draft: RequestDraft, isOn: boolean) => void): Option => ({
  takesValue: false,
  effect: (draft, value) => effect(draft, value !== 'false'),
});
const value = (effect: Effect): Option => ({ takesValue: true, effect });
const setting = (name: string): Option => value((draft, text) => draft.set(name, text));
const seconds = (name: string): Option => value((draft, text) => draft.set(name, `${text}s`));
const flagSetting = (name: string): Option => flag((draft, isOn) => isOn && draft.set(name));
const header: Option = value((draft, text) => {
  const colon = text.indexOf(':');
  if (text.startsWith('@')) draft.leftOut.push(`headers out of the file ${text.slice(1)}`);
  else if (colon < 0) draft.leftOut.push(`the header ${text}, which has no value`);
  else draft.headers.push(`${text.slice(0, colon).trim()}: ${text.slice(colon + 1).trim()}`);
});
/** Headers of server reflection are those of the call here. */
const reflectHeader: Option = value((draft, text) => {
  const [name] = text.split(':');
  if (text === '*') return;
  draft.leftOut.push(`the header ${name.trim()} of server reflection alone: reflection gets the headers of the call`);
});
/** buf reads what may be given several times as a line of CSV. */
const csv = ({ effect }: Option): Option =>
  value((draft, text) => {
    for (const [, quoted, bare] of text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
      effect(draft, quoted?.replaceAll('""', '"') ?? bare);
    }
  });
const data: Option = value((draft, text) => {
  draft.data = text;
});
const ignored = (takesValue: boolean): Option => ({ takesValue, effect: () => {} });
const withoutMeaning = (name: string, takesValue: boolean): Option => ({
  takesValue,
  effect: (draft, text) => draft.leftOut.push(takesValue ? `${name} ${text}` : name),
});
const reflection: Option = flag((draft, isOn) => draft.set('reflection', isOn ? 'auto' : 'off'));

const grpcurlOptions: Readonly<Record<string, Option>> = {
  d: data,
  H: header,
  'rpc-header': header,
  'reflect-header': reflectHeader,
  plaintext: flag((draft, isOn) => {
    draft.isPlaintext = isOn;
  }),
  insecure: flagSetting('insecure'),
  cacert: setting('ca'),
  cert: setting('cert'),
  key: setting('key'),
  authority: setting('server-name'),
  servername: setting('server-name'),
  'import-path': setting('import-path'),
  proto: setting('proto'),
  protoset: setting('descriptor-set'),
  'max-time': seconds('deadline'),
  'connect-timeout': seconds('connect-timeout'),
  'keepalive-time': withoutMeaning('-keepalive-time', true),
  'max-msg-sz': setting('max-message-size'),
  unix: flag((draft, isOn) => {
    draft.isUnix = isOn;
  }),
  'emit-defaults': flagSetting('emit-defaults'),
  'use-reflection': reflection,
  'expand-headers': flag((draft, isOn) => {
    draft.expandsHeaders = isOn;
  }),
  'allow-unknown-fields': withoutMeaning('-allow-unknown-fields', false),
  'user-agent': withoutMeaning('-user-agent', true),
  format: value((draft, text) => {
    if (text !== 'json') draft.leftOut.push(`-format ${text}: messages are JSON here`);
  }),
  'format-error': ignored(false),
  'msg-template': ignored(false),
  v: ignored(false),
  vv: ignored(false),
  alts: withoutMeaning('-alts', false),
  'protoset-out': withoutMeaning('-protoset-out', true),
  'proto-out-dir': withoutMeaning('-proto-out-dir', true),
};

const schema: Option = value((draft, text) => {
  // Modules of a registry have a host with a dot and no way out of the folder.
  if (/^\w[\w-]*(?:\.[\w-]+)+\/[\w-]+\/[\w-]+(?::\S+)?$/.test(text)) {
    draft.leftOut.push(`the module ${text}: the server is asked for its schema, or @import-path names a folder`);
  } else draft.set(/\.(binpb|bin|pb|protoset)(\.gz)?$/.test(text) ? 'descriptor-set' : 'import-path', text);
});

const bufOptions: Readonly<Record<string, Option>> = {
  d: data,
  data,
  H: csv(header),
  header: csv(header),
  'reflect-header': csv(reflectHeader),
  'reflect-protocol': ignored(true),
  reflect: reflection,
  schema: csv(schema),
  protocol: value((draft, text) => {
    draft.protocol = text;
  }),
  'unix-socket': value((draft, text) => {
    draft.socket = text;
  }),
  'http2-prior-knowledge': ignored(false),
  http3: withoutMeaning('--http3', false),
  insecure: flagSetting('insecure'),
  k: flagSetting('insecure'),
  cacert: setting('ca'),
  cert: setting('cert'),
  E: setting('cert'),
  key: setting('key'),
  servername: setting('server-name'),
  'connect-timeout': seconds('connect-timeout'),
  'emit-defaults': flagSetting('emit-defaults'),
  'keepalive-time': withoutMeaning('--keepalive-time', true),
  'no-keepalive': withoutMeaning('--no-keepalive', false),
  user: withoutMeaning('--user', true),
  u: withoutMeaning('--user', true),
  netrc: withoutMeaning('--netrc', false),
  n: withoutMeaning('--netrc', false),
  'netrc-file': withoutMeaning('--netrc-file', true),
  'user-agent': withoutMeaning('--user-agent', true),
  A: withoutMeaning('--user-agent', true),
  output: ignored(true),
  o: ignored(true),
  verbose: ignored(false),
  v: ignored(false),
  debug: ignored(false),
  'log-format': ignored(true),
  timeout: ignored(true),
};

const protopipeOptions: Readonly<Record<string, Option>> = {
  d: data,
  data,
  H: header,
  header,
  I: setting('import-path'),
  'proto-path': setting('import-path'),
  'descriptor-set': setting('descriptor-set'),
  reflection: setting('reflection'),
  deadline: setting('deadline'),
  'connect-timeout': setting('connect-timeout'),
  tls: flagSetting('tls'),
  plaintext: flagSetting('plaintext'),
  cacert: setting('ca'),
  cert: setting('cert'),
  key: setting('key'),
  pkcs12: setting('pkcs12'),
  'passphrase-file': withoutMeaning('--passphrase-file: write # @passphrase {{$secret NAME}}, not', true),
  'server-name': setting('server-name'),
  insecure: flagSetting('insecure'),
  'max-message-size': setting('max-message-size'),
  gzip: flagSetting('gzip'),
  'wait-for-ready': flagSetting('wait-for-ready'),
  'emit-defaults': flagSetting('emit-defaults'),
  verbose: ignored(false),
  v: ignored(false),
};

/** A text for a command line that is understood, or the reason why it is not. */
export function importCommand(command: string): ImportedRequest | { readonly refused: string } {
  const { words, notUnderstood, ...input } = parseCommandLine(command);
  const draft = new RequestDraft();
  for (const part of notUnderstood) draft.leftOut.push(`${part}, which only a shell can run`);
  // What runs it may stand before it: `npx buf`, `sudo grpcurl`, `TOKEN=x grpcurl`, `docker run … fullstorydev/grpcurl`.
  const tool = words.findIndex((word) => Object.hasOwn(tools, toolName(word)));
  const { subcommand, read } = tools[toolName(words[tool] ?? '')] ?? {};
  const at = subcommand === undefined ? tool : words.indexOf(subcommand, tool);
  if (!read || at < 0) return { refused: 'The text is no command line of grpcurl, "buf curl" or "protopipe call".' };
  return read(draft, words.slice(at + 1), input);
}

type Reader = (
  draft: RequestDraft,
  words: readonly string[],
  input: CommandInput,
) => ImportedRequest | { readonly refused: string };

/** What the command reads from its standard input. */
type CommandInput = Pick<CommandLine, 'input' | 'inputFile'>;

const tools: Readonly<Record<string, { readonly subcommand?: string; readonly read: Reader }>> = {
  grpcurl: { read: fromGrpcurl },
  buf: { subcommand: 'curl', read: fromBufCurl },
  protopipe: { subcommand: 'call', read: fromProtopipe },
};

/** The tool's name without folder, ending and version. */
function toolName(word: string): string {
  return (word.split(/[\\/]/).pop() ?? '').replace(/(?:[@:][\w.-]+|\.(?:exe|cmd))$/i, '').toLowerCase();
}

/** Puts options to work and gives the operands. Single and double dashes mean the same, as in Go's flags. */
function readOptions(
  draft: RequestDraft,
  words: readonly string[],
  options: Readonly<Record<string, Option>>,
): string[] | { refused: string } {
  const operands: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const match = /^(--?)([A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(words[i]);
    if (words[i] === '--') {
      operands.push(...words.slice(i + 1));
      break;
    }
    // `-H'name: value'`: the value right behind the letter.
    const attached = match ? undefined : /^-([A-Za-z])([\s\S]+)$/.exec(words[i]);
    if (attached && Object.hasOwn(options, attached[1]) && options[attached[1]].takesValue) {
      options[attached[1]].effect(draft, attached[2]);
      continue;
    }
    if (!match) {
      operands.push(words[i]);
      continue;
    }
    let [, dashes, name, given] = match as unknown as [string, string, string, string | undefined];
    let option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option && dashes === '-' && name.length > 1 && Object.hasOwn(options, name[0])) {
      // `-d'{}'` and `-H'a: b'`, as buf's flags may be written.
      option = options[name[0]];
      given = words[i].slice(2);
      name = name[0];
    }
    if (!option) {
      draft.leftOut.push(words[i]);
      continue;
    }
    if (option.takesValue && given === undefined) {
      if (i + 1 >= words.length) return { refused: `The value of ${words[i]} is missing.` };
      given = words[++i];
    }
    option.effect(draft, given ?? '');
  }
  return operands;
}

function fromGrpcurl(...[draft, words, input]: Parameters<Reader>): ReturnType<Reader> {
  const operands = readOptions(draft, words, grpcurlOptions);
  if ('refused' in operands) return operands;
  const [address, symbol] = operands;
  if (address === undefined) return { refused: 'The command line of grpcurl names no address.' };
  if (address === 'list' || address === 'describe' || symbol === 'list' || symbol === 'describe') {
    return {
      refused: `"grpcurl ${symbol ?? address}" calls nothing: list and describe a target with commands of their own.`,
    };
  }
  if (symbol === undefined) return { refused: 'The command line of grpcurl names no method.' };
  const isSocket = draft.isUnix || /^unix:/.test(address);
  let target = isSocket ? `unix:${address.replace(/^unix:(\/\/(?=\/))?/, '')}` : address;
  // grpcurl means TLS unless it is told otherwise; without a scheme this machine would be plaintext here.
  if (!isSocket) {
    if (draft.isPlaintext) target = isLoopback(target) ? target : `http://${target}`;
    else target = isLoopback(target) ? `https://${target}` : target;
  } else if (!draft.isPlaintext) draft.set('tls');
  // A name behind `@` is part of the message there.
  return requestText(draft, target, symbol, draft.data === '@' ? fromInput(input) : { text: draft.data });
}

function fromBufCurl(...[draft, words, input]: Parameters<Reader>): ReturnType<Reader> {
  const operands = readOptions(draft, words, bufOptions);
  if ('refused' in operands) return operands;
  const [url] = operands;
  if (url === undefined) return { refused: 'The command line of buf curl names no URL.' };
  const match = /^(.*?)\/([\w.]+)\/(\w+)\/?$/.exec(url);
  if (!match) return { refused: `${url} names no method: it ends in /package.Service/Method.` };
  if (draft.protocol !== 'grpc') {
    draft.leftOut.push(`the protocol ${draft.protocol ?? 'connect'}: the call is made with gRPC`);
  }
  let target = match[1];
  const isSecure = /^https:/.test(target);
  if (draft.socket !== undefined) {
    target = `unix:${draft.socket}`;
    if (isSecure) draft.set('tls');
  } else if (isSecure !== isLoopback(target.replace(/^https?:\/\//, '')) && /:\d+$/.test(target)) {
    // What is meant without the scheme is the same.
    target = target.replace(/^https?:\/\//, '');
  }
  return requestText(draft, target, `${match[2]}/${match[3]}`, dataOf(draft.data, input, ['@-']));
}

function fromProtopipe(...[draft, words, input]: Parameters<Reader>): ReturnType<Reader> {
  const operands = readOptions(draft, words, protopipeOptions);
  if ('refused' in operands) return operands;
  const [target, method] = operands;
  if (target === undefined || method === undefined) return { refused: 'protopipe call takes a target and a method.' };
  return requestText(draft, target, method, dataOf(draft.data, input, ['-', '@-']));
}

/** The text of the messages, or the file that holds them. */
type Data = { readonly text: string | undefined } | { readonly file: string };

function dataOf(given: string | undefined, input: CommandInput, namesOfInput: readonly string[]): Data {
  if (given !== undefined && namesOfInput.includes(given)) return fromInput(input);
  return given?.startsWith('@') ? { file: given.slice(1) } : { text: given };
}

function fromInput({ input, inputFile }: CommandInput): Data {
  return inputFile === undefined ? { text: input } : { file: inputFile };
}

function requestText(draft: RequestDraft, target: string, method: string, data: Data): ReturnType<Reader> {
  const name = method.replace(/^\//, '');
  const slash = name.includes('/') ? name.lastIndexOf('/') : name.lastIndexOf('.');
  const service = name.slice(0, Math.max(0, slash));
  const simple = name.slice(slash + 1);
  if (!/^[\w.{}]+$/.test(service) || !/^[\w{}]+$/.test(simple))
    return { refused: `${method} is no method: write package.Service/Method.` };
  const expanded = (line: string) => (draft.expandsHeaders ? line.replace(/\$\{(\w+)\}/g, '{{$1}}') : line);
  const lines = [
    `### ${simple}`,
    ...draft.settings,
    `GRPC ${target}/${service}/${simple}`,
    ...draft.headers.map(expanded),
  ];
  const body = 'text' in data ? (data.text ?? '') : '';
  if ('file' in data) lines.push('', `< ${data.file}`);
  else if (body.trim() !== '') {
    const source = new Source(new TextEncoder().encode(body));
    const { values, problems } = parseJson(source, 0, source.raw.length);
    // Values one after the other are what these tools take for a stream.
    const wrong = problems.find(
      ({ code, message }) => severityOf(code) === 'error' && !message.startsWith('A message ends'),
    );
    if (wrong) lines.push('', body.trim());
    else lines.push('', values.map(({ start, end }) => formatJson(source, start, end, '  ')).join('\n===\n'));
  }
  return { text: `${lines.join('\n')}\n`, leftOut: draft.leftOut };
}

function isLoopback(hostPort: string): boolean {
  return /^(localhost|[^:]*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|$)/i.test(hostPort);
}
