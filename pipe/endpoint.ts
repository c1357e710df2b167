// Where a pipe is: a Windows named pipe or a Unix socket, its length limits, and a fresh private one.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error.js';

/** A place to listen on or to connect to. `path` is what `net.connect({ path })` takes. */
export interface PipeEndpoint {
  readonly kind: 'windows-pipe' | 'unix-socket';
  /** `\\.\pipe\NAME`, or an absolute path of a socket file. */
  readonly path: string;
}

/** A random endpoint that only this user can reach, and what removes its traces. */
export interface PrivateEndpoint {
  readonly endpoint: PipeEndpoint;
  /** Removes the socket file and its directory. Call it when nobody listens any more; it may be called twice. */
  remove(): void;
}

const windowsPipePrefix = '\\\\.\\pipe\\';

/**
 * A message when the endpoint's path is longer than the system allows, else undefined. Longer socket paths are cut
 * silently by Node 18 and 20, so two names could mean one socket.
 */
export function pathTooLong(endpoint: PipeEndpoint, platform: NodeJS.Platform = process.platform): string | undefined {
  if (endpoint.kind === 'windows-pipe') {
    const limit = 256;
    if (endpoint.path.length <= limit) return undefined;
    return `the pipe's path has ${endpoint.path.length} characters, Windows allows ${limit}: ${endpoint.path}`;
  }
  // sun_path holds 108 bytes on Linux and 104 elsewhere, one of them for the closing NUL.
  const limit = platform === 'linux' || platform === 'android' ? 107 : 103;
  const length = Buffer.byteLength(endpoint.path);
  if (length <= limit) return undefined;
  return `the socket's path has ${length} bytes, this system allows ${limit}: ${endpoint.path}`;
}

/** The target that grpc-js takes for the endpoint. It knows Windows pipes by this one spelling only. */
export function grpcTarget({ kind, path }: PipeEndpoint): string {
  return kind === 'windows-pipe' ? `unix:${path}` : `unix://${path}`;
}

/** Name of the socket in its private directory. */
export const privateSocketName = 's';

/** The directories that may hold private ones, in order of preference. */
export function privateDirectoryParents(): string[] {
  const parents = [process.env.XDG_RUNTIME_DIR, os.tmpdir(), '/tmp'];
  return [...new Set(parents.filter((parent) => parent !== undefined && path.isAbsolute(parent)))] as string[];
}

/** The number of the process that made a private directory, by the directory's name; undefined for other names. */
export function privateDirectoryOwner(name: string): number | undefined {
  const pid = /^protopipe-(\d+)-[0-9a-f]{32}$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/**
 * Chooses an endpoint with 128 random bits in its name: `\\.\pipe\protopipe-<pid>-<hex>`, or a socket in a fresh
 * directory of that name and mode 0700 under XDG_RUNTIME_DIR, the temporary directory or /tmp, the first that is
 * writable and short enough. Throws an RpcError when none is.
 */
export function createPrivateEndpoint(): PrivateEndpoint {
  const name = `protopipe-${process.pid}-${randomBytes(16).toString('hex')}`;
  if (process.platform === 'win32') {
    return { endpoint: { kind: 'windows-pipe', path: windowsPipePrefix + name }, remove: () => {} };
  }
  const failures: string[] = [];
  for (const parent of privateDirectoryParents()) {
    const directory = path.join(parent, name);
    const endpoint: PipeEndpoint = { kind: 'unix-socket', path: path.join(directory, privateSocketName) };
    const problem = pathTooLong(endpoint);
    if (problem) {
      failures.push(problem);
      continue;
    }
    try {
      fs.mkdirSync(directory, { mode: 0o700 });
    } catch (error) {
      failures.push(String(error));
      continue;
    }
    return { endpoint, remove: () => fs.rmSync(directory, { recursive: true, force: true }) };
  }
  throw new RpcError(status.UNAVAILABLE, `no directory can hold the socket: ${failures.join('; ')}`);
}
