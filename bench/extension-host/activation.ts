// Measures inside the extension host how long the installed extension takes to activate.
import fs from 'node:fs';
import * as vscode from 'vscode';

/** Called by VS Code. Writes milliseconds to the file named by PROTOPIPE_BENCH_RESULT. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('protopipe.protopipe');
  const result = process.env.PROTOPIPE_BENCH_RESULT;
  if (!extension || !result) throw new Error('Protopipe is not installed, or nobody waits for the result');
  if (extension.isActive) throw new Error('the extension was active before it could be measured');
  const start = performance.now();
  await extension.activate();
  fs.writeFileSync(result, String(performance.now() - start));
}
