// What is said about an import that leads nowhere: where it was looked for, in order, and what to do.
import type { Fix, Problem } from '../diagnostics/problem.js';
import { hasProblemIn } from '../syntax/parsed-file.js';
import { tokensOf } from '../syntax/tokenize.js';
import { Node } from '../syntax/tree.js';
import { type ImportRoots, isVirtualPath, type SearchedRoot } from './import-roots.js';
import { baseName, type Path, parentOf, relativeTo } from './location.js';
import type { WorkspaceFile } from './snapshot.js';

export interface MissingImport {
  /** Address of the import's node. */
  readonly node: number;
  readonly path: string;
}

/** Roots named in a message. */
const maxRoots = 8;
/** Files offered in place of a missing one. */
const maxSuggestions = 3;

export function missingImportProblems(
  file: WorkspaceFile,
  roots: ImportRoots,
  files: readonly (WorkspaceFile | undefined)[],
  absentDependencies: readonly string[],
): Problem[] {
  const { parsed } = file.source;
  const tokens = tokensOf(parsed.bytes);
  const missing = file.missing.filter(({ node }) => !hasProblemIn(parsed, node, tokens));
  return missing.map(({ node, path }) => {
    const first = parsed.nodes[node + Node.aux] || parsed.nodes[node + Node.first];
    const span = tokens.span(first, first);
    // protoc reports at the import statement.
    const place = tokens.span(parsed.nodes[node + Node.first], first);
    if (!isVirtualPath(path)) {
      const message =
        path === ''
          ? 'The import names no file.'
          : `"${path}" cannot be imported: an import is a path below an import root, with '/' between its parts and without "." or "..".`;
      return { code: 'import-not-found', message, ...place };
    }
    const suggestions = similarFiles(path, files);
    const fixes = suggestions.map(
      (name): Fix => ({
        title: `Import ${name}`,
        edits: [{ ...span, text: JSON.stringify(name) }],
      }),
    );
    const sentences = [
      `Import "${path}" was not found`,
      suggestions.length > 0 ? `. Did you mean ${suggestions.map((name) => `"${name}"`).join(' or ')}?` : '.',
      ` Looked in: ${searched(roots.searchPath(parentOf(file.path)), roots.folders)}.`,
      absentDependencies.length > 0
        ? ` buf.lock names ${absentDependencies.join(', ')}, not found in buf's cache: run "buf build" once to download.`
        : '',
      ` If the file exists, add the folder that the path starts from to the import paths (protopipe.importPaths, or --proto-path).`,
    ];
    return { code: 'import-not-found', message: sentences.join(''), ...place, ...(fixes.length > 0 ? { fixes } : {}) };
  });
}

function searched(roots: readonly SearchedRoot[], folders: readonly Path[]): string {
  const named = roots.filter(({ origin }) => origin !== 'parent folder' && origin !== 'bundled');
  const places = named
    .slice(0, maxRoots)
    .map(({ path, origin, name }) => `${name ?? display(path, folders)} (${origin})`);
  if (named.length > maxRoots) places.push(`${named.length - maxRoots} more folders`);
  places.push('the bundled well-known types');
  if (roots.some(({ origin }) => origin === 'parent folder')) places.push('the folders above');
  return places.join(', ');
}

/** A path as short as it is clear: relative to the only workspace folder, else absolute. */
function display(path: Path, folders: readonly Path[]): string {
  const relative = folders.length === 1 ? relativeTo(folders[0], path) : undefined;
  return relative || path;
}

function similarFiles(path: string, files: readonly (WorkspaceFile | undefined)[]): string[] {
  const wanted = baseName(path);
  const names = new Set<string>();
  for (const file of files) {
    if (file?.path.endsWith(wanted) && baseName(file.path) === wanted) names.add(file.source.name);
  }
  return [...names]
    .sort((a, b) => sharedEnd(b, path) - sharedEnd(a, path) || (a < b ? -1 : 1))
    .slice(0, maxSuggestions);
}

/** How many parts two paths share at their ends. */
function sharedEnd(a: string, b: string): number {
  const left = a.split('/').reverse();
  const right = b.split('/').reverse();
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}
