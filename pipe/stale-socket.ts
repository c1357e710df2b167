// Clears a socket file that a killed listener left behind, and never one that somebody listens on.
import fs from 'node:fs';
import net from 'node:net';
import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error.js';

/**
 * Removes the socket file at `path` when nobody listens on it. Does nothing when there is no file. Rejects with
 * ALREADY_EXISTS when somebody listens or the file is no socket.
 */
export async function removeDeadSocket(path: string): Promise<void> {
  const found = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw new RpcError(status.ALREADY_EXISTS, `${path} exists and is no socket`);
  if (!(await isDeadSocket(path))) throw new RpcError(status.ALREADY_EXISTS, `${path} is in use`);
  // Another process may have replaced the file while it was probed; that file is alive.
  if (fs.lstatSync(path, { throwIfNoEntry: false })?.ino === found.ino) fs.unlinkSync(path);
}

/** Whether connecting is refused. Everything else (also a full queue) is taken for a sign of life. */
export function isDeadSocket(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
