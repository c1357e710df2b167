// What a type name that is not defined may have meant: types of that name elsewhere in the snapshot.
import type { Fix } from '../diagnostics/problem.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import { isExported } from './checks/visibility.js';
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
      if (index < 0 || !isExported(table, table.nodes[index])) continue;
      const kind = table.parsed.nodes[table.nodes[index]] & Flag.kind;
      if (kind === Kind.message || kind === Kind.enum || kind === Kind.groupMessage) found.push({ file, path });
    }
  });
  if (found.length === 0) return parts.length === 1 ? suggestSpelling(context, typeRef) : {};
  const chosen = found.sort(byName(snapshot)).slice(0, maxSuggestions);
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
  const start = context.tokens.start(nodes[typeRef + Node.first]);
  const end = context.tokens.end(nodes[typeRef + Node.last]);
  return { fixes: [{ title: `Change to "${text}"`, edits: [{ start, end, text }] }] };
}

interface Declared {
  readonly file: number;
  readonly path: number;
}

/** Compares by the names of files and declarations: what is suggested does not depend on which file was read first. */
export function byName(snapshot: SchemaSnapshot) {
  const { paths } = snapshot.schema;
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return (a: Declared, b: Declared) =>
    compare(snapshot.file(a.file).name, snapshot.file(b.file).name) ||
    compare(paths.text(a.path), paths.text(b.path)) ||
    a.file - b.file;
}

/** Adds an import statement: where it belongs among sorted ones, else behind the last, the package or the syntax. */
export function importFix(context: LinkContext, path: string): Fix {
  return importFixes(context)(path);
}

/** `importFix` for many paths: what is the same for all of them is looked at once. */
export function importFixes(context: LinkContext): (path: string) => Fix {
  const { nodes, tokens, names } = context;
  const imports: number[] = [];
  let after = -1;
  for (let node = Node.size as number; node < nodes[Node.end]; node = nodes[node + Node.end]) {
    const kind = nodes[node] & Flag.kind;
    if (kind === Kind.import && !(nodes[node] & Flag.optionImport)) imports.push(node);
    else if ((kind === Kind.package || kind === Kind.syntax) && imports.length === 0) after = node;
  }
  const insert = (path: string, start: number, before: string, behind: string): Fix => {
    const text = `${before}import "${path}";${behind}`;
    return { title: `Import "${path}"`, edits: [{ start, end: start, text }] };
  };
  if (imports.length === 0) {
    if (after < 0) return (path) => insert(path, 0, '', '\n');
    const end = endOfLine(context, nodes[after + Node.last]);
    return (path) => insert(path, end, '\n\n', '');
  }
  const paths = imports.map((node) => names.text(nodes[node + Node.name]));
  const isSorted = paths.every((each, i) => i === 0 || paths[i - 1] <= each);
  // A comment above the first import may be about all of them, or about the file.
  const first = nodes[imports[0] + Node.first];
  const isAboveFirst = !hasComment(context, first);
  return (path) => {
    const place = isSorted ? paths.findLastIndex((each) => each < path) : paths.length - 1;
    if (place < 0 && isAboveFirst) return insert(path, tokens.start(first), '', '\n');
    return insert(path, endOfLine(context, nodes[imports[Math.max(place, 0)] + Node.last]), '\n', '');
  };
}

/** Whether a comment stands above a token that begins a line. */
function hasComment(context: LinkContext, token: number): boolean {
  const from = token > 0 ? endOfLine(context, token - 1) : 0;
  return context.file.parsed.bytes.subarray(from, context.tokens.start(token)).includes(slash);
}

/** Where the line of a statement's last token ends, behind a comment that stands there. */
function endOfLine({ tokens, file }: LinkContext, token: number): number {
  const { bytes } = file.parsed;
  const end = tokens.end(token);
  let i = end;
  while (bytes[i] === space || bytes[i] === tab) i++;
  if (bytes[i] !== slash || bytes[i + 1] !== slash) return end;
  while (i < bytes.length && bytes[i] !== lineFeed && bytes[i] !== carriageReturn) i++;
  return i;
}

const space = 0x20;
const tab = 0x09;
const slash = 0x2f;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
