// Types that cannot be used since their file is imported with `import option`.
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { LinkContext, ProblemExtras } from './link-context.js';
import { Found, foundKind, makeResolution, resolveName, Wanted } from './resolve-name.js';
import { importFix } from './suggest-types.js';

export interface OptionOnlyType {
  /** Name of the file that declares it. */
  readonly fileName: string;
  readonly extras: ProblemExtras;
}

/** What a type name that is not defined would stand for if `import option` gave types; undefined if nothing. */
export function optionOnlyType(context: LinkContext, typeRef: number): OptionOnlyType | undefined {
  if (context.optionVisible.size === 0) return undefined;
  const { nodes, snapshot } = context;
  const result = makeResolution();
  const scope = context.scopeOf(nodes[typeRef + Node.parent]);
  if (resolveName(context, scope, nodes[typeRef + Node.name], Wanted.type, true, result) !== Found.symbol)
    return undefined;
  const kind = foundKind(context, result);
  if ((kind !== Kind.message && kind !== Kind.enum) || context.visible.has(result.file)) return undefined;
  const fileName = snapshot.file(result.file).name;
  const related = [context.relatedName(result.file, result.path, 'It is declared here.')];
  return { fileName, extras: { related, fixes: [plainImportFix(context, result.file, fileName)] } };
}

/** Imports a file for its types. The import for options is taken out, since a file can be imported once only. */
function plainImportFix(context: LinkContext, file: number, fileName: string) {
  const { nodes, table, tokens } = context;
  const fix = importFix(context, fileName);
  const own = table.importNodes.find(
    (node, index) => context.file.imports[index] === file && (nodes[node] & Flag.optionImport) !== 0,
  );
  if (own === undefined) return fix;
  const { start, end } = tokens.span(nodes[own + Node.first], nodes[own + Node.last]);
  return { title: `Import "${fileName}" without "option"`, edits: [...fix.edits, { start, end, text: '' }] };
}
