// The workspace's .proto files as a source of descriptors for calls.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { DescriptorSource } from '../calls/schema/descriptor-source.js';
import { severityOf } from '../diagnostics/codes.js';
import { DescriptorSetEncoder, descriptorSetFiles } from '../schema/descriptors/descriptor-set.js';
import { findSymbol } from '../schema/file-table.js';
import { Flag, Kind } from '../syntax/tree.js';
import { LineIndex } from '../text/line-index.js';
import { isOnDisk } from '../workspace/location.js';
import type { WorkspaceFile, WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import { fieldsOf } from './descriptor-index.js';

/** FileDescriptorSet.file. */
const setFile = 1;

export interface WorkspaceSourceOptions {
  /** Descriptors have source info, which calls do not need. */
  readonly comments: boolean;
  /** Whether whoever asks has the descriptor of a file that comes with the product. */
  readonly hasBundled: (name: string) => boolean;
}

/** Answers from the workspace as it is at each question, open documents included. */
export function workspaceSource(
  workspace: Workspace,
  { comments, hasBundled }: WorkspaceSourceOptions,
): DescriptorSource {
  const isKnown = ({ path, source }: WorkspaceFile) => !isOnDisk(path) && hasBundled(source.name);
  return {
    name: 'the workspace',
    origin: 'workspace',
    async services(signal) {
      const snapshot = await workspace.settled(signal);
      const names: string[] = [];
      for (const { id } of snapshot.listed()) {
        for (const { kind, container, name } of snapshot.schema.symbols(id)) {
          if (kind !== Kind.service) continue;
          const simple = snapshot.names.text(name);
          names.push(container === '' ? simple : `${container}.${simple}`);
        }
      }
      return names;
    },
    async filesOfSymbol(symbol, signal) {
      const snapshot = await workspace.settled(signal);
      const id = fileOfType(snapshot, symbol);
      if (id < 0) return undefined;
      const ids = descriptorSetFiles(snapshot.schema, [id], true).filter((each) => {
        const file = snapshot.files[each];
        return each === id || !file || !isKnown(file);
      });
      for (const each of ids) refuseErrors(snapshot, each);
      const encoder = new DescriptorSetEncoder({ sourceInfo: comments, retainOptions: false });
      for (const each of ids) encoder.add(snapshot.schema, each);
      return fieldsOf(encoder.take()).get(setFile) ?? [];
    },
    // What a file imports comes with it, but for what is known.
    fileByName: async () => undefined,
  };
}

/** The file that declares a message, enum, service or extension; one of the workspace before one that is imported. */
function fileOfType(snapshot: WorkspaceSnapshot, symbol: string): number {
  const { schema } = snapshot;
  const { paths } = schema.schema;
  // Names are known once the tables of the files are.
  for (const file of snapshot.files) if (file) schema.table(file.id);
  const path = paths.findText(symbol);
  if (path === 0) return -1;
  let found = -1;
  for (const id of [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])]) {
    const file = snapshot.files[id];
    if (!file) continue;
    const table = schema.table(id);
    const index = findSymbol(table, path);
    if (index < 0 || !isType(file.source.parsed.nodes[table.nodes[index]])) continue;
    if (file.listed) return id;
    if (found < 0) found = id;
  }
  return found;
}

function isType(head: number): boolean {
  switch ((head & Flag.kind) as Kind) {
    case Kind.message:
    case Kind.groupMessage:
    case Kind.enum:
    case Kind.service:
      return true;
    case Kind.field:
    case Kind.group:
      return (head & Flag.extension) !== 0;
    default:
      return false;
  }
}

function refuseErrors(snapshot: WorkspaceSnapshot, id: number): void {
  const file = snapshot.files[id];
  const error = file && snapshot.problems(file).find(({ code }) => severityOf(code) === 'error');
  if (!file || !error) return;
  const { start } = new LineIndex(file.source.parsed.bytes).range(error);
  throw new RpcError(
    status.FAILED_PRECONDITION,
    `${file.path}:${start.line + 1}:${start.column + 1}: ${error.message} (correct it, or ask the target with reflection only)`,
  );
}
