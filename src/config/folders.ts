// What the settings say about each workspace folder, in the words of the contract: import roots and what is left out.
// Other extensions' settings for import roots are read too, so that a project set up for them needs nothing more.
import * as vscode from 'vscode';
import type { Folder } from '../../protos/gen/protopipe/v1/workspace.js';
import { protoPaths } from './protoc-options.js';
import { expandVariables } from './variables.js';

/** Settings that `workspaceFolders` reads: when one of them changes, the workspace is opened again. */
const settingsRead = [
  'protopipe.importPaths',
  'protopipe.useGitignore',
  'files.exclude',
  'protoc.options',
  'protobuf.includes',
  'protobuf.protoc.options',
];

export function affectsFolders(change: vscode.ConfigurationChangeEvent): boolean {
  return settingsRead.some((name) => change.affectsConfiguration(name));
}

/** The workspace folders on disk with their settings. */
export function workspaceFolders(): Folder[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const paths = Object.fromEntries(folders.map(({ name, uri }) => [name, uri.fsPath]));
  return folders.map((folder) => ({
    uri: folder.uri.toString(),
    name: folder.name,
    excludeGlobs: excludeGlobs(folder),
    importPaths: importPaths(folder, paths),
    ignoreGitignore: !vscode.workspace.getConfiguration('protopipe', folder).get('useGitignore', true),
  }));
}

function importPaths(folder: vscode.WorkspaceFolder, workspaceFolders: Record<string, string>): string[] {
  const read = (name: string) => strings(vscode.workspace.getConfiguration(undefined, folder).get(name));
  const windows = process.platform === 'win32';
  const variables = { workspaceFolder: folder.uri.fsPath, workspaceFolders, env: process.env };
  const expand = (text: string) => expandVariables(text, variables);
  const paths = [
    ...read('protopipe.importPaths').map(expand),
    // github.com/zxh0/vscode-proto3
    ...protoPaths(read('protoc.options').map(expand), windows),
    // github.com/DrBlury/protobuf-vsc-extension; its `prefix=path` entries are mappings, not import roots.
    ...read('protobuf.includes')
      .filter((entry) => !entry.includes('='))
      .map(expand),
    ...protoPaths(read('protobuf.protoc.options').map(expand), windows),
  ];
  return [...new Set(paths.filter((path) => path !== ''))];
}

function excludeGlobs(folder: vscode.WorkspaceFolder): string[] {
  const exclude: unknown = vscode.workspace.getConfiguration('files', folder).get('exclude');
  // A value that is no boolean is a condition on sibling files, which .proto files are never generated from.
  return Object.entries(exclude ?? {}).flatMap(([glob, on]) => (on === true ? [glob] : []));
}

/** Settings are whatever a person typed. */
function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
