// Request files in the editor: each provider through VS Code's own commands, and a rename that reaches saved requests.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, eventually, file, open, remove, write } from './editor.js';

const proto =
  'syntax = "proto3";\n\npackage asked;\n\nservice Shop {\n  rpc Get(Order) returns (Order);\n}\n\n// An order.\nmessage Order {\n  // Which one.\n  string order_id = 1;\n  bool gift = 2;\n}\n';
const request = '### One\nGRPC localhost:1/asked.Shop/Get\n\n{"orderId": "x", "gift": 1}\n';

suite('request files', () => {
  let uri: vscode.Uri;
  let declared: vscode.Uri;
  const run = <T>(command: string, ...rest: unknown[]): Thenable<T> =>
    vscode.commands.executeCommand<T>(command, ...rest);
  const inKey = new vscode.Position(3, 4);

  suiteSetup(async () => {
    declared = await write('asked/shop.proto', proto);
    uri = await write('asked/one.grpc', request);
    const document = await open(uri);
    assert.equal(document.languageId, 'grpc-request');
    await eventually('that the .proto is known', async () => {
      const links = await run<vscode.LocationLink[]>('vscode.executeDefinitionProvider', uri, inKey);
      return links.length > 0 || undefined;
    });
  });

  suiteTeardown(async () => {
    await closeEditors();
    await remove(file('asked'));
  });

  test('diagnostics', async () => {
    const found = await eventually('the diagnostic', async () => {
      const diagnostics = vscode.languages.getDiagnostics(uri);
      return diagnostics.length > 0 ? diagnostics : undefined;
    });
    assert.deepEqual(
      found.map(({ message, range }) => [message, range.start.line, range.start.character]),
      [['gift is bool: true or false is expected, not a number.', 3, 25]],
    );
  });

  test('definition, hover, completion, references', async () => {
    const [link] = await run<vscode.LocationLink[]>('vscode.executeDefinitionProvider', uri, inKey);
    assert.equal(link.targetUri.toString(), declared.toString());
    const [hover] = await run<vscode.Hover[]>('vscode.executeHoverProvider', uri, inKey);
    assert.match((hover.contents[0] as vscode.MarkdownString).value, /Which one\./);
    const { items } = await run<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, inKey);
    assert.ok(items.some(({ filterText }) => filterText === '"orderId"'));
    const references = await run<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      declared,
      new vscode.Position(11, 10),
    );
    assert.ok(references.some((place) => place.uri.toString() === uri.toString()));
  });

  test('rename, formatting, outline, folding', async () => {
    const edit = await run<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', uri, inKey, 'key_of_order');
    assert.deepEqual(
      edit.entries().map(([changed, edits]) => [changed.toString(), edits.map(({ newText }) => newText)]),
      [
        [declared.toString(), ['key_of_order']],
        [uri.toString(), ['keyOfOrder']],
      ],
    );
    const edits = await run<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', uri, {
      tabSize: 2,
      insertSpaces: true,
    });
    // VS Code makes the edits as small as they can be.
    const changes = new vscode.WorkspaceEdit();
    changes.set(uri, edits);
    assert.ok(await vscode.workspace.applyEdit(changes));
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(
      document.getText(),
      request.replace('{"orderId": "x", "gift": 1}', '{\n  "orderId": "x",\n  "gift": 1\n}'),
    );
    await document.save();
    const [symbol] = await run<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    assert.equal(symbol.name, 'One');
    assert.equal((await run<unknown[]>('vscode.executeFoldingRangeProvider', uri)).length, 2);
  });
});
