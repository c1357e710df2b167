// Where the spool files of this process are, and the removal of those that earlier ones left behind.
import fs from 'node:fs/promises';
import path from 'node:path';

/** The folder for the files of this process below `storage`. */
export function spoolFolder(storage: string): string {
  return path.join(storage, 'spool', String(process.pid));
}

/** Removes the folders of processes that have ended. */
export async function removeLeftovers(storage: string): Promise<void> {
  const parent = path.join(storage, 'spool');
  const names = await fs.readdir(parent).catch(() => []);
  for (const name of names) {
    if (!isRunning(Number(name))) await fs.rm(path.join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  // Our own folder of an earlier life with the same number is removed too: nothing is in it yet.
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
