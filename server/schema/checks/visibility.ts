// Visibility of symbols, from edition 2024 on: what is local is used in its own file only.
import { Edition, Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import { Feature, featuresOf, featureValue, SymbolVisibility } from '../features.js';
import { refFile, refNode, refPath } from '../field-type.js';
import type { FileTable } from '../file-table.js';
import type { LinkContext } from '../link-context.js';

/** Whether other files than the one of the table may use a message or enum that it declares. */
export function isExported(table: FileTable, node: number): boolean {
  const { nodes } = table.parsed;
  if (nodes[Node.value] < Edition.e2024) return true;
  const head = nodes[node];
  const kind = head & Flag.kind;
  if ((kind !== Kind.message && kind !== Kind.enum) || head & Flag.export) return true;
  if (head & Flag.local) return false;
  const byDefault = featureValue(featuresOf(table, 0), Feature.defaultSymbolVisibility);
  if (byDefault === SymbolVisibility.exportAll) return true;
  return byDefault === SymbolVisibility.exportTopLevel && nodes[node + Node.parent] === 0;
}

/** Of a type that is named somewhere. */
export function checkVisible(context: LinkContext, typeRef: number): void {
  const file = refFile(context, typeRef);
  if (file < 0 || file === context.id) return;
  const table = context.snapshot.table(file);
  const node = refNode(context, typeRef);
  if (isExported(table, node)) return;
  const name = context.paths.text(refPath(context, typeRef));
  const fileName = context.snapshot.file(file).name;
  context.reportNode(
    'not-visible',
    table.parsed.nodes[node] & Flag.local
      ? `"${name}" is declared local in ${fileName} and cannot be used in other files. Export it there to use it here.`
      : `"${name}" is local in ${fileName}, since features.default_symbol_visibility makes it so there. Declare it with "export" to use it here.`,
    typeRef,
    { related: [context.relatedName(file, refPath(context, typeRef), `"${name}" is declared here.`)] },
  );
}

/** Of a message or enum: under STRICT, nested ones cannot be exported. */
export function checkStrictVisibility(context: LinkContext, node: number): void {
  const { nodes, table, edition } = context;
  if (edition < Edition.e2024 || !(nodes[node] & Flag.export)) return;
  const parent = nodes[node + Node.parent];
  if (parent === 0) return;
  const visibility = featureValue(featuresOf(table, 0), Feature.defaultSymbolVisibility);
  if (visibility !== SymbolVisibility.strict) return;
  const isEnum = kindOf(nodes, node) === Kind.enum;
  if (isEnum && isNamespace(nodes, parent)) return;
  const name = context.names.text(nodes[node + Node.name]);
  const wayOut = isEnum
    ? 'Move it to the top level, or let the message around it be a local one at the top level with "reserved 1 to max;" only.'
    : 'Move it to the top level.';
  context.reportName(
    'nested-export',
    `"${name}" is nested and cannot be exported where features.default_symbol_visibility is STRICT. ${wayOut}`,
    node,
  );
}

/** A local message at the top level that can have no fields stands around enums for C++. */
function isNamespace(nodes: Int32Array, message: number): boolean {
  if (nodes[message + Node.parent] !== 0 || nodes[message] & Flag.export) return false;
  let ranges = 0;
  let all = false;
  const end = nodes[message + Node.end];
  for (let child = message + Node.size; child < end; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) !== Kind.reserved) continue;
    for (let range = child + Node.size; range < nodes[child + Node.end]; range = nodes[range + Node.end]) {
      if ((nodes[range] & Flag.kind) !== Kind.range) continue;
      ranges++;
      all = nodes[range + Node.value] === 1 && (nodes[range] & Flag.max) !== 0;
    }
  }
  return ranges === 1 && all;
}
