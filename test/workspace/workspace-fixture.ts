// A workspace on files in memory, and short ways to ask it.
import { Schema } from '../../server/schema/schema.js';
import type { FolderSettings } from '../../server/workspace/configuration.js';
import { createLocalLoader } from '../../server/workspace/file-loader.js';
import type { WorkspaceSnapshot } from '../../server/workspace/snapshot.js';
import { type OpenOptions, Workspace } from '../../server/workspace/workspace.js';
import { MemoryFileSystem } from './memory-file-system.js';

export interface WorkspaceFixture {
  readonly fs: MemoryFileSystem;
  readonly schema: Schema;
  readonly workspace: Workspace;
  /** Opens folders, by default `/w`, without excludes. */
  open(
    options?: OpenOptions & Partial<FolderSettings> & { files?: string[]; folders?: string[] },
  ): Promise<WorkspaceSnapshot>;
  /** Problems of the workspace's files as `path: code` once everything is worked in. */
  problems(): Promise<string[]>;
}

export const bundledAny =
  'syntax = "proto3";\npackage google.protobuf;\nmessage Any { string type_url = 1; bytes value = 2; }\n';

export function workspaceFixture(
  files: Readonly<Record<string, string | Uint8Array>>,
  bufCacheFolder?: string,
): WorkspaceFixture {
  const fs = new MemoryFileSystem(files);
  const schema = new Schema();
  const loader = createLocalLoader(fs, schema.names);
  const workspace = new Workspace({
    fs,
    schema,
    loader,
    bulkLoader: loader,
    bundledFiles: new Map([['google/protobuf/any.proto', bundledAny]]),
    bufCacheFolder,
  });
  return {
    fs,
    schema,
    workspace,
    open: ({ folders = ['/w'], files: named = [], signal, onProgress, ...settings } = {}) =>
      workspace.open(
        {
          folders: folders.map((path) => ({
            path,
            excludeGlobs: [],
            importPaths: [],
            ignoreGitignore: false,
            ...settings,
          })),
          files: named,
          importPaths: [],
        },
        { signal, onProgress },
      ),
    async problems() {
      return problemsIn(await workspace.settled());
    },
  };
}

export function problemsIn(snapshot: WorkspaceSnapshot): string[] {
  const own = snapshot.listed().flatMap((file) => snapshot.problems(file).map(({ code }) => `${file.path}: ${code}`));
  const other = snapshot.otherProblems.flatMap(({ path, problems }) => problems.map(({ code }) => `${path}: ${code}`));
  return [...other, ...own];
}

/** A proto3 file that imports others and has a field of each type. */
export function proto(options: { package?: string; imports?: string[]; messages?: Record<string, string[]> }): string {
  const { imports = [], messages = {} } = options;
  return [
    'syntax = "proto3";',
    options.package ? `package ${options.package};` : '',
    ...imports.map((path) => `import "${path}";`),
    ...Object.entries(messages).map(
      ([name, types]) => `message ${name} { ${types.map((type, i) => `${type} f${i + 1} = ${i + 1};`).join(' ')} }`,
    ),
    '',
  ].join('\n');
}
