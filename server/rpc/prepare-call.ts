// RequestService.PrepareRequest: reads the files that a request names and makes the start of a call of it.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { type CallStart, type MetadataEntry, Reflection, TlsMode } from '../../protos/gen/protopipe/v1/call.js';
import type { PrepareRequestRequest, PrepareRequestResponse } from '../../protos/gen/protopipe/v1/request.js';
import { severityOf } from '../diagnostics/codes.js';
import { checkRequestFile } from '../requests/check.js';
import { hasSecretMark, isSecretMark } from '../requests/command-line/exported-request.js';
import { calledMethod, requestAt } from '../requests/find-method.js';
import {
  filesOfRequest,
  type Preparation,
  type PreparedHeader,
  type PreparedRequest,
  type PrepareInput,
  prepareRequest,
} from '../requests/prepare-request.js';
import type { ReflectionMode, RequestSettings } from '../requests/settings/read-settings.js';
import type { Request } from '../requests/syntax/request-file.js';
import { type Environment, environmentOf } from '../requests/variables/environment.js';
import type { Span } from '../text/span.js';
import { FileError, type FileSystem } from '../workspace/file-system.js';
import { type Path, resolvePath } from '../workspace/location.js';
import type { Workspace } from '../workspace/workspace.js';
import { type AskedRequest, askedRequest } from './asked-request.js';
import { compileProtos } from './compile-protos.js';
import { generatedValue } from './generated-value.js';
import { folderOfRequest, readEnvironmentFiles } from './request-environment.js';
import { refuseUntrusted, type WorkspaceTrust } from './workspace-trust.js';

export interface RequestPorts {
  readonly workspace: Workspace;
  readonly trust: WorkspaceTrust;
  readonly fs: FileSystem;
  /** The text of the bundled well-known types by import path. */
  readonly bundledFiles: ReadonlyMap<string, string>;
}

export async function prepareCall(
  ports: RequestPorts,
  input: PrepareRequestRequest,
  signal: AbortSignal,
): Promise<PrepareRequestResponse> {
  refuseUntrusted(ports.trust);
  const asked = await askedRequest(ports.workspace, input.position, signal);
  const request = requestOf(asked, input);
  const environment = await environmentFor(ports, asked, input.environment);
  const folder = folderOfRequest(asked.document.path, asked.workspace.folders);
  const { request: prepared, missing } = await prepare(ports, asked, request, environment, input, folder);
  if (missing.length > 0) {
    return {
      start: undefined,
      messages: [],
      keepOpen: false,
      name: prepared.name,
      missing: missing.map(({ name, isSecret, ...span }) => ({ name, secret: isSecret, range: asked.range(span) })),
    };
  }
  return {
    start: await startOf(ports, prepared, folder, signal),
    messages: [...prepared.messages],
    keepOpen: prepared.settings.keepOpen,
    name: prepared.name,
    missing: [],
  };
}

/** The request at a place. Throws FAILED_PRECONDITION when there is none, or if it has errors. */
export function requestOf(asked: AskedRequest, { position }: PrepareRequestRequest): Request {
  const request = position && requestAt(asked.file.requests, asked.offset(position));
  if (!request) throw new RpcError(status.FAILED_PRECONDITION, 'There is no request at this place.');
  const problems = checkRequestFile(asked.file, asked.types, { knownVariables: new Set() });
  const error = problems.find(
    ({ code, start }) => request.start <= start && start < request.end && severityOf(code) === 'error',
  );
  if (error) throw refused(asked, error, error.message);
  return request;
}

export async function environmentFor(
  { fs }: RequestPorts,
  asked: AskedRequest,
  environment: string,
): Promise<Environment> {
  const files = await readEnvironmentFiles(fs, asked.document.path, asked.workspace.folders, environment);
  return environmentOf(files, environment);
}

/** Fills in the variables and reads what messages are read from. Rejects with FAILED_PRECONDITION for what does not fit. */
export async function prepare(
  ports: RequestPorts,
  asked: AskedRequest,
  request: Request,
  environment: Environment,
  { variables, secrets }: Pick<PrepareRequestRequest, 'variables' | 'secrets'>,
  folder: Path | undefined,
): Promise<Preparation> {
  const texts = new Map<string, string>();
  const binaries = new Map<string, string>();
  const input: PrepareInput = {
    environment,
    given: new Map(Object.entries(variables)),
    secrets: new Map(Object.entries(secrets)),
    fileText: (path) => texts.get(path),
    fileBase64: (path) => binaries.get(path),
    generate: generatedValue,
    isMark: isSecretMark,
    hasMark: hasSecretMark,
  };
  const files = filesOfRequest(asked.file, request, input);
  for (const path of files.texts) texts.set(path, new TextDecoder().decode(await readFile(ports.fs, path, folder)));
  for (const path of files.binaries) {
    binaries.set(path, Buffer.from(await readFile(ports.fs, path, folder)).toString('base64'));
  }
  const called = calledMethod(asked.types, request);
  const isClientStreaming = called.kind === 'known' ? called.method.clientStreaming : undefined;
  const preparation = prepareRequest(asked.file, request, input, isClientStreaming);
  const [problem] = preparation.problems;
  if (problem) throw refused(asked, problem, problem.message);
  return preparation;
}

function refused({ lines, document }: AskedRequest, { start, end }: Span, message: string): RpcError {
  const place = lines.range({ start, end }).start;
  return new RpcError(status.FAILED_PRECONDITION, `${document.path}:${place.line + 1}:${place.column + 1}: ${message}`);
}

const reflections: Readonly<Record<ReflectionMode, Reflection>> = {
  auto: Reflection.UNSPECIFIED,
  on: Reflection.ON,
  off: Reflection.OFF,
};

const tlsModes = { auto: TlsMode.UNSPECIFIED, plaintext: TlsMode.PLAINTEXT, tls: TlsMode.TLS } as const;

async function startOf(
  ports: RequestPorts,
  { target, method, settings, metadata }: PreparedRequest,
  folder: Path | undefined,
  signal: AbortSignal,
): Promise<CallStart> {
  return {
    target: {
      address: target,
      tls: {
        mode: tlsModes[settings.tlsMode],
        ...(await tlsFiles(ports.fs, settings, folder)),
        passphrase: settings.passphrase ?? '',
        serverName: settings.serverName ?? '',
        skipVerification: settings.insecure,
      },
      maxMessageBytes: settings.maxMessageBytes ?? 0,
      gzip: settings.gzip,
      connectTimeoutMs: settings.connectTimeoutMs ?? 0,
    },
    schema: {
      reflection: reflections[settings.reflection],
      descriptorSets: await descriptorSets(ports, settings, folder, signal),
    },
    method,
    metadata: metadata.map(encodeHeader),
    deadlineMs: settings.deadlineMs ?? 0,
    waitForReady: settings.waitForReady,
    emitDefaults: settings.emitDefaults,
    blocks: false,
  };
}

async function tlsFiles(fs: FileSystem, settings: RequestSettings, folder: Path | undefined) {
  const read = async (path: string | undefined) =>
    path === undefined ? Buffer.alloc(0) : Buffer.from(await readFile(fs, path, folder));
  return {
    caPem: await read(settings.ca),
    certificatePem: await read(settings.cert),
    keyPem: await read(settings.key),
    pkcs12: await read(settings.pkcs12),
  };
}

async function descriptorSets(
  { fs, bundledFiles }: RequestPorts,
  { descriptorSets: sets, protos, importPaths }: RequestSettings,
  folder: Path | undefined,
  signal: AbortSignal,
): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (const path of sets) found.push(Buffer.from(await readFile(fs, path, folder)));
  if (protos.length + importPaths.length > 0) {
    const roots = importPaths.map((path) => absolute(path, folder));
    // As with protoc, a file that is not there is looked for in the import paths.
    const files: Path[] = [];
    for (const path of protos) {
      const candidates = [absolute(path, folder), ...roots.map((root) => resolvePath(root, path))];
      let there = candidates[0];
      for (const candidate of candidates) {
        if ((await fs.kind(candidate)) !== 'file') continue;
        there = candidate;
        break;
      }
      files.push(there);
    }
    found.push(Buffer.from(await compileProtos(fs, bundledFiles, { protos: files, importPaths: roots }, signal)));
  }
  return found;
}

/** Values of names that end in -bin are written in base64. */
function encodeHeader({ name, value }: PreparedHeader): MetadataEntry {
  return name.endsWith('-bin')
    ? { name, value: { $case: 'binary', value: Buffer.from(value, 'base64') } }
    : { name, value: { $case: 'text', value } };
}

function absolute(path: string, folder: Path | undefined): Path {
  return resolvePath(folder ?? '/', path);
}

/** Rejects with FAILED_PRECONDITION. */
async function readFile(fs: FileSystem, path: string, folder: Path | undefined): Promise<Uint8Array> {
  try {
    return await fs.read(absolute(path, folder));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new RpcError(status.FAILED_PRECONDITION, `${path}: ${error.message}`);
  }
}
