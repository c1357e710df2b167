// What a saved target says about the way to it, as lines of a request file. Knows neither files nor secrets: it names
// them.
import type { SavedTarget } from '../config/targets.js';

/** The request with the target's settings above its GRPC line and its headers below; paths as the target has them. */
export function withTargetLines(request: string, target: SavedTarget): string {
  const lines = request.split('\n');
  const at = lines.findIndex((line) => line.startsWith('GRPC '));
  if (at < 0) return request;
  lines.splice(at + 1, 0, ...Object.entries(target.headers ?? {}).map(([name, value]) => `${name}: ${value}`));
  lines.splice(at, 0, ...settingLines(target));
  return lines.join('\n');
}

function settingLines(target: SavedTarget): string[] {
  const { tls, caFile, certificateFile, keyFile, pkcs12File, passphraseSecret, serverName, skipVerification } = target;
  const line = (name: string, value: string | undefined) => (value ? [`# @${name} ${value}`] : []);
  return [
    ...(tls === undefined ? [] : [tls ? '# @tls' : '# @plaintext']),
    ...line('ca', caFile),
    ...line('cert', certificateFile),
    ...line('key', keyFile),
    ...line('pkcs12', pkcs12File),
    ...line('passphrase', passphraseSecret && `{{$secret ${passphraseSecret}}}`),
    ...line('server-name', serverName),
    ...(skipVerification ? ['# @insecure'] : []),
  ];
}
