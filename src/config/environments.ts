// Which environments the environment files of the workspace name.
import * as vscode from 'vscode';
import { environmentOfDotEnv } from './environment-name.js';

/** As JetBrains' HTTP Client calls them: one object of variables for each environment. */
const jsonFiles = '**/http-client{,.private}.env.json';
/** As httpYac calls them: a file for each environment. */
const dotEnvFiles = '**/{.env.*,*.env}';
const excluded = '**/node_modules/**';

/** Sorted; files that are no JSON are left out. */
export async function environmentNames(): Promise<string[]> {
  const names = new Set<string>();
  for (const uri of await vscode.workspace.findFiles(jsonFiles, excluded)) {
    try {
      const content: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
      if (typeof content === 'object' && content !== null) for (const name of Object.keys(content)) names.add(name);
    } catch {
      // What is wrong with the file is said when a request needs it.
    }
  }
  for (const { path } of await vscode.workspace.findFiles(dotEnvFiles, excluded)) {
    const name = environmentOfDotEnv(path.slice(path.lastIndexOf('/') + 1));
    if (name !== undefined) names.add(name);
  }
  return [...names].filter((name) => !name.startsWith('$')).sort();
}
