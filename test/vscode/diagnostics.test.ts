// Diagnostics of open documents and of checks: each where it belongs, and never both.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CheckOutcome } from '../../src/commands/check-workspace.js';
import {
  backendPid,
  closed,
  closeEditors,
  eventually,
  file,
  open,
  problems,
  remove,
  replace,
  write,
} from './editor.js';

const good = 'syntax = "proto3";\n\nmessage Good {\n  string name = 1;\n}\n';
const bad = 'syntax = "proto3";\n\nmessage Bad {\n  TYPO name = 1;\n}\n';
const finding = ['4: "TYPO" is not defined.'];

async function check() {
  const outcome = await vscode.commands.executeCommand<CheckOutcome>('protopipe.checkWorkspace');
  assert.equal(outcome.kind, 'done', JSON.stringify(outcome));
  assert.ok(outcome.kind === 'done');
  return outcome.summary;
}

/** Checks until the check knows of the file: VS Code tells of changes on disk after a while. */
async function seenByCheck(uri: vscode.Uri) {
  await eventually(`a check that reports ${uri.path}`, async () => {
    await check();
    return problems(uri).join() === finding.join() || undefined;
  });
}

suite('diagnostics', () => {
  let uri: vscode.Uri;
  let count = 0;

  suiteSetup(async () => {
    // VS Code begins to watch the folders some time after it has opened them: what is written before goes unnoticed.
    const first = file('made/first.proto');
    await eventually('that VS Code watches the workspace', async () => {
      await write('made/first.proto', bad);
      await check();
      return problems(first).length > 0 || undefined;
    });
    await remove(first);
  });

  setup(async () => {
    // Never the same file twice: VS Code keeps documents for a while after their editors are closed.
    uri = await write(`made/subject-${++count}.proto`, bad);
    await seenByCheck(uri);
  });

  teardown(async () => {
    await closeEditors();
    await remove(file('made'));
    await eventually('no problems of the deleted file', () => problems(uri).length === 0);
  });

  test('a check reports files that are not open', async () => {
    const summary = await check();
    assert.ok(summary.filesWithProblems >= 1 && summary.errors >= 1 && summary.files >= 8);
    const [diagnostic] = vscode.languages.getDiagnostics(uri);
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(diagnostic?.code, 'undefined-type');
    assert.equal(diagnostic?.range.isEqual(new vscode.Range(3, 2, 3, 6)), true);
  });

  test('an open document is checked while it is edited, without a check', async () => {
    await write('made/other.proto', good);
    const document = await open(file('made/other.proto'));
    await replace(document, 'string', 'TYPO');
    await eventually('the problem', () => problems(document.uri).join() === finding.join());
    await replace(document, 'TYPO', 'string');
    await eventually('no problem', () => problems(document.uri).length === 0);
  });

  test('mending and saving makes the entry of a check go, and closing does not bring it back', async () => {
    const document = await open(uri);
    await replace(document, 'TYPO', 'string');
    await eventually('no problem', () => problems(uri).length === 0);
    await document.save();
    await closeEditors();
    await closed(uri);
    assert.deepEqual(problems(uri), []);
    await check();
    assert.deepEqual(problems(uri), []);
  });

  test('edits that are thrown away do not count', async () => {
    const document = await open(uri);
    await replace(document, 'TYPO', 'string');
    await eventually('no problem', () => problems(uri).length === 0);
    await closeEditors();
    await closed(uri);
    await eventually('the problem of the file on disk', () => problems(uri).join() === finding.join());
  });

  test('a file that is mended outside the editor loses its entry', async () => {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(good));
    await eventually('no problem', () => problems(uri).length === 0);
  });

  test('a deleted folder takes the entries of its files with it', async () => {
    const inner = await write('made/deep/inner.proto', bad);
    await seenByCheck(inner);
    await remove(file('made/deep'));
    await eventually('no problem', () => problems(inner).length === 0);
  });

  test('a killed backend comes back with the documents that were open', async () => {
    const document = await open(uri);
    await replace(document, 'message', '// unsaved\nmessage');
    const moved = ['5: "TYPO" is not defined.'];
    await eventually('the problem', () => problems(uri).join() === moved.join());
    const pid = await backendPid();
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    let next: number | undefined;
    while (next === undefined || next === pid) next = await backendPid();
    await eventually('the problem from the next backend', () => problems(uri).join() === moved.join());
    await replace(document, 'TYPO', 'string');
    await eventually('no problem from the next backend', () => problems(uri).length === 0);
    assert.equal((await check()).filesWithProblems >= 0, true);
  });

  test('restarting by command gives another process and the same problems', async () => {
    const pid = await backendPid();
    await vscode.commands.executeCommand('protopipe.restartBackend');
    let next = await backendPid();
    while (next === undefined || next === pid) next = await backendPid();
    assert.deepEqual(problems(uri), finding);
    await check();
    assert.deepEqual(problems(uri), finding);
  });

  test('a folder that is deleted and made again at once counts with what is in it then', async () => {
    await remove(file('made'));
    const again = await write('made/again.proto', bad);
    await seenByCheck(again);
    assert.deepEqual(problems(uri), []);
  });
});
