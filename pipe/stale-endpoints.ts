// Clears the socket directories that are left when parent and child were both killed, so that neither could do it.
import fs from 'node:fs/promises';
import path from 'node:path';
import { privateDirectoryOwner, privateDirectoryParents, privateSocketName } from './endpoint.js';
import { isDeadSocket } from './stale-socket.js';

/** A directory this young is left alone: its owner may be one that cannot be seen from here, as in a container. */
const youngMs = 60_000;
/** Directories that one run removes at most. */
const maxDirectories = 32;

/**
 * Removes the directories that `createPrivateEndpoint` made for this user, when the process that made one is gone and
 * nobody listens on its socket. Any number of processes may do this at once: a name is never used again, so what one
 * of them finds dead stays dead. Never rejects; what cannot be removed is left for another time.
 */
export async function removeStaleEndpoints(): Promise<void> {
  if (process.platform === 'win32') return;
  let found = 0;
  for (const parent of privateDirectoryParents()) {
    for (const name of await fs.readdir(parent).catch(() => [])) {
      const owner = privateDirectoryOwner(name);
      if (owner === undefined || isRunning(owner)) continue;
      const directory = path.join(parent, name);
      if (!(await isOursAndOld(directory).catch(() => false))) continue;
      await removeIfDead(directory).catch(() => {});
      if (++found === maxDirectories) return;
    }
  }
}

async function isOursAndOld(directory: string): Promise<boolean> {
  const found = await fs.lstat(directory);
  return found.isDirectory() && found.uid === process.getuid?.() && Date.now() - found.mtimeMs >= youngMs;
}

async function removeIfDead(directory: string): Promise<void> {
  const socket = path.join(directory, privateSocketName);
  const file = await fs.lstat(socket).catch(() => undefined);
  if (file?.isSocket()) {
    if (!(await isDeadSocket(socket))) return;
    await fs.unlink(socket);
  }
  // Fails when anything else is in it.
  await fs.rmdir(directory);
}

/** Whether there is a process with that number, be it another one by now. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
