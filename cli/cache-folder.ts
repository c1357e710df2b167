// Where findings are kept between runs: the place that the system has for what can be made again.
import os from 'node:os';
import path from 'node:path';

/** Absolute; '' when the system names no place. */
export function cacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const base = baseFolder(env, platform);
  return base ? path.join(base, 'protopipe', 'check') : '';
}

function baseFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  // XDG Base Directory Specification: a path that is not absolute is ignored.
  if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME)) return env.XDG_CACHE_HOME;
  if (platform === 'win32') return env.LOCALAPPDATA;
  return path.join(env.HOME || os.homedir(), ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
}
