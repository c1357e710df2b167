// Notices files that change outside the editor's documents, and tells in batches.
import * as vscode from 'vscode';
import type { FilesChanged } from '../../protos/gen/protopipe/v1/workspace.js';

/**
 * What counts for the model: the sources, the files that say where imports are found, and those with the variables of
 * requests.
 */
const relevantFiles =
  '**/{*.proto,*.grpc,buf.yaml,buf.work.yaml,buf.lock,.gitignore,http-client.env.json,http-client.private.env.json,.env,.env.*,*.env}';
/** A checkout touches many files at once; they are told together. */
const batchDelayMs = 50;

/** Watches the workspace folders, and the import roots outside them that were found. */
export class FileWatch implements vscode.Disposable {
  private readonly created = new Set<string>();
  private readonly changed = new Set<string>();
  private readonly deleted = new Set<string>();
  private readonly workspaceWatchers: vscode.Disposable[];
  private outsideWatchers: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly onFiles: (files: FilesChanged) => void) {
    // A folder that comes or goes is one event for the folder, which only a pattern for everything matches.
    const everything = vscode.workspace.createFileSystemWatcher('**', false, true, false);
    everything.onDidCreate((uri) => void this.noteFolder(uri));
    everything.onDidDelete((uri) => this.note(this.deleted, uri));
    this.workspaceWatchers = [everything, this.watch(relevantFiles)];
  }

  /** Import roots, as absolute paths; those inside a workspace folder are watched already. */
  watchImportRoots(paths: readonly string[]): void {
    for (const watcher of this.outsideWatchers) watcher.dispose();
    this.outsideWatchers = paths
      .map((path) => vscode.Uri.file(path))
      .filter((uri) => !vscode.workspace.getWorkspaceFolder(uri))
      .map((uri) => this.watch(new vscode.RelativePattern(uri, '**/*.proto')));
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const watcher of [...this.workspaceWatchers, ...this.outsideWatchers]) watcher.dispose();
  }

  private watch(pattern: vscode.GlobPattern): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidCreate((uri) => this.note(this.created, uri));
    watcher.onDidChange((uri) => this.note(this.changed, uri));
    watcher.onDidDelete((uri) => this.note(this.deleted, uri));
    return watcher;
  }

  /** Notes a folder that was made or moved here: VS Code does not tell of everything in it. */
  private async noteFolder(uri: vscode.Uri): Promise<void> {
    if (uri.scheme !== 'file' || /\.(proto|grpc)$/.test(uri.path)) return;
    try {
      const { type } = await vscode.workspace.fs.stat(uri);
      if ((type & vscode.FileType.Directory) !== 0) this.note(this.created, uri);
    } catch {
      // It is gone again, which is an event of its own.
    }
  }

  private note(set: Set<string>, uri: vscode.Uri): void {
    if (uri.scheme !== 'file') return;
    const key = uri.toString();
    // One message tells nothing of order: what is made again in a deleted folder goes into the next.
    if (set !== this.deleted && [...this.deleted].some((folder) => key.startsWith(`${folder}/`))) this.flush();
    for (const each of [this.created, this.changed, this.deleted]) {
      each.delete(key);
      if (set !== this.deleted) continue;
      for (const inside of each) if (inside.startsWith(`${key}/`)) each.delete(inside);
    }
    set.add(key);
    this.timer ??= setTimeout(() => this.flush(), batchDelayMs);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const files = {
      createdUris: [...this.created],
      changedUris: [...this.changed],
      deletedUris: [...this.deleted],
    };
    for (const each of [this.created, this.changed, this.deleted]) each.clear();
    this.onFiles(files);
  }
}
