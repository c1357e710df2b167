// What a type name that is not defined may have meant: types of that name elsewhere in the snapshot.
import { Flag, Kind, Node } from '../syntax/tree.js';
import { findSymbol } from './file-table.js';
import type { LinkContext, ProblemExtras } from './link-context.js';
import { closest } from './options/closest.js';
import { rootPath } from './paths.js';
import type { SchemaSnapshot } from './schema.js';

const maxSuggestions = 3;
/** Names of one file whose spelling is compared with others: a generated file may have thousands that are not defined. */
const maxSpellings = 20;
/** More types in scope are too many to compare with while somebody types. */
const maxTypes = 2000;

/** Offers to import files that declare a type that the name could stand for. */
export function suggestTypes(context: LinkContext, typeRef: number): ProblemExtras {
  const { nodes, names, paths, snapshot } = context;
  const written = nodes[typeRef + Node.name];
  const parts = paths.parts(written);
  snapshot.declareAll();
  const suffix = names.text(written).replace(/^\./, '');
  const found: { file: number; path: number }[] = [];
  paths.forEachNamed(parts[parts.length - 1], (path) => {
    const text = paths.text(path);
    if (text !== suffix && !text.endsWith(`.${suffix}`)) return;
    for (const file of [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])]) {
      if (file < 0 || !snapshot.files[file] || context.visible.has(file)) continue;
      const table = snapshot.table(file);
      const index = findSymbol(table, path);
      if (index < 0) continue;
      const kind = table.parsed.nodes[table.nodes[index]] & Flag.kind;
      if (kind === Kind.message || kind === Kind.enum || kind === Kind.groupMessage) found.push({ file, path });
    }
  });
  if (found.length === 0) return parts.length === 1 ? suggestSpelling(context, typeRef) : {};
  const chosen = found.sort(byFile(snapshot)).slice(0, maxSuggestions);
  return {
    related: chosen.map(({ file, path }) =>
      context.relatedName(
        file,
        path,
        `"${paths.text(path)}" is declared in ${snapshot.file(file).name}, which is not imported.`,
      ),
    ),
    fixes: chosen.map(({ file }) => importFix(context, snapshot.file(file).name)),
  };
}

/** Offers the type in scope whose name is spelled most like one that nothing is called. */
function suggestSpelling(context: LinkContext, typeRef: number): ProblemExtras {
  const { nodes, names, paths, snapshot } = context;
  const name = names.text(nodes[typeRef + Node.name]);
  // Of one or two letters, everything is spelled alike.
  if (name.length < 3 || context.spellings++ >= maxSpellings) return {};
  const scopes = new Set<number>();
  for (let at = context.scopeOf(nodes[typeRef + Node.parent]); at !== rootPath; at = paths.parent(at)) scopes.add(at);
  scopes.add(rootPath);
  const known = new Set<string>();
  let count = 0;
  for (const file of context.visible) {
    const table = snapshot.table(file);
    count += table.types.length;
    if (count > maxTypes) return {};
    for (const index of table.types) {
      const path = table.paths[index];
      if (scopes.has(paths.parent(path))) known.add(names.text(paths.simpleName(path)));
    }
  }
  const text = closest(name, [...known].sort());
  if (text === undefined) return {};
  const start = context.tokens.starts[nodes[typeRef + Node.first]];
  const end = context.tokens.ends[nodes[typeRef + Node.last]];
  return { fixes: [{ title: `Change to "${text}"`, edits: [{ start, end, text }] }] };
}

/** Compares by the names of files, so that what is suggested does not depend on which file was looked at first. */
export function byFile(snapshot: SchemaSnapshot) {
  const nameOf = ({ file }: { readonly file: number }) => snapshot.file(file).name;
  return (a: { readonly file: number }, b: { readonly file: number }) =>
    nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : a.file - b.file;
}

/** Adds an import statement behind the last one, or behind the package or syntax statement. */
export function importFix(context: LinkContext, path: string) {
  const { nodes, tokens } = context;
  let after = -1;
  let behindImport = false;
  for (let node = Node.size as number; node < nodes[Node.end]; node = nodes[node + Node.end]) {
    const kind = nodes[node] & Flag.kind;
    if (kind === Kind.import && !(nodes[node] & Flag.optionImport)) {
      after = node;
      behindImport = true;
    } else if ((kind === Kind.package || kind === Kind.syntax) && !behindImport) after = node;
  }
  const at = after < 0 ? 0 : tokens.ends[nodes[after + Node.last]];
  const statement = `import "${path}";`;
  const text = after < 0 ? `${statement}\n` : behindImport ? `\n${statement}` : `\n\n${statement}`;
  return { title: `Import "${path}"`, edits: [{ start: at, end: at, text }] };
}
