// The PATHS of a command line: what they are, and how files are named in the output.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UsageError } from './exit-code.js';

export interface InputPaths {
  readonly folderUris: readonly string[];
  readonly fileUris: readonly string[];
  /** Folders and files in the order in which they were given. */
  readonly uris: readonly string[];
  /** The path of a `file:` URI as the user would write it; another URI stays as it is. */
  display(uri: string): string;
}

/** Looks at each path; throws a UsageError for one that leads nowhere. */
export function readInputPaths(paths: readonly string[], cwd: string): InputPaths {
  const folderUris: string[] = [];
  const fileUris: string[] = [];
  const uris: string[] = [];
  for (const given of paths) {
    const absolute = path.resolve(cwd, given);
    let stats: fs.Stats;
    try {
      stats = fs.statSync(absolute);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(code === 'ENOENT' ? `no such file or folder: ${given}` : `cannot read ${given}: ${code}`);
    }
    const uri = pathToFileURL(absolute).href;
    (stats.isDirectory() ? folderUris : fileUris).push(uri);
    uris.push(uri);
  }
  const relativeBases = paths.filter((given) => !path.isAbsolute(given)).map((given) => path.resolve(cwd, given));
  return {
    folderUris,
    fileUris,
    uris,
    display(uri) {
      if (!uri.startsWith('file:')) return uri;
      const absolute = fileURLToPath(uri);
      const typedRelative = relativeBases.some((base) => isWithin(base, absolute));
      return isWithin(cwd, absolute) || typedRelative ? path.relative(cwd, absolute) || '.' : absolute;
    },
  };
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
