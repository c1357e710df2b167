// Documents that are not plain files of the workspace: untitled, outside of the folders, out of a history, with other
// line breaks, a byte order mark, characters of two UTF-16 units, and lines that are very long.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeEditors, eventually, file, open, problems, remove, write } from './editor.js';

const run = <T>(command: string, ...rest: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...rest);

/** The hover behind the first `text` of a document, as Markdown; '' while there is none. */
async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
  const place = document.positionAt(document.getText().indexOf(text) + 1);
  const hovers = await run<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, place);
  return hovers.map(({ contents }) => (contents[0] as vscode.MarkdownString).value).join('\n');
}

suite('documents', () => {
  let outside: string;

  suiteSetup(() => {
    outside = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-outside-')));
  });

  suiteTeardown(async () => {
    await closeEditors();
    fs.rmSync(outside, { recursive: true, force: true });
  });

  test('an untitled document is checked, completed and formatted', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'proto',
      content: 'syntax = "proto3";\n\nmessage  Draft {\n  Missing a = 1;\n  Dra \n}\n',
    });
    await vscode.window.showTextDocument(document);
    const found = await eventually('a problem', () => {
      const all = problems(document.uri);
      return all.length > 0 ? all : undefined;
    });
    assert.match(found.join('\n'), /Expected|Missing|identifier|field/i);
    const list = await run<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(4, 5),
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('Draft'), labels.slice(0, 20).join(', '));
    const edit = new vscode.WorkspaceEdit();
    edit.delete(document.uri, new vscode.Range(3, 0, 5, 0));
    // What is left is `message  Draft {`, and `}` in the next line.
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually('the formatted text', async () => {
      await run('editor.action.formatDocument');
      return document.getText() === 'syntax = "proto3";\n\nmessage Draft {}\n' || undefined;
    });
  });

  test('a file outside of the folders finds what lies beside it', async () => {
    fs.mkdirSync(path.join(outside, 'acme'));
    fs.writeFileSync(
      path.join(outside, 'acme/b.proto'),
      'syntax = "proto3";\npackage acme;\n// Beside.\nmessage B {}\n',
    );
    const main = path.join(outside, 'acme/a.proto');
    fs.writeFileSync(main, 'syntax = "proto3";\npackage acme;\nimport "acme/b.proto";\nmessage A { B b = 1; }\n');
    const document = await open(vscode.Uri.file(main));
    const hover = await eventually('the hover', async () => (await hoverAt(document, 'B b')) || undefined);
    assert.match(hover, /Beside/);
    assert.deepEqual(problems(document.uri), []);
  });

  test('line breaks of Windows, a byte order mark and characters of two units', async () => {
    const text =
      '\ufeffsyntax = "proto3";\r\n\r\n// 😀\r\nmessage Smile { /* 😀😀 */ Smile next = 1; /* 😀 */ Smlie wrong = 2; }\r\n';
    const uri = await write('made-documents/smile.proto', text);
    const document = await open(uri);
    const [problem] = await eventually('the problem', () => {
      const all = vscode.languages.getDiagnostics(uri);
      return all.length > 0 ? all : undefined;
    });
    assert.equal(document.getText(problem.range), 'Smlie');
    assert.match(await hoverAt(document, 'Smile next'), /😀/);
    const place = document.positionAt(document.getText().indexOf('Smile next') + 2);
    const edit = await run<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', uri, place, 'Grin');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const wanted = text.slice(1).replace('message Smile', 'message Grin').replace('Smile next', 'Grin next');
    assert.equal(document.getText(), wanted);
    const actions = await run<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, problem.range);
    assert.ok(actions.some(({ title }) => title.startsWith('Delete the field "wrong"')));
    await run('workbench.action.files.revert');
    await remove(file('made-documents'));
  });

  test('a line of 200,000 characters', async () => {
    const fields = Array.from({ length: 6_000 }, (_, i) => `  string field_number_${i + 1} = ${i + 1};`);
    const uri = await write(
      'made-documents/long.proto',
      `syntax = "proto3"; message Long {${fields.join('')} Long last = 9000; }`,
    );
    const document = await open(uri);
    const hover = await eventually('the hover', async () => (await hoverAt(document, 'Long last')) || undefined);
    assert.match(hover, /message Long/);
    const symbols = await run<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    assert.equal(symbols[0].children.length, 6_001);
    await closeEditors();
    await remove(file('made-documents'));
  });

  test('a version that is not on disk has no answers and makes no noise', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('made-history', {
      provideTextDocumentContent: () => 'syntax = "proto3";\nmessage Old { Older a = 1; }\n',
    });
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('made-history:/old.proto'));
      await vscode.window.showTextDocument(document);
      assert.equal(document.languageId, 'proto');
      assert.equal(await hoverAt(document, 'Older'), '');
      assert.deepEqual(problems(document.uri), []);
    } finally {
      provider.dispose();
    }
  });
});
