// The shortest name by which a scope can call a declaration.

import { findSymbol } from '../../schema/file-table.js';
import { rootPath } from '../../schema/paths.js';
import { Kind, kindOf } from '../../syntax/tree.js';
import type { FileView } from '../file-view.js';
import { isWithin } from '../target.js';

/**
 * The shortest name that means `path` when looked up from `scope`, given that its file is (or gets) imported. With
 * `strict`, anything of a name hides what lies outside of it, as in the types of methods and extend; otherwise only
 * types do.
 */
export function shortestName(view: FileView, scope: number, path: number, strict: boolean): string {
  const { paths, names } = view;
  let text = '';
  for (let at = path; at !== rootPath; at = paths.parent(at)) {
    const part = names.text(paths.simpleName(at));
    text = text === '' ? part : `${part}.${text}`;
    const outer = paths.parent(at);
    const found = outer === rootPath || scope === outer || isWithin(paths, scope, outer);
    if (found && !isHidden(view, scope, at, at !== path, strict)) return text;
  }
  return `.${text}`;
}

/** Whether the first part of a name, which means `path`, is found in a scope inside the one that declares it. */
function isHidden(view: FileView, scope: number, path: number, hasMore: boolean, strict: boolean): boolean {
  const { paths } = view;
  const name = paths.simpleName(path);
  const outer = paths.parent(path);
  for (let at = scope; at !== outer && at !== rootPath; at = paths.parent(at)) {
    const other = paths.find(at, name);
    if (other !== 0 && hides(view, other, hasMore, strict)) return true;
  }
  return false;
}

function hides(view: FileView, path: number, hasMore: boolean, strict: boolean): boolean {
  const { context, snapshot } = view;
  const file = context.declaringFile(path, context.visible);
  if (file < 0) return context.packages.has(path) && (hasMore || strict);
  const table = snapshot.table(file);
  const kind = kindOf(table.parsed.nodes, table.nodes[findSymbol(table, path)]);
  const isType = kind === Kind.message || kind === Kind.enum || kind === Kind.groupMessage;
  if (hasMore) return isType || kind === Kind.service;
  return strict || isType;
}
