// BuildService.Build: files are checked with all they import, and then written as a descriptor set.
import { status as grpcStatus } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { BuildRequest, BuildResponse, BuildSummary } from '../../protos/gen/protopipe/v1/build.js';
import { Severity } from '../../protos/gen/protopipe/v1/common.js';
import { Phase } from '../../protos/gen/protopipe/v1/workspace.js';
import { severityOf } from '../diagnostics/codes.js';
import { DescriptorSetEncoder, descriptorSetFiles } from '../schema/descriptors/descriptor-set.js';
import { type Path, parentOf, pathOfUri } from '../workspace/location.js';
import { Slices } from '../workspace/slices.js';
import type { WorkspaceFile, WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import type { BackendStatus } from './backend-status.js';
import { encodeProblems } from './encode-diagnostic.js';
import type { Send } from './stream-handlers.js';
import { everyMs } from './throttle.js';

/** Largest piece of a descriptor set in one message. */
const maxPieceBytes = 1 << 20;

export async function buildDescriptorSet(
  workspace: Workspace,
  status: BackendStatus,
  request: BuildRequest,
  send: Send<BuildResponse>,
  signal: AbortSignal,
): Promise<void> {
  const startMs = performance.now();
  if (!workspace.isOpen && !workspace.isOpening) {
    throw new RpcError(grpcStatus.FAILED_PRECONDITION, 'No workspace is open.');
  }
  workspace.lookAgain(false);
  const snapshot = await workspace.settled(signal);
  const inputs = inputsAt(snapshot, request.uris);
  const slices = new Slices(signal);
  const due = everyMs(100);
  const summary: BuildSummary = { files: 0, sizeBytes: 0n, errors: 0, warnings: 0, elapsedMs: 0 };
  const step = async (phase: Phase, filesDone: number, filesTotal: number): Promise<void> => {
    if (!slices.dueNow()) return;
    await slices.pause();
    if (!due()) return;
    status.progress(filesDone, filesTotal);
    await send({ event: { $case: 'progress', value: { phase, filesDone, filesTotal } } });
  };

  try {
    await checkAll(snapshot, inputs, summary, send, (done, total) => step(Phase.LINKING, done, total));
    if (summary.errors === 0) {
      const options = { sourceInfo: request.includeSourceInfo, retainOptions: request.retainOptions };
      const encoder = new DescriptorSetEncoder(options);
      const ids = descriptorSetFiles(
        snapshot.schema,
        inputs.map(({ id }) => id),
        request.includeImports,
      );
      refuseSharedNames(snapshot, ids);
      summary.files = ids.length;
      for (let done = 0; done < ids.length; done++) {
        encoder.add(snapshot.schema, ids[done]);
        if (encoder.size >= maxPieceBytes) summary.sizeBytes += await sendPieces(encoder, send);
        await step(Phase.BUILDING, done + 1, ids.length);
      }
      summary.sizeBytes += await sendPieces(encoder, send);
    }
  } finally {
    status.progress(0, 0);
  }
  summary.elapsedMs = Math.round(performance.now() - startMs);
  await send({ event: { $case: 'summary', value: summary } });
}

/** The files at the URIs, each once: those of folders in the order of their paths. */
function inputsAt(snapshot: WorkspaceSnapshot, uris: readonly string[]): WorkspaceFile[] {
  if (uris.length === 0) return [...snapshot.listed()];
  const below = new Map(uris.map((uri): [Path, WorkspaceFile[]] => [pathOfUri(uri), []]));
  for (const file of snapshot.listed()) {
    // Up through the folders of the file, not through all folders that were asked for.
    for (let at = file.path; ; at = parentOf(at)) {
      below.get(at)?.push(file);
      if (parentOf(at) === at) break;
    }
  }
  const found = new Set<WorkspaceFile>();
  for (const [path, files] of below) {
    const file = snapshot.fileAt(path);
    for (const each of file ? [file] : files) found.add(each);
  }
  return [...found];
}

/** Reports what is wrong with the inputs, and the errors of what they import. */
async function checkAll(
  snapshot: WorkspaceSnapshot,
  inputs: readonly WorkspaceFile[],
  summary: BuildSummary,
  send: Send<BuildResponse>,
  step: (done: number, total: number) => Promise<void>,
): Promise<void> {
  const wanted = new Set(inputs.map(({ id }) => id));
  const all = descriptorSetFiles(snapshot.schema, [...wanted], true);
  for (let done = 0; done < all.length; done++) {
    const file = snapshot.files[all[done]];
    if (!file) continue;
    const found = snapshot.problems(file);
    const problems = wanted.has(file.id) ? found : found.filter(({ code }) => severityOf(code) === 'error');
    if (problems.length > 0) {
      const diagnostics = encodeProblems(problems, file, snapshot);
      for (const { severity } of diagnostics) {
        if (severity === Severity.ERROR) summary.errors++;
        else if (severity === Severity.WARNING) summary.warnings++;
      }
      await send({ event: { $case: 'file', value: { uri: file.uri, diagnostics } } });
    }
    await step(done + 1, all.length);
  }
}

/** In a descriptor set a name stands for one file. */
function refuseSharedNames(snapshot: WorkspaceSnapshot, ids: readonly number[]): void {
  const known = new Map<string, WorkspaceFile>();
  for (const id of ids) {
    const file = snapshot.files[id];
    if (!file) continue;
    const other = known.get(file.source.name);
    if (other) {
      throw new RpcError(
        grpcStatus.FAILED_PRECONDITION,
        `${other.path} and ${file.path} are both imported as "${file.source.name}". Build them one after the other.`,
      );
    }
    known.set(file.source.name, file);
  }
}

/** Sends what was encoded so far. Returns how many bytes it was. */
async function sendPieces(encoder: DescriptorSetEncoder, send: Send<BuildResponse>): Promise<bigint> {
  const bytes = encoder.take();
  for (let at = 0; at < bytes.length; at += maxPieceBytes) {
    const value = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(maxPieceBytes, bytes.length - at));
    await send({ event: { $case: 'descriptorSetPiece', value } });
  }
  return BigInt(bytes.length);
}
