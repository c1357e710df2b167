// The one table of settings that a request can have as `# @name value`. A new setting is an entry here and its effect in
// read-settings.ts.

export type SettingForm = 'none' | 'text' | 'duration' | 'size' | 'path' | 'choice';

export interface Setting {
  readonly name: string;
  /** Names that JetBrains' HTTP Client, httpYac and others have for it. */
  readonly aliases: readonly string[];
  readonly form: SettingForm;
  /** For `choice`. */
  readonly choices?: readonly string[];
  /** Whether it may be there several times. */
  readonly repeats?: boolean;
  /** One sentence for people. */
  readonly help: string;
}

const setting = (name: string, form: SettingForm, help: string, more: Partial<Setting> = {}): Setting => ({
  name,
  aliases: [],
  form,
  help,
  ...more,
});

export const settings: readonly Setting[] = [
  setting('name', 'text', 'The name of the request.', { aliases: ['title'] }),
  setting('deadline', 'duration', 'Time for the whole call: `500ms`, `10s`, `2m`; a bare number counts seconds.', {
    aliases: ['timeout'],
  }),
  setting('connect-timeout', 'duration', 'Time for connecting: `500ms`, `10s`; a bare number counts seconds.', {
    aliases: ['connection-timeout'],
  }),
  setting('import-path', 'path', 'A folder in which imports of `@proto` files are looked up, relative to this file.', {
    aliases: ['grpc-import-path'],
    repeats: true,
  }),
  setting('proto', 'path', 'A .proto file that declares the service, for services that the workspace does not hold.', {
    aliases: ['grpc-proto'],
    repeats: true,
  }),
  setting('descriptor-set', 'path', 'A serialised FileDescriptorSet (.binpb, protoset) that declares the service.', {
    aliases: ['protoset', 'grpc-protoset'],
    repeats: true,
  }),
  setting(
    'reflection',
    'choice',
    'Whether the server is asked for its schema: for what is not declared locally, always, never.',
    {
      choices: ['auto', 'on', 'off'],
      aliases: ['grpc-reflection', 'grpcReflection'],
    },
  ),
  setting('plaintext', 'none', 'Connect without TLS.', { aliases: ['grpc-plaintext'] }),
  setting('tls', 'none', 'Connect with TLS.', { aliases: ['grpc-tls'] }),
  setting('ca', 'path', 'Certificate authorities in PEM that are trusted in the place of the system’s.', {
    aliases: ['cacert'],
  }),
  setting('cert', 'path', 'The client’s certificate chain in PEM.'),
  setting('key', 'path', 'The client’s private key in PEM.'),
  setting('pkcs12', 'path', 'The client’s certificate and key as PKCS#12 (.p12, .pfx).', { aliases: ['pfx'] }),
  setting('passphrase', 'text', 'Opens the key: `{{$secret NAME}}`.'),
  setting('server-name', 'text', 'The name that the server’s certificate must be for, and the :authority of calls.', {
    aliases: ['servername', 'authority'],
  }),
  setting('insecure', 'none', 'Accept any certificate: nobody can say then who answers.', {
    aliases: ['skip-verification', 'no-verify', 'noRejectUnauthorized', 'no-reject-unauthorized'],
  }),
  setting('gzip', 'none', 'Compress the messages that are sent.'),
  setting('max-message-size', 'size', 'Largest message that is accepted: bytes, or `64KiB`, `16MiB`.'),
  setting('wait-for-ready', 'none', 'Wait for a server that cannot be reached yet, as long as the deadline allows.'),
  setting('emit-defaults', 'none', 'Show fields of answers that hold their default.'),
  setting('keep-open', 'none', 'Send the messages and keep the stream open to go on by hand.', {
    aliases: ['keepStreaming', 'keep-streaming'],
  }),
];

/** Settings of the other tools that have no meaning for calls of gRPC, or none here. */
const foreign: ReadonlySet<string> = new Set([
  'no-log',
  'no-redirect',
  'no-cookie-jar',
  'no-auto-encoding',
  'use-os-credentials',
  'description',
  'tag',
  'note',
  'sleep',
  'loop',
  'ref',
  'forceref',
  'import',
  'disabled',
  'lang',
  'grpc-v',
  'noresponseview',
  'nostreaminglog',
  'openwith',
  'save',
  'verbose',
  'debug',
  'response-ref',
]);

const byName = new Map(
  settings.flatMap((each) => [each.name, ...each.aliases].map((name) => [name.toLowerCase(), each])),
);

export function settingNamed(name: string): Setting | undefined {
  return byName.get(name.toLowerCase());
}

/** Whether another tool knows a setting of the name. */
export function isForeignSetting(name: string): boolean {
  return foreign.has(name.toLowerCase());
}
