// SchemaService.ListChildren and Locate: levels of the schema tree.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type {
  ListChildrenRequest,
  ListChildrenResponse,
  LocateRequest,
  LocateResponse,
  SchemaNode,
} from '../../protos/gen/protopipe/v1/schema.js';
import { SymbolKind } from '../../protos/gen/protopipe/v1/workspace.js';
import {
  type DeclarationNode,
  declarationMembers,
  locate,
  NameFilter,
  type PackageNode,
  packageMembers,
  packages,
} from '../language/schema-tree.js';
import { Kind } from '../syntax/tree.js';
import { LineIndex } from '../text/line-index.js';
import { pathOfUri } from '../workspace/location.js';
import { Slices } from '../workspace/slices.js';
import type { WorkspaceFile, WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import { askedDocument } from './asked-document.js';
import { encodeRange } from './encode-diagnostic.js';
import type { Send } from './stream-handlers.js';

/** Nodes in one message. */
const batchSize = 200;

/** Answers from what is known at once; while the workspace is being read that is a part of it. */
export async function listChildren(
  workspace: Workspace,
  { parent, filter }: ListChildrenRequest,
  send: Send<ListChildrenResponse>,
  signal: AbortSignal,
): Promise<void> {
  const snapshot = workspace.current();
  const nodes = await childrenOf(snapshot, parent, new NameFilter(filter, snapshot.names), new Slices(signal));
  for (let from = 0; from < nodes.length; from += batchSize) await send({ nodes: nodes.slice(from, from + batchSize) });
}

async function childrenOf(
  snapshot: WorkspaceSnapshot,
  parent: ListChildrenRequest['parent'],
  filter: NameFilter,
  slices: Slices,
): Promise<SchemaNode[]> {
  switch (parent?.$case) {
    case undefined:
      return (await packages(snapshot.schema, shownFiles(snapshot), filter, slices)).map(encodePackage);
    case 'package': {
      const { schema } = snapshot;
      return encodeNodes(await packageMembers(schema, shownFiles(snapshot), parent.value, filter, slices), snapshot);
    }
    case 'declaration': {
      const { uri, fullName } = parent.value;
      const file = snapshot.fileAt(pathOfUri(uri));
      const found = file && declarationMembers(snapshot.schema, file.id, fullName, filter);
      if (!found) throw new RpcError(status.NOT_FOUND, `${fullName} is not declared in ${uri}.`);
      return encodeNodes(found, snapshot);
    }
  }
}

/** The way to what is at a place; empty when it leads to a file that is not part of the workspace. */
export async function locateInSchema(
  workspace: Workspace,
  { position }: LocateRequest,
  signal: AbortSignal,
): Promise<LocateResponse> {
  const asked = await askedDocument(workspace, position, signal);
  const found = locate(asked.snapshot, asked.id, position ? asked.offset(position) : 0);
  if (!found) return { nodes: [] };
  const isShownFile = found.nodes.every(({ file }) => isShown(asked.workspace.files[file]));
  if (!isShownFile) return { nodes: [] };
  return {
    nodes: [encodePackage({ name: found.package, matched: true }), ...encodeNodes(found.nodes, asked.workspace)],
  };
}

/** Files of the workspace and open documents. */
function shownFiles(snapshot: WorkspaceSnapshot): number[] {
  return snapshot.files.flatMap((file) => (file && isShown(file) ? [file.id] : []));
}

function isShown(file: WorkspaceFile | undefined): boolean {
  return file !== undefined && (file.listed || file.version !== undefined);
}

function encodePackage({ name, matched }: PackageNode): SchemaNode {
  return {
    kind: SymbolKind.PACKAGE,
    name,
    detail: '',
    deprecated: false,
    hasChildren: true,
    matched,
    declaration: undefined,
    location: undefined,
  };
}

function encodeNodes(nodes: readonly DeclarationNode[], snapshot: WorkspaceSnapshot): SchemaNode[] {
  const lines = new Map<number, LineIndex>();
  const { paths } = snapshot.schema.schema;
  return nodes.map(({ file, path, kind, isExtension, selection, ...node }) => {
    let index = lines.get(file);
    if (!index) lines.set(file, (index = new LineIndex(snapshot.schema.file(file).parsed.bytes)));
    const uri = snapshot.uriOf(file);
    return {
      name: node.name,
      detail: node.detail,
      deprecated: node.deprecated,
      hasChildren: node.hasChildren,
      matched: node.matched,
      kind: isExtension ? SymbolKind.EXTENSION : (symbolKinds.get(kind) ?? SymbolKind.UNSPECIFIED),
      declaration: { uri, fullName: paths.text(path) },
      location: { uri, range: encodeRange(selection, index) },
    };
  });
}

const symbolKinds: ReadonlyMap<Kind, SymbolKind> = new Map([
  [Kind.service, SymbolKind.SERVICE],
  [Kind.method, SymbolKind.METHOD],
  [Kind.message, SymbolKind.MESSAGE],
  [Kind.groupMessage, SymbolKind.MESSAGE],
  [Kind.field, SymbolKind.FIELD],
  [Kind.mapField, SymbolKind.FIELD],
  [Kind.oneof, SymbolKind.ONEOF],
  [Kind.enum, SymbolKind.ENUM],
  [Kind.enumValue, SymbolKind.ENUM_VALUE],
]);
