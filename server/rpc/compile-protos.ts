// Compiles .proto files that a request names itself, apart from the workspace.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { severityOf } from '../diagnostics/codes.js';
import { DescriptorSetEncoder, descriptorSetFiles } from '../schema/descriptors/descriptor-set.js';
import { Schema } from '../schema/schema.js';
import { LineIndex } from '../text/line-index.js';
import { createLocalLoader } from '../workspace/file-loader.js';
import type { FileSystem } from '../workspace/file-system.js';
import { type Path, parentOf } from '../workspace/location.js';
import { Workspace } from '../workspace/workspace.js';

export interface ProtoInput {
  /** Empty: every .proto file in the import paths. */
  readonly protos: readonly Path[];
  /** Empty: the folders of the files. */
  readonly importPaths: readonly Path[];
}

/**
 * A FileDescriptorSet of the files and all that they import. Rejects with FAILED_PRECONDITION for files that are not
 * there or have errors.
 */
export async function compileProtos(
  fs: FileSystem,
  bundledFiles: ReadonlyMap<string, string>,
  { protos, importPaths }: ProtoInput,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const schema = new Schema();
  const loader = createLocalLoader(fs, schema.names);
  const workspace = new Workspace({ fs, schema, loader, bulkLoader: loader, bundledFiles });
  for (const path of [...protos, ...importPaths]) {
    if ((await fs.kind(path)) === undefined) throw refused(`${path}: there is no such file or folder.`);
  }
  const roots = importPaths.length > 0 ? importPaths : [...new Set(protos.map(parentOf))];
  const folders = protos.length > 0 ? [] : importPaths;
  const snapshot = await workspace.open(
    {
      folders: folders.map((path) => ({ path, excludeGlobs: [], importPaths: [], ignoreGitignore: true })),
      files: protos,
      importPaths: roots,
    },
    { signal },
  );
  const asked = snapshot.listed().map(({ id }) => id);
  const ids = descriptorSetFiles(snapshot.schema, asked, true);
  for (const id of ids) {
    const file = snapshot.files[id];
    const error = file && snapshot.problems(file).find(({ code }) => severityOf(code) === 'error');
    if (!file || !error) continue;
    const { start } = new LineIndex(file.source.parsed.bytes).range(error);
    throw refused(`${file.path}:${start.line + 1}:${start.column + 1}: ${error.message}`);
  }
  const encoder = new DescriptorSetEncoder({ sourceInfo: true, retainOptions: false });
  for (const id of ids) encoder.add(snapshot.schema, id);
  return encoder.take();
}

function refused(message: string): RpcError {
  return new RpcError(status.FAILED_PRECONDITION, message);
}
