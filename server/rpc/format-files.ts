// FormatService.FormatFiles: files on disk in their formatted form, without opening a workspace.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import {
  FormatOutput as EncodedOutput,
  type FormatFilesRequest,
  type FormatFilesResponse,
} from '../../protos/gen/protopipe/v1/format.js';
import { Phase } from '../../protos/gen/protopipe/v1/workspace.js';
import type { FormatStyle } from '../format/style.js';
import { readConfiguration, type WorkspaceSettings } from '../workspace/configuration.js';
import { EditorConfigReader } from '../workspace/editor-config.js';
import { bulkFrom } from '../workspace/file-loader.js';
import type { FileSystem } from '../workspace/file-system.js';
import { type Path, pathOfUri, uriOfPath } from '../workspace/location.js';
import { rememberFolders } from '../workspace/remember-folders.js';
import { encodeBareProblems } from './encode-diagnostic.js';
import type { FormatBatch, FormatOutput, FormatResult } from './format-batch.js';
import { decodeStyle, mergeStyles, styleOfEditorConfig } from './format-style.js';
import { createLocalFormatTeam, type FormatTeam } from './format-team.js';
import type { Send } from './stream-handlers.js';
import { everyMs } from './throttle.js';

export interface FormatFilesPorts {
  readonly fs: FileSystem;
  /** Threads that share the work; they cost time to start. */
  readonly team: () => FormatTeam;
}

/** Small enough to share the work evenly, large enough that messages do not count. */
const filesPerBatch = 32;

const outputs: Readonly<Record<EncodedOutput, FormatOutput | undefined>> = {
  [EncodedOutput.UNSPECIFIED]: undefined,
  [EncodedOutput.NAMES]: 'names',
  [EncodedOutput.CHANGED]: 'changed',
  [EncodedOutput.ALL]: 'all',
  [EncodedOutput.WRITE]: 'write',
};

export async function formatFiles(
  ports: FormatFilesPorts,
  request: FormatFilesRequest,
  send: Send<FormatFilesResponse>,
  signal: AbortSignal,
): Promise<void> {
  const output = outputs[request.output];
  if (!output) throw new RpcError(status.INVALID_ARGUMENT, 'It is not said what becomes of formatted files.');
  // Whether there are .editorconfig files is known once the folders were walked.
  const fs = rememberFolders(ports.fs);
  const styles = new Styles(request, fs);
  let team: FormatTeam | undefined;
  /** In the order in which they were given to the team. */
  const running: Promise<readonly FormatResult[]>[] = [];
  try {
    const { protoFiles: paths } = await readConfiguration(fs, await settingsOf(fs, request.uris), {
      // The threads start while folders are still walked.
      onProgress: (files) => {
        if (files >= bulkFrom) team ??= ports.team();
      },
      signal,
    });
    team ??= paths.length < bulkFrom ? createLocalFormatTeam() : ports.team();
    const report = new Report(send, paths, output !== 'write');
    const take = async () => {
      const results = await running[0];
      void running.shift();
      await report.batch(results);
    };
    for (let first = 0; first < paths.length; first += filesPerBatch) {
      signal.throwIfAborted();
      const batch = await styles.batch(paths.slice(first, first + filesPerBatch), output);
      const work = team.format(batch);
      // Awaited below, unless something fails before.
      work.catch(() => {});
      running.push(work);
      if (running.length >= team.batchesAhead) await take();
    }
    while (running.length > 0) await take();
    signal.throwIfAborted();
    await report.finish();
  } finally {
    await Promise.allSettled(running);
    team?.close();
  }
}

/** The files and folders as a workspace would have them. */
async function settingsOf(fs: FileSystem, uris: readonly string[]): Promise<WorkspaceSettings> {
  const folders: Path[] = [];
  const files: Path[] = [];
  for (const path of uris.map(pathOfUri)) ((await fs.kind(path)) === 'directory' ? folders : files).push(path);
  return {
    folders: folders.map((path) => ({ path, excludeGlobs: [], importPaths: [], ignoreGitignore: false })),
    files,
    importPaths: [],
  };
}

/** What each file's style is; files with the same configuration share one. */
class Styles {
  readonly #overrides: Partial<FormatStyle>;
  readonly #configs: EditorConfigReader | undefined;
  /** By configuration as text. */
  readonly #known = new Map<string, FormatStyle>();

  constructor({ overrides, ignoreEditorConfig }: FormatFilesRequest, fs: FileSystem) {
    this.#overrides = decodeStyle(overrides);
    this.#configs = ignoreEditorConfig ? undefined : new EditorConfigReader(fs);
  }

  async batch(paths: readonly Path[], output: FormatOutput): Promise<FormatBatch> {
    const files = await Promise.all(paths.map(async (path) => ({ path, style: await this.#of(path) })));
    return { files, output };
  }

  async #of(path: Path): Promise<FormatStyle> {
    const config = (await this.#configs?.of(path)) ?? new Map<string, string>();
    const key = [...config].join('\n');
    let style = this.#known.get(key);
    if (!style) {
      style = mergeStyles(styleOfEditorConfig(config), this.#overrides);
      this.#known.set(key, style);
    }
    return style;
  }
}

/** Sends results in the order of the paths, and counts them. */
class Report {
  readonly #send: Send<FormatFilesResponse>;
  readonly #paths: readonly Path[];
  /** Whether files are sent, or named, one by one. */
  readonly #each: boolean;
  readonly #progressIsDue = everyMs(100);
  #done = 0;
  #changed = 0;
  #unformattable = 0;

  constructor(send: Send<FormatFilesResponse>, paths: readonly Path[], each: boolean) {
    this.#send = send;
    this.#paths = paths;
    this.#each = each;
  }

  async batch(results: readonly FormatResult[]): Promise<void> {
    for (const result of results) {
      const path = this.#paths[this.#done++];
      if (this.#each || result.kind !== 'formatted') await this.#file(uriOfPath(path), result);
      else if (result.changed) this.#changed++;
    }
    if (!this.#progressIsDue()) return;
    const value = { phase: Phase.FORMATTING, filesDone: this.#done, filesTotal: this.#paths.length };
    await this.#send({ event: { $case: 'progress', value } });
  }

  async finish(): Promise<void> {
    const value = { files: this.#paths.length, changed: this.#changed, unformattable: this.#unformattable };
    await this.#send({ event: { $case: 'summary', value } });
  }

  async #file(uri: string, result: FormatResult): Promise<void> {
    switch (result.kind) {
      case 'formatted': {
        const { changed, text } = result;
        if (changed) this.#changed++;
        if (!changed && !text) return;
        const bytes = text ? Buffer.from(text.buffer, text.byteOffset, text.length) : Buffer.alloc(0);
        await this.#send({ event: { $case: 'file', value: { uri, changed, text: bytes } } });
        break;
      }
      case 'unformattable': {
        this.#unformattable++;
        const diagnostics = encodeBareProblems(result.problems, result.bytes);
        await this.#send({ event: { $case: 'unformattable', value: { uri, diagnostics } } });
        break;
      }
      case 'unwritable':
        throw new RpcError(status.FAILED_PRECONDITION, result.message);
    }
  }
}
