// Reads every spelling of a pipe that a person may type, and decides which endpoint it means on this system.
import path from 'node:path';
import { status } from '@grpc/grpc-js';
import { type PipeEndpoint, pathTooLong } from './endpoint.js';
import { RpcError } from './rpc-error.js';

/** The system that a spelling is read for; by default the one this process runs on. */
export interface AddressContext {
  readonly platform?: NodeJS.Platform;
  /** For `TMPDIR`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What a relative socket path starts from. */
  readonly cwd?: string;
}

/**
 * The endpoint that `text` means, or undefined when it is no spelling of a pipe (a host and port, say):
 *
 * - `pipe:NAME`, `npipe:NAME`: what .NET means by that pipe name: `\\.\pipe\NAME` on Windows, elsewhere the socket
 *   `${TMPDIR:-/tmp}/CoreFxPipe_NAME`, or NAME itself when it is an absolute path;
 * - `\\.\pipe\NAME`, `\\?\pipe\NAME`, `//./pipe/NAME`, each also after `pipe:`, `npipe:`, `npipe://` or `unix:`:
 *   that pipe, on Windows only;
 * - `unix:PATH`, `unix:///PATH`: that socket, not on Windows. Nothing is percent-decoded, as in gRPC.
 *
 * Throws an RpcError (INVALID_ARGUMENT) with the reason for `unix-abstract:`, for a spelling of another system, and for
 * a name that is empty, too long or could lead out of the place where pipes are.
 */
export function parsePipeAddress(text: string, context: AddressContext = {}): PipeEndpoint | undefined {
  const { platform = process.platform, env = process.env, cwd } = context;
  const onWindows = platform === 'win32';
  const found = /^(pipe|npipe|unix|unix-abstract):(.*)$/is.exec(text);
  const scheme = found?.[1]?.toLowerCase();
  const rest = found?.[2] ?? text;
  const refuse = (reason: string): never => {
    throw new RpcError(status.INVALID_ARGUMENT, `${JSON.stringify(text)}: ${reason}`);
  };

  const windowsName = nameInWindowsPath(rest);
  if (!scheme && windowsName === undefined) {
    if (/^[\\/]{2}[^\\/]+[\\/]pipe[\\/]/i.test(text)) refuse('pipes of other machines cannot be reached');
    return undefined;
  }
  if (scheme === 'unix-abstract') {
    refuse('abstract sockets have no owner and no permissions, so every user of the machine could answer or call');
  }
  if (text.includes('\0')) refuse('a name cannot hold a NUL');
  if (windowsName !== undefined && !onWindows) {
    refuse('this is the path of a Windows pipe; write pipe:NAME for the pipe that .NET knows by that name');
  }
  if (scheme === 'unix' && windowsName === undefined && onWindows) {
    refuse('Node.js cannot open Unix sockets on Windows; write pipe:NAME or \\\\.\\pipe\\NAME');
  }

  const endpoint: PipeEndpoint = onWindows
    ? { kind: 'windows-pipe', path: `\\\\.\\pipe\\${windowsPipeName(windowsName ?? rest, refuse)}` }
    : { kind: 'unix-socket', path: scheme === 'unix' ? socketPath(rest, cwd, refuse) : dotnetPath(rest, env, refuse) };
  return pathTooLong(endpoint, platform) ? refuse(pathTooLong(endpoint, platform) ?? '') : endpoint;
}

/** The spelling that `parsePipeAddress` reads back as the same endpoint. */
export function formatPipeAddress(endpoint: PipeEndpoint): string {
  return endpoint.kind === 'windows-pipe' ? endpoint.path : `unix://${endpoint.path}`;
}

type Refuse = (reason: string) => never;

/** NAME of `\\.\pipe\NAME` in any of its spellings, with slashes either way and an URL's two more in front. */
function nameInWindowsPath(text: string): string | undefined {
  return /^(?:\/\/)?[\\/]{2}[.?][\\/]pipe[\\/](.*)$/is.exec(text)?.[1];
}

function windowsPipeName(name: string, refuse: Refuse): string {
  const parts = name.replaceAll('/', '\\').split('\\');
  // Windows resolves these before it opens the path, which then is no pipe.
  if (parts.includes('..') || parts.includes('.')) refuse('a pipe name cannot hold . or .. as a part');
  if (parts.includes('')) refuse(name === '' ? 'the name is empty' : 'a pipe name cannot hold an empty part');
  if (name.toLowerCase() === 'anonymous') refuse('the name "anonymous" is reserved');
  return parts.join('\\');
}

/** As System.IO.Pipes does it on Unix. */
function dotnetPath(name: string, env: AddressContext['env'], refuse: Refuse): string {
  if (name === '') refuse('the name is empty');
  if (name.toLowerCase() === 'anonymous') refuse('the name "anonymous" is reserved');
  if (name.startsWith('/')) {
    if (isDirectory(name)) refuse('this is the path of a directory');
    return name;
  }
  if (name.includes('/')) refuse('a pipe name cannot hold a slash unless it is an absolute path');
  const directory = env?.TMPDIR || '/tmp';
  return `${directory}${directory.endsWith('/') ? '' : '/'}CoreFxPipe_${name}`;
}

/** As gRPC's naming document: `unix:path` or `unix:///absolute_path`. */
function socketPath(rest: string, cwd: string | undefined, refuse: Refuse): string {
  const authority = /^\/\/([^/]*)/.exec(rest)?.[1];
  if (authority) refuse(`unix:// takes no host; write unix:///${rest.slice(2)} or unix:${rest.slice(2)}`);
  const file = authority === undefined ? rest : rest.slice(2);
  if (isDirectory(file)) refuse('the path of a socket file is missing');
  // An absolute path stays as it is: `..` after a symbolic link is the system's to resolve.
  return file.startsWith('/') ? file : path.posix.join(cwd ?? process.cwd(), file);
}

function isDirectory(file: string): boolean {
  return /(^|\/)\.{0,2}$/.test(file);
}
