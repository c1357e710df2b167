// BuildService.Build: files are checked with all they import, and then written as a descriptor set.
import { status as grpcStatus } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { BuildRequest, BuildResponse, BuildSummary } from '../../protos/gen/protopipe/v1/build.js';
import { Severity } from '../../protos/gen/protopipe/v1/common.js';
import { Phase, type Progress } from '../../protos/gen/protopipe/v1/workspace.js';
import { severityOf } from '../diagnostics/codes.js';
import { DescriptorSetEncoder, descriptorSetFiles } from '../schema/descriptors/descriptor-set.js';
import type { DescriptorOptions } from '../schema/descriptors/encode-context.js';
import { type CheckedWorkspace, checkOnce } from '../workspace/check-once.js';
import type { WorkspaceSettings } from '../workspace/configuration.js';
import { type Path, parentOf, pathOfUri } from '../workspace/location.js';
import { Slices } from '../workspace/slices.js';
import type { WorkspaceFile } from '../workspace/snapshot.js';
import type { OpenOptions } from '../workspace/workspace.js';
import { AheadEncoder } from './encode-ahead.js';
import { encodeBareProblems } from './encode-diagnostic.js';
import { phases, settingsOf } from './open-workspace.js';
import type { Send } from './stream-handlers.js';
import { everyMs } from './throttle.js';
import { type TeamPorts, withThreads } from './with-threads.js';

/** Largest piece of a descriptor set in one message. */
const maxPieceBytes = 1 << 20;

export async function buildDescriptorSet(
  ports: TeamPorts,
  request: BuildRequest,
  send: Send<BuildResponse>,
  signal: AbortSignal,
): Promise<void> {
  const startMs = performance.now();
  const summary: BuildSummary = { files: 0, sizeBytes: 0n, errors: 0, warnings: 0, elapsedMs: 0 };
  const progress = progressTo(send);
  const options = { sourceInfo: request.includeSourceInfo, retainOptions: request.retainOptions };
  const { checked, ahead } = await check(ports, settingsOf(request.workspace), options, {
    signal,
    onProgress: ({ phase, done, total }) => progress({ phase: phases[phase], filesDone: done, filesTotal: total }),
  });
  const { schema } = checked;
  if (schema) {
    const inputs = inputsAt(checked, request.uris);
    await report(checked, descriptorSetFiles(schema, inputs, true), summary, send);
    if (summary.errors === 0) {
      const ids = descriptorSetFiles(schema, inputs, request.includeImports);
      refuseSharedNames(checked, ids);
      summary.files = ids.length;
      const encoder = new DescriptorSetEncoder(options);
      const slices = new Slices(signal);
      for (let done = 0; done < ids.length; done++) {
        ahead.addTo(encoder, schema, ids[done]);
        if (encoder.size >= maxPieceBytes) summary.sizeBytes += await sendPieces(encoder, send);
        if (!slices.dueNow()) continue;
        await slices.pause();
        progress({ phase: Phase.BUILDING, filesDone: done + 1, filesTotal: ids.length });
      }
      summary.sizeBytes += await sendPieces(encoder, send);
    }
  }
  summary.elapsedMs = Math.round(performance.now() - startMs);
  await send({ event: { $case: 'summary', value: summary } });
}

/** Sends progress every 100 ms and whenever a phase begins. Who is behind does not keep the work waiting. */
function progressTo(send: Send<BuildResponse>): (progress: Progress) => void {
  const due = everyMs(100);
  let lastPhase: Phase | undefined;
  return (value) => {
    if (!due(value.phase !== lastPhase)) return;
    lastPhase = value.phase;
    // Of a call that ended the work hears by its signal.
    send({ event: { $case: 'progress', value } }).catch(() => {});
  };
}

function check(
  ports: TeamPorts,
  settings: WorkspaceSettings,
  descriptorOptions: DescriptorOptions,
  options: OpenOptions,
): Promise<{ readonly checked: CheckedWorkspace; readonly ahead: AheadEncoder }> {
  const { fs, bundled, bufCacheFolder } = ports;
  const wanted = { withSourceInfo: descriptorOptions.sourceInfo };
  return withThreads(ports, { wanted, signal: options.signal }, async (team) => {
    const ahead = new AheadEncoder(descriptorOptions);
    const watched = (fileCount: number) => ahead.watch(team(fileCount));
    const checkPorts = { fs, bundled, bufCacheFolder, team: watched };
    return { checked: await checkOnce(checkPorts, settings, { ...options, withImported: true }), ahead };
  });
}

/** Ids of the files at the URIs, each once: those of folders in the order of their paths. */
function inputsAt({ listed, files }: CheckedWorkspace, uris: readonly string[]): readonly number[] {
  if (uris.length === 0) return listed;
  const below = new Map(uris.map((uri): [Path, number[]] => [pathOfUri(uri), []]));
  for (const id of listed) {
    // Up through the folders of the file, not through all folders that were asked for.
    for (let at = files[id]?.path; at !== undefined; at = parentOf(at) === at ? undefined : parentOf(at)) {
      below.get(at)?.push(id);
    }
  }
  return [...new Set([...below.values()].flat())];
}

/** Reports what is wrong with files of the workspace, and the errors of what they import. */
async function report(
  { findings }: CheckedWorkspace,
  ids: readonly number[],
  summary: BuildSummary,
  send: Send<BuildResponse>,
): Promise<void> {
  const found = new Map(findings.map((finding) => [finding.file.id, finding]));
  for (const id of ids) {
    const finding = found.get(id);
    if (!finding) continue;
    const { file } = finding;
    const problems = finding.problems.filter(({ code }) => file.listed || severityOf(code) === 'error');
    if (problems.length === 0) continue;
    const diagnostics = encodeBareProblems(problems, file.source.parsed.bytes);
    for (const { severity } of diagnostics) {
      if (severity === Severity.ERROR) summary.errors++;
      else if (severity === Severity.WARNING) summary.warnings++;
    }
    await send({ event: { $case: 'file', value: { uri: file.uri, diagnostics } } });
  }
}

/** In a descriptor set a name stands for one file. */
function refuseSharedNames({ files }: CheckedWorkspace, ids: readonly number[]): void {
  const known = new Map<string, WorkspaceFile>();
  for (const id of ids) {
    const file = files[id];
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
