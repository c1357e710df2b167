// The folder of downloaded hosts (code-server and its Node), shared by every clone of one user.
// Entries are named after what they hold and never change: made beside their final place, then renamed into it.
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** The cache folder: PROTOPIPE_DEV_CACHE, or protopipe-dev in the user's cache folder. */
export function cacheFolder() {
  if (process.env.PROTOPIPE_DEV_CACHE) return path.resolve(process.env.PROTOPIPE_DEV_CACHE);
  const home = os.homedir();
  const base =
    process.env.XDG_CACHE_HOME ||
    { win32: process.env.LOCALAPPDATA, darwin: path.join(home, 'Library/Caches') }[process.platform] ||
    path.join(home, '.cache');
  return path.join(base, 'protopipe-dev');
}

/**
 * The path of the cache entry `name`; `make(folder)` fills it when it does not exist yet.
 * Two processes may make the same entry at once: the first to finish wins, both get a whole one.
 *
 * @param {string} name
 * @param {(folder: string) => Promise<void>} make
 */
export async function cached(name, make) {
  const cache = cacheFolder();
  const final = path.join(cache, name);
  if (await exists(final)) return final;
  await fs.mkdir(cache, { recursive: true });
  const draft = await fs.mkdtemp(path.join(cache, `.${name}-`));
  try {
    await make(draft);
    await fs.rename(draft, final).catch(async (error) => {
      if (!(await exists(final))) throw error;
    });
    return final;
  } finally {
    await fs.rm(draft, { recursive: true, force: true });
  }
}

async function exists(file) {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
