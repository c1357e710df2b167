// Declared names through VS Code's own symbol search.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './editor.js';

async function search(query: string): Promise<vscode.SymbolInformation | undefined> {
  const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
    'vscode.executeWorkspaceSymbolProvider',
    query,
  );
  return found.find(({ name }) => name === query);
}

suite('workspace symbols', () => {
  test('VS Code finds a symbol in each folder', async () => {
    for (const [name, path] of [
      ['Shipment', '/shop/acme/shop/v1/shipping.proto'],
      ['GeoPoint', '/second/geo/v1/point.proto'],
    ]) {
      const symbol = await eventually(name, () => search(name));
      assert.ok(symbol.location.uri.path.endsWith(path), symbol.location.uri.path);
      const document = await vscode.workspace.openTextDocument(symbol.location.uri);
      assert.equal(document.getText(symbol.location.range), name);
    }
  });
});
