// Two declarations under one full name, in one file or in a file and one that it imports.
import { Edition, Flag, Kind, Node } from '../../syntax/tree.js';
import { compareBuildOrder, isEntry } from '../build-order.js';
import { findSymbol } from '../file-table.js';
import type { LinkContext } from '../link-context.js';
import { rootPath } from '../paths.js';
import { describeKind } from '../resolve-types.js';
import { importedPackages } from './imported-packages.js';
import { checkSyntheticOneofs } from './synthetic-oneofs.js';

export function checkDuplicateSymbols(context: LinkContext): void {
  const { table, id, paths, nodes } = context;
  checkPackage(context);
  const packages = importedPackages(context);
  const repeated = new Map<number, number[]>();
  for (let i = 0; i < table.paths.length; i++) {
    const path = table.paths[i];
    const first = findSymbol(table, path);
    if (first !== i) {
      const others = repeated.get(path);
      if (others) others.push(i);
      else repeated.set(path, [first, i]);
    } else if (paths.firstFile(path) !== id || paths.otherFiles(path) !== undefined) {
      const other = context.declaringFile(path, context.closure, context.id);
      if (other >= 0) {
        const otherTable = context.snapshot.table(other);
        report(context, i, path, other, otherTable.nodes[findSymbol(otherTable, path)]);
      }
    }
    if (packages.has(path)) {
      context.reportName(
        'duplicate-symbol',
        `"${paths.text(path)}" is the name of a package already. Choose another name.`,
        table.nodes[i],
      );
    }
  }
  for (const [path, indexes] of repeated) {
    const [first, ...others] = indexes.sort((a, b) => compareBuildOrder(table, a, b));
    for (const other of others) {
      // Of a map field that stands twice, the field is reported, not its entries too.
      if (isEntry(table, other) && isEntry(table, first) && sameName(nodes, table.nodes[other], table.nodes[first]))
        continue;
      report(context, other, path, id, table.nodes[first]);
    }
  }
  if (context.edition === Edition.proto3) checkSyntheticOneofs(context);
}

function sameName(nodes: Int32Array, one: number, other: number): boolean {
  return nodes[one + Node.name] === nodes[other + Node.name];
}

function checkPackage(context: LinkContext): void {
  const { paths, table, nodes } = context;
  const node = packageNode(nodes);
  if (node < 0) return;
  for (let path = table.package; path !== rootPath; path = paths.parent(path)) {
    const file = context.declaringFile(path, context.closure, context.id);
    if (file < 0) continue;
    context.reportNode(
      'duplicate-symbol',
      `The package "${paths.text(path)}" has the name of something that ${context.snapshot.file(file).name} declares. Choose another name.`,
      node,
      { related: [context.relatedName(file, path, `"${paths.text(path)}" is declared here.`)] },
    );
  }
}

function packageNode(nodes: Int32Array): number {
  for (let node = Node.size as number; node < nodes[Node.end]; node = nodes[node + Node.end]) {
    if ((nodes[node] & Flag.kind) === Kind.package) return node;
  }
  return -1;
}

function report(context: LinkContext, index: number, path: number, otherFile: number, otherNode: number): void {
  const { nodes, names, paths, snapshot, table } = context;
  const node = table.nodes[index];
  const otherNodes = snapshot.file(otherFile).parsed.nodes;
  const otherKind = otherNodes[otherNode] & Flag.kind;
  const where = otherFile === context.id ? '' : ` in ${snapshot.file(otherFile).name}`;
  const kind = nodes[node] & Flag.kind;
  const scope = paths.parent(path);
  const within = scope === rootPath ? '' : ` in "${paths.text(scope)}"`;
  const name = names.text(paths.simpleName(path));
  let message = `"${name}" is already declared${within}${where}, as ${describeKind(otherKind === Kind.groupMessage ? Kind.message : otherKind)}.`;
  if (isEntry(table, index)) {
    message = `The map field "${names.text(nodes[node + Node.name])}" declares the message "${name}" for its entries, but "${name}" is already declared${within}.`;
  }
  const sameEnum = otherFile === context.id && nodes[node + Node.parent] === otherNodes[otherNode + Node.parent];
  if (kind === Kind.enumValue && !sameEnum) {
    message +=
      ' The values of an enum are declared in the scope around it, not in the enum. Prefix them with the name of the enum.';
  } else message += ' Choose another name.';
  context.reportName('duplicate-symbol', message, node, {
    related: [context.relatedToken(otherFile, otherNodes[otherNode + Node.aux], `"${name}" is first declared here.`)],
  });
}
