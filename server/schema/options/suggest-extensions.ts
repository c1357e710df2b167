// What the name of a custom option that is not known may have meant: extensions whose full name ends in it.
import { Node } from '../../syntax/tree.js';
import { findSymbol } from '../file-table.js';
import type { ProblemExtras } from '../link-context.js';
import { byName, importFix } from '../suggest-types.js';
import type { OptionCheck } from './option-check.js';
import { isExtensionField } from './option-types.js';

const maxSuggestions = 3;

interface Suggestions {
  /** Full name of an extension that can be used as it is. */
  readonly meant?: string;
  readonly extras: ProblemExtras;
}

/** Offers the full name of an extension that is visible, or else to import files that declare one. */
export function suggestExtensions({ context, scope }: OptionCheck, part: number, extendee: number): Suggestions {
  const { nodes, names, paths, snapshot } = context;
  const written = nodes[part + Node.name];
  const parts = paths.parts(written);
  snapshot.declareAll();
  const suffix = names.text(written).replace(/^\./, '');
  const found: { file: number; path: number }[] = [];
  let meant: string | undefined;
  paths.forEachNamed(parts[parts.length - 1], (path) => {
    const text = paths.text(path);
    if (text !== suffix && !text.endsWith(`.${suffix}`)) return;
    for (const file of [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])]) {
      if (file < 0 || !snapshot.files[file]) continue;
      const table = snapshot.table(file);
      const index = findSymbol(table, path);
      if (index < 0 || !isExtensionField(table.parsed.nodes, table.nodes[index])) continue;
      if (scope.types.field(file, table.nodes[index]).extendee?.path !== extendee) continue;
      if (context.visible.has(file) || context.optionVisible.has(file))
        meant = meant === undefined || text < meant ? text : meant;
      else found.push({ file, path });
    }
  });
  if (meant !== undefined) {
    const edit = { ...context.tokens.span(nodes[part + Node.first], nodes[part + Node.last]), text: `(${meant})` };
    return { meant, extras: { fixes: [{ title: `Change to (${meant})`, edits: [edit] }] } };
  }
  const chosen = found.sort(byName(snapshot)).slice(0, maxSuggestions);
  if (chosen.length === 0) return { extras: {} };
  const related = chosen.map(({ file, path }) =>
    context.relatedName(
      file,
      path,
      `"${paths.text(path)}" is declared in ${snapshot.file(file).name}, which is not imported.`,
    ),
  );
  return { extras: { related, fixes: chosen.map(({ file }) => importFix(context, snapshot.file(file).name)) } };
}
