// Which environments the environment files of the workspace name.
import * as vscode from 'vscode';

/** As JetBrains' HTTP Client calls them: one object of variables for each environment. */
const files = '**/http-client{,.private}.env.json';

/** Sorted; files that are no JSON are left out. */
export async function environmentNames(): Promise<string[]> {
  const names = new Set<string>();
  for (const uri of await vscode.workspace.findFiles(files, '**/node_modules/**')) {
    try {
      const content: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
      if (typeof content === 'object' && content !== null) for (const name of Object.keys(content)) names.add(name);
    } catch {
      // What is wrong with the file is said when a request needs it.
    }
  }
  return [...names].filter((name) => !name.startsWith('$')).sort();
}
