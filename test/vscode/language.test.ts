// What VS Code knows of the language without the backend.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { file } from './editor.js';

suite('language', () => {
  test('.proto files have the language id', async () => {
    const document = await vscode.workspace.openTextDocument(file('acme/shop/v1/cart.proto'));
    assert.equal(document.languageId, 'proto');
  });

  test('commands that comment know the comments of the language', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'proto', content: 'message A {}' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand('editor.action.commentLine');
    assert.equal(document.getText(), '// message A {}');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
