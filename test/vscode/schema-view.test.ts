// The Schema view: the way from the cursor into the tree, through edits and a filter.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, eventually, file, open, remove, replace, write } from './editor.js';

suite('schema view', () => {
  const text =
    'syntax = "proto3";\n\npackage tree.v1;\n\nmessage Oak {\n  message Leaf {\n    string color = 1;\n  }\n}\n';
  let uri: vscode.Uri;

  /** What Reveal in Schema View selects for the cursor behind the first `word`. */
  const revealed = async (word: string): Promise<string[] | undefined> => {
    const editor = await vscode.window.showTextDocument(await open(uri));
    const offset = editor.document.getText().indexOf(word) + 1;
    const position = editor.document.positionAt(offset);
    editor.selection = new vscode.Selection(position, position);
    return vscode.commands.executeCommand<string[] | undefined>('protopipe.revealInSchema');
  };

  suiteSetup(async () => {
    uri = await write('tree/v1/oak.proto', text);
    await open(uri);
  });

  suiteTeardown(async () => {
    await closeEditors();
    await remove(file('tree'));
  });

  test('the view opens and the declaration at the cursor is selected in it', async () => {
    await vscode.commands.executeCommand('protopipe.schema.focus');
    assert.deepEqual(await revealed('color'), ['tree.v1', 'Oak', 'Leaf', 'color']);
    assert.deepEqual(await revealed('Oak'), ['tree.v1', 'Oak']);
    assert.equal(await revealed('syntax'), undefined);
  });

  test('what is typed into the file is found in the tree, also after a refresh', async () => {
    const document = await open(uri);
    await replace(document, 'message Leaf', 'message Twig { int32 girth = 1; }\n  message Leaf');
    await eventually(
      'the new message in the tree',
      async () => (await revealed('girth'))?.join() === 'tree.v1,Oak,Twig,girth',
    );
    await vscode.commands.executeCommand('protopipe.refreshSchema');
    assert.deepEqual(await revealed('girth'), ['tree.v1', 'Oak', 'Twig', 'girth']);
  });
});
