// Which files and folders below a workspace folder are left out: glob patterns, .gitignore files, folders of tools.
import ignore, { type Ignore } from 'ignore';
import picomatch from 'picomatch';
import { type Path, relativeTo } from './location.js';

/** Folders that hold no sources of the workspace. The opened folder itself may lie inside one. */
const toolFolders = new Set(['.git', '.hg', '.svn', '.jj', 'node_modules']);

/** The rules of one .gitignore file and of those above it. */
export interface GitignoreScope {
  readonly folder: Path;
  readonly rules: Ignore;
  readonly parent: GitignoreScope | undefined;
}

export function gitignoreScope(folder: Path, text: string, parent: GitignoreScope | undefined): GitignoreScope {
  // Git reads the patterns with case; `ignore` would not.
  return { folder, rules: ignore({ ignorecase: false }).add(text), parent };
}

/** Whether git would ignore the path; the innermost file that has a rule for it decides. */
export function isGitignored(path: Path, isFolder: boolean, scope: GitignoreScope | undefined): boolean {
  for (let at = scope; at; at = at.parent) {
    const relative = relativeTo(at.folder, path);
    if (!relative) continue;
    const { ignored, unignored } = at.rules.test(isFolder ? `${relative}/` : relative);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

/** Tells by its name whether a folder is never looked into. */
export function isToolFolder(name: string): boolean {
  return toolFolders.has(name);
}

/**
 * A test for the paths that VS Code's `files.exclude` patterns leave out, given relative to the folder. A pattern that
 * matches a folder leaves out everything in it, which is why the walk asks for folders too. A pattern that cannot be
 * read matches nothing.
 */
export function excludedByGlobs(globs: readonly string[]): ((relative: string) => boolean) | undefined {
  const tests = globs.flatMap((glob) => {
    try {
      return [picomatch(glob.replace(/^\.\//, '').replace(/\/$/, ''), { dot: true, nonegate: true })];
    } catch {
      return [];
    }
  });
  if (tests.length === 0) return undefined;
  return (relative) => tests.some((test) => test(relative));
}
