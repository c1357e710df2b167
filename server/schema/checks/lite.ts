// Files that optimize for the lite runtime, and files that do not.
import { Flag, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { isField, isOptionTrue } from '../declarations.js';
import { fieldNameText, refFile, refPath, typeRefOf } from '../field-type.js';
import type { LinkContext } from '../link-context.js';

/** Of a file: one for the full runtime cannot import one for the lite runtime. */
export function checkLiteImports(context: LinkContext): void {
  const { nodes, file, table, snapshot, names } = context;
  let self: boolean | undefined;
  for (let k = 0; k < file.imports.length; k++) {
    const to = file.imports[k];
    if (to < 0 || !snapshot.files[to] || !snapshot.table(to).isLite) continue;
    self ??= table.isLite;
    if (self) return;
    const node = table.importNodes[k];
    if (nodes[node] & Flag.optionImport) continue;
    context.reportNode(
      'lite-import',
      `"${names.text(nodes[node + Node.name])}" is for the lite runtime (optimize_for = LITE_RUNTIME) and this file is not, so it cannot be imported. Make both lite or neither.`,
      node,
    );
    return;
  }
}

/** Of a service. */
export function checkLiteService(context: LinkContext, service: number): void {
  const { nodes, table, names } = context;
  if (!table.isLite) return;
  if (!isOptionTrue(nodes, 0, Word.cc_generic_services) && !isOptionTrue(nodes, 0, Word.java_generic_services)) return;
  context.reportName(
    'lite-service',
    `A file for the lite runtime cannot declare services such as "${names.text(nodes[service + Node.name])}" with generic code. Set cc_generic_services and java_generic_services to false.`,
    service,
  );
}

/** Of an extend block: a message of the full runtime is extended in a file for the full runtime. */
export function checkLiteExtend(context: LinkContext, extend: number): void {
  const { nodes, table, snapshot, paths } = context;
  if (!table.isLite) return;
  const typeRef = typeRefOf(nodes, extend);
  const file = typeRef < 0 ? -1 : refFile(context, typeRef);
  if (file < 0 || snapshot.table(file).isLite) return;
  let field = extend + Node.size;
  while (field < nodes[extend + Node.end] && !isField(nodes[field] & Flag.kind)) field = nodes[field + Node.end];
  if (field >= nodes[extend + Node.end]) return;
  context.reportNode(
    'lite-extension',
    `"${paths.text(refPath(context, typeRef))}" is not for the lite runtime, so a lite file cannot extend it, as with "${fieldNameText(context, field)}". The reverse is possible.`,
    typeRef,
  );
}
