// Writes a request as a command line of grpcurl, `buf curl` or `protopipe call`.
import { addressOf } from './address.js';
import { type ExportedCommand, type ExportedRequest, type OpenText, openText, plainText } from './exported-request.js';
import { quoteParts } from './shell.js';

export type Tool = 'grpcurl' | 'buf-curl' | 'protopipe';

export function exportCommand(request: ExportedRequest, tool: Tool): ExportedCommand {
  switch (tool) {
    case 'grpcurl':
      return grpcurl(request);
    case 'buf-curl':
      return bufCurl(request);
    case 'protopipe':
      return protopipe(request);
  }
}

/** A command line under construction: an option and its value stand on one line. */
class Command {
  readonly #parts: string[];
  readonly leftOut: string[] = [];
  #input = '';

  constructor(
    words: string,
    readonly secrets: readonly string[],
  ) {
    this.#parts = [words];
  }

  flag(name: string, isWanted = true): void {
    if (isWanted) this.#parts.push(name);
  }

  option(name: string, value: string | OpenText | undefined): void {
    if (value === undefined) return;
    this.#parts.push(`${name} ${quoteParts(typeof value === 'string' ? openText(value, this.secrets) : value)}`);
  }

  operand(value: string | OpenText): void {
    this.#parts.push(quoteParts(typeof value === 'string' ? openText(value, this.secrets) : value));
  }

  /** Says what is left out if it was asked for. */
  without(what: string, isWanted: boolean): void {
    if (isWanted) this.leftOut.push(what);
  }

  /** One message as an argument; several as a here document, read with `@`. */
  messages(option: string, messages: readonly OpenText[], fromInput: string): void {
    if (messages.length === 1) this.option(option, messages[0]);
    else if (messages.length > 1) {
      this.option(option, fromInput);
      const texts = messages.map(plainText);
      const hasSecrets = messages.some((message) => message.some((part) => 'variable' in part));
      let end = 'EOF';
      while (texts.some((text) => text.split('\n').includes(end))) end = `${end}_`;
      // The shell fills in secrets only where the end is not quoted; what else it would fill in is escaped then.
      const lines = messages.map((message) =>
        message
          .map((part) =>
            'variable' in part ? `\${${part.variable}}` : hasSecrets ? part.text.replace(/[\\$`]/g, '\\$&') : part.text,
          )
          .join(''),
      );
      this.#input = ` <<${hasSecrets ? end : `'${end}'`}\n${lines.join('\n')}\n${end}`;
    }
  }

  done(): ExportedCommand {
    return { command: `${this.#parts.join(' \\\n  ')}${this.#input}`, leftOut: this.leftOut };
  }
}

function seconds(ms: number): string {
  return String(ms / 1000);
}

function grpcurl(request: ExportedRequest): ExportedCommand {
  const { settings, headers, messages, method } = request;
  const command = new Command('grpcurl', request.secrets);
  const address = addressOf(plainText(request.target), settings.tlsMode);
  command.flag('-plaintext', address.kind === 'tcp' ? !address.isSecure : settings.tlsMode !== 'tls');
  command.flag('-insecure', settings.insecure);
  command.option('-cacert', settings.ca);
  command.option('-cert', settings.cert);
  command.option('-key', settings.key);
  command.option('-servername', settings.serverName);
  command.without('PKCS#12: convert it to PEM with openssl for -cert and -key', settings.pkcs12 !== undefined);
  command.without('the passphrase of the key', settings.passphrase !== undefined);
  for (const path of settings.importPaths) command.option('-import-path', path);
  for (const path of settings.protos) command.option('-proto', path);
  for (const path of settings.descriptorSets) command.option('-protoset', path);
  const hasSources = settings.protos.length + settings.descriptorSets.length > 0;
  command.flag('-use-reflection=true', settings.reflection === 'on' && hasSources);
  command.flag('-use-reflection=false', settings.reflection === 'off' && hasSources);
  for (const { name, value } of headers) command.option('-H', [{ text: `${name}: ` }, ...value]);
  command.option('-max-time', settings.deadlineMs === undefined ? undefined : seconds(settings.deadlineMs));
  command.option(
    '-connect-timeout',
    settings.connectTimeoutMs === undefined ? undefined : seconds(settings.connectTimeoutMs),
  );
  command.option('-max-msg-sz', settings.maxMessageBytes === undefined ? undefined : String(settings.maxMessageBytes));
  command.flag('-emit-defaults', settings.emitDefaults);
  command.without('gzip', settings.gzip);
  command.without('waiting for a server that cannot be reached yet', settings.waitForReady);
  command.without('keeping the stream open', settings.keepOpen);
  command.messages('-d', messages, '@');
  if (messages.length === 0) command.option('-d', request.isClientStreaming ? '' : '{}');
  if (address.kind === 'socket') command.flag('-unix');
  command.without('the named pipe of Windows, which grpcurl cannot reach', address.kind === 'pipe');
  command.operand(
    address.kind === 'tcp'
      ? replaceHost(request.target, address.hostPort)
      : address.kind === 'socket'
        ? address.path
        : request.target,
  );
  command.operand(method);
  return command.done();
}

function bufCurl(request: ExportedRequest): ExportedCommand {
  const { settings, headers, messages, method } = request;
  const command = new Command('buf curl', request.secrets);
  const address = addressOf(plainText(request.target), settings.tlsMode);
  command.option('--protocol', 'grpc');
  const isSecure = address.kind === 'tcp' ? address.isSecure : settings.tlsMode === 'tls';
  command.flag('--http2-prior-knowledge', !isSecure);
  if (address.kind === 'socket') command.option('--unix-socket', address.path);
  command.flag('--insecure', settings.insecure);
  command.option('--cacert', settings.ca);
  command.option('--cert', settings.cert);
  command.option('--key', settings.key);
  command.option('--servername', settings.serverName);
  command.without('PKCS#12: convert it to PEM with openssl for --cert and --key', settings.pkcs12 !== undefined);
  command.without('the passphrase of the key', settings.passphrase !== undefined);
  const schemas = [...settings.importPaths, ...settings.descriptorSets];
  for (const path of schemas) command.option('--schema', csvField(openText(path, request.secrets)));
  command.without(
    'single .proto files, which buf takes by their folder',
    settings.protos.length > 0 && settings.importPaths.length === 0,
  );
  command.flag('--reflect=false', settings.reflection === 'off' && schemas.length > 0);
  command.flag('--reflect', settings.reflection === 'on');
  for (const { name, value } of headers) command.option('--header', csvField([{ text: `${name}: ` }, ...value]));
  command.without('the deadline of the call', settings.deadlineMs !== undefined);
  command.option(
    '--connect-timeout',
    settings.connectTimeoutMs === undefined ? undefined : seconds(settings.connectTimeoutMs),
  );
  command.flag('--emit-defaults', settings.emitDefaults);
  command.without('gzip', settings.gzip);
  command.without('the largest size of messages', settings.maxMessageBytes !== undefined);
  command.without('waiting for a server that cannot be reached yet', settings.waitForReady);
  command.without('keeping the stream open', settings.keepOpen);
  command.messages('--data', messages, '@-');
  if (messages.length === 0) command.option('--data', request.isClientStreaming ? '' : '{}');
  command.without('the named pipe of Windows, which buf cannot reach', address.kind === 'pipe');
  const base: OpenText =
    address.kind === 'tcp' ? replaceHost(request.target, address.hostPort) : [{ text: 'localhost' }];
  command.operand([
    { text: isSecure ? 'https://' : 'http://' },
    ...base,
    { text: '/' },
    ...openText(method, request.secrets),
  ]);
  return command.done();
}

function protopipe(request: ExportedRequest): ExportedCommand {
  const { settings, headers, messages, method } = request;
  const command = new Command('protopipe call', request.secrets);
  command.flag('--plaintext', settings.tlsMode === 'plaintext');
  command.flag('--tls', settings.tlsMode === 'tls');
  command.flag('--insecure', settings.insecure);
  command.option('--cacert', settings.ca);
  command.option('--cert', settings.cert);
  command.option('--key', settings.key);
  command.option('--pkcs12', settings.pkcs12);
  command.option('--server-name', settings.serverName);
  command.without(
    'the passphrase of the key: put it into a file for --passphrase-file',
    settings.passphrase !== undefined,
  );
  for (const path of settings.importPaths) command.option('--proto-path', path);
  command.without(
    'single .proto files: --proto-path takes their folder',
    settings.protos.length > 0 && settings.importPaths.length === 0,
  );
  for (const path of settings.descriptorSets) command.option('--descriptor-set', path);
  command.option('--reflection', settings.reflection === 'auto' ? undefined : settings.reflection);
  for (const { name, value } of headers) command.option('-H', [{ text: `${name}: ` }, ...value]);
  command.option('--deadline', settings.deadlineMs === undefined ? undefined : `${settings.deadlineMs}ms`);
  command.option(
    '--connect-timeout',
    settings.connectTimeoutMs === undefined ? undefined : `${settings.connectTimeoutMs}ms`,
  );
  command.option(
    '--max-message-size',
    settings.maxMessageBytes === undefined ? undefined : String(settings.maxMessageBytes),
  );
  command.flag('--gzip', settings.gzip);
  command.flag('--wait-for-ready', settings.waitForReady);
  command.flag('--emit-defaults', settings.emitDefaults);
  command.without('keeping the stream open', settings.keepOpen);
  command.messages('-d', messages, '-');
  if (messages.length === 0) command.option('-d', request.isClientStreaming ? '' : '{}');
  command.operand(request.target);
  command.operand(method);
  return command.done();
}

/** What buf may be given several times it reads as a line of CSV. A secret may hold a comma, but no quote. */
function csvField(value: OpenText): OpenText {
  if (value.every((part) => 'text' in part && !/[",\r\n]/.test(part.text))) return value;
  const inner = value.map((part) => ('text' in part ? { text: part.text.replaceAll('"', '""') } : part));
  return [{ text: '"' }, ...inner, { text: '"' }];
}

/** The target with its scheme taken off; secrets in it stay what they are. */
function replaceHost(target: OpenText, hostPort: string): OpenText {
  return target.some((part) => 'variable' in part) ? target : [{ text: hostPort }];
}
