// The environment files of a request file: those in its folder and in the folders above, up to the workspace folder.
import {
  dotEnvNames,
  type EnvironmentFile,
  environmentFileNames,
  isEnvironmentFile,
} from '../requests/variables/environment.js';
import { FileError, type FileSystem } from '../workspace/file-system.js';
import { below, isOnDisk, type Path, parentOf, relativeTo } from '../workspace/location.js';

/** The folder that paths in a request file are relative to; undefined for one that is not saved anywhere. */
export function folderOfRequest(path: Path, workspaceFolders: readonly Path[]): Path | undefined {
  return isOnDisk(path) ? parentOf(path) : workspaceFolders[0];
}

/** From the farthest folder to the nearest, as `environmentOf` wants them. */
export async function readEnvironmentFiles(
  fs: FileSystem,
  path: Path,
  workspaceFolders: readonly Path[],
  environment: string,
): Promise<EnvironmentFile[]> {
  const nearest = folderOfRequest(path, workspaceFolders);
  if (nearest === undefined) return [];
  const found: EnvironmentFile[] = [];
  const add = async (folder: Path, name: string) => {
    const text = await readText(fs, below(folder, name));
    if (text !== undefined) found.push({ name, text });
  };
  for (const folder of foldersDownTo(nearest, workspaceFolders)) {
    // A name that is a path leads nowhere.
    if (!/[/\\]/.test(environment)) {
      for (const name of dotEnvNames(environment)) await add(folder, name);
      for (const name of dotEnvNames(environment)) await add(below(folder, 'env'), name);
    }
    for (const name of environmentFileNames) await add(folder, name);
  }
  return found;
}

/** Those of all environments, which `everyVariable` wants. */
export async function readEveryEnvironmentFile(
  fs: FileSystem,
  path: Path,
  workspaceFolders: readonly Path[],
): Promise<EnvironmentFile[]> {
  const nearest = folderOfRequest(path, workspaceFolders);
  if (nearest === undefined) return [];
  const found: EnvironmentFile[] = [];
  for (const folder of foldersDownTo(nearest, workspaceFolders)) {
    for (const place of [folder, below(folder, 'env')]) {
      for (const name of await environmentFilesIn(fs, place)) {
        const text = await readText(fs, below(place, name));
        if (text !== undefined) found.push({ name, text });
      }
    }
  }
  return found;
}

/** Names, in order; none for a folder that cannot be read. */
async function environmentFilesIn(fs: FileSystem, folder: Path): Promise<string[]> {
  try {
    const entries = await fs.list(folder);
    return entries
      .map(({ name }) => name)
      .filter(isEnvironmentFile)
      .sort();
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

/** The folders from the workspace folder down to one in it; the folder alone when it lies outside. */
function foldersDownTo(folder: Path, workspaceFolders: readonly Path[]): Path[] {
  const top = workspaceFolders.find((each) => relativeTo(each, folder) !== undefined);
  const found = [folder];
  for (let at = folder; top !== undefined && at !== top; ) {
    at = parentOf(at);
    found.unshift(at);
  }
  return found;
}

async function readText(fs: FileSystem, path: Path): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await fs.read(path));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
