// Each provider of the language once, through VS Code's own commands.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, eventually, file, open, remove, write } from './editor.js';

const shared = 'syntax = "proto3";\n\npackage made;\n\n// Somebody.\nmessage Person {\n  string full_name = 1;\n}\n';
const user =
  'syntax = "proto3";\n\npackage made;\n\nimport "made/person.proto";\n\nmessage Team {\n  Person lead = 1;\n  repeated Person members = 2;\n  int32 item_1 = 3;\n}\n\nservice Teams {\n  rpc Get(Person) returns (Team);\n}\n';

/** The text of a file with edits that were not made. */
async function applied(uri: vscode.Uri, edits: readonly vscode.TextEdit[]): Promise<string> {
  const document = await vscode.workspace.openTextDocument(uri);
  let text = document.getText();
  for (const edit of [...edits].sort((a, b) => b.range.start.compareTo(a.range.start))) {
    const [start, end] = [document.offsetAt(edit.range.start), document.offsetAt(edit.range.end)];
    text = text.slice(0, start) + edit.newText + text.slice(end);
  }
  return text;
}

suite('language', () => {
  let uri: vscode.Uri;
  let person: vscode.Uri;
  /** The place behind the first `text` in the user file, moved by `by` characters. */
  const at = (text: string, by = 1): vscode.Position => {
    const before = user.slice(0, user.indexOf(text) + by).split('\n');
    return new vscode.Position(before.length - 1, before[before.length - 1].length);
  };
  const run = <T>(command: string, ...rest: unknown[]): Thenable<T> =>
    vscode.commands.executeCommand<T>(command, ...rest);

  suiteSetup(async () => {
    person = await write('made/person.proto', shared);
    uri = await write('made/team.proto', user);
    await open(uri);
    await eventually('that the import is found', async () => {
      const links = await run<vscode.LocationLink[]>('vscode.executeDefinitionProvider', uri, at('Person lead'));
      return links.length > 0 || undefined;
    });
  });

  suiteTeardown(async () => {
    await closeEditors();
    await remove(file('made'));
  });

  test('definition, hover, highlights, references', async () => {
    const place = at('Person lead');
    const [link] = await run<vscode.LocationLink[]>('vscode.executeDefinitionProvider', uri, place);
    assert.equal(link.targetUri.toString(), person.toString());
    const [hover] = await run<vscode.Hover[]>('vscode.executeHoverProvider', uri, place);
    assert.match((hover.contents[0] as vscode.MarkdownString).value, /Somebody/);
    assert.equal((await run<unknown[]>('vscode.executeDocumentHighlights', uri, place)).length, 3);
    assert.equal((await run<unknown[]>('vscode.executeReferenceProvider', uri, place)).length, 4);
    const types = await run<unknown[]>('vscode.executeTypeDefinitionProvider', uri, at('lead'));
    assert.equal(types.length, 1);
  });

  test('formatting: document and range', async () => {
    const ugly = await write('made/ugly.proto', 'syntax = "proto3";\n\nmessage  A {\nint32 a=1;\n}\n\nmessage  B {}\n');
    await open(ugly);
    const options: vscode.FormattingOptions = { tabSize: 2, insertSpaces: true };
    const all = await eventually('edits of the whole document', async () => {
      const edits = await run<vscode.TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', ugly, options);
      return edits && edits.length > 0 ? edits : undefined;
    });
    assert.equal(await applied(ugly, all), 'syntax = "proto3";\n\nmessage A {\n  int32 a = 1;\n}\n\nmessage B {}\n');
    const last = new vscode.Range(6, 0, 6, 5);
    const some = await run<vscode.TextEdit[]>('vscode.executeFormatRangeProvider', ugly, last, options);
    assert.equal(await applied(ugly, some), 'syntax = "proto3";\n\nmessage  A {\nint32 a=1;\n}\n\nmessage B {}\n');
  });

  test('the well-known types can be opened and asked', async () => {
    const bundled = vscode.Uri.parse('protopipe-wkt:/google/protobuf/timestamp.proto');
    const document = await vscode.workspace.openTextDocument(bundled);
    assert.match(document.getText(), /message Timestamp \{/);
    const offset = document.getText().indexOf('message Timestamp') + 10;
    const hovers = await run<vscode.Hover[]>('vscode.executeHoverProvider', bundled, document.positionAt(offset));
    assert.match((hovers[0].contents[0] as vscode.MarkdownString).value, /google\.protobuf\.Timestamp/);
  });

  test('completion with documentation and the import that an item needs', async () => {
    const list = await run<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      at('Person lead', 3),
      undefined,
      50,
    );
    const item = list.items.find(({ label }) => (typeof label === 'string' ? label : label.label) === 'Person');
    assert.match((item?.documentation as vscode.MarkdownString | undefined)?.value ?? '', /Somebody/);
    const importing = await write(
      'made/importing.proto',
      'syntax = "proto3";\n\npackage made;\n\nmessage Crew {\n  Pers\n}\n',
    );
    await open(importing);
    const found = await eventually('the type that is not imported', async () => {
      const { items } = await run<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        importing,
        new vscode.Position(5, 6),
      );
      return items.find(({ label }) => (typeof label === 'string' ? label : label.label) === 'Person');
    });
    assert.deepEqual(
      found.additionalTextEdits?.map(({ newText, range }) => [newText, range.start.line]),
      [['\n\nimport "made/person.proto";', 2]],
    );
  });

  test('outline, folding, selection, links, tokens, hints, lenses', async () => {
    const symbols = await run<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['made', 'Team', 'Teams'],
    );
    assert.equal((await run<unknown[]>('vscode.executeFoldingRangeProvider', uri)).length, 2);
    const [selection] = await run<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', uri, [at('lead')]);
    assert.ok(selection.parent);
    assert.equal((await run<unknown[]>('vscode.executeLinkProvider', uri)).length, 1);
    const tokens = await run<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', uri);
    assert.ok(tokens.data.length >= 5 * 10);
    const whole = new vscode.Range(0, 0, 20, 0);
    const hints = await run<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, whole);
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['json: item1'],
    );
    const lenses = await run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['1 reference', '$(play) Call'],
    );
  });

  test('what a finished statement is formatted to, tokens of a range, the place of a rename', async () => {
    const typed = await write('made/typed.proto', 'syntax = "proto3";\n\nmessage A {\nint32  a=1;\nint32  b=2;\n}\n');
    await open(typed);
    const options: vscode.FormattingOptions = { tabSize: 2, insertSpaces: true };
    const edits = await eventually('edits of the line', async () => {
      const place = new vscode.Position(3, 11);
      const all = await run<vscode.TextEdit[] | undefined>(
        'vscode.executeFormatOnTypeProvider',
        typed,
        place,
        ';',
        options,
      );
      return all && all.length > 0 ? all : undefined;
    });
    assert.equal(await applied(typed, edits), 'syntax = "proto3";\n\nmessage A {\n  int32 a = 1;\nint32  b=2;\n}\n');
    const whole = await run<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', uri);
    const line = new vscode.Range(at('Person lead').line, 0, at('Person lead').line + 1, 0);
    const some = await run<vscode.SemanticTokens>('vscode.provideDocumentRangeSemanticTokens', uri, line);
    assert.ok(some.data.length > 0 && some.data.length < whole.data.length);
    const prepared = await run<{ range: vscode.Range; placeholder: string }>(
      'vscode.prepareRename',
      uri,
      at('Person lead'),
    );
    assert.equal(prepared.placeholder, 'Person');
  });

  test('code actions: fixes of a problem, organize imports and fix all as on save', async () => {
    const source =
      'syntax = "proto3";\n\npackage made;\n\nimport "google/protobuf/any.proto";\nimport "google/protobuf/empty.proto";\n\nmessage Crew {\n  Person lead = 1;\n  google.protobuf.Any any = 2;\n}\n';
    const wrong = await write('made/wrong.proto', source);
    const document = await open(wrong);
    const problem = (code: string) =>
      eventually(
        code,
        async () => vscode.languages.getDiagnostics(wrong).some((each) => each.code === code) || undefined,
      );
    await problem('undefined-type');
    const at = new vscode.Range(8, 3, 8, 3);
    const fixes = await run<vscode.CodeAction[]>('vscode.executeCodeActionProvider', wrong, at, 'quickfix');
    const fix = fixes.find(({ title }) => title === 'Import "made/person.proto"');
    assert.ok(fix?.edit, fixes.map(({ title }) => title).join());
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /import "made\/person\.proto";/);
    await problem('unused-import');
    for (const kind of ['source.fixAll', 'source.organizeImports']) {
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const [action, ...others] = await run<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        wrong,
        whole,
        kind,
      );
      assert.equal(others.length, 0);
      assert.equal(
        await applied(wrong, action.edit?.get(wrong) ?? []),
        source.replace('empty.proto', 'x').replace('import "google/protobuf/x";\n', 'import "made/person.proto";\n'),
      );
    }
    await run('workbench.action.files.revert');
  });

  test('rename, code actions, call hierarchy', async () => {
    const edit = await run<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      uri,
      at('Person lead'),
      'Human',
    );
    assert.deepEqual(
      edit
        .entries()
        .map(([, edits]) => edits.length)
        .sort(),
      [1, 3],
    );
    const selection = new vscode.Range(at('Person lead', 0), at('int32 item_1'));
    const field = await run<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(selection.start, selection.start),
    );
    assert.ok(field.some(({ title }) => title.startsWith('Delete the field "lead"')));
    const [item] = await run<vscode.CallHierarchyItem[]>('vscode.prepareCallHierarchy', uri, at('Get'));
    const outgoing = await run<vscode.CallHierarchyOutgoingCall[]>('vscode.provideOutgoingCalls', item);
    assert.deepEqual(
      outgoing.map(({ to }) => to.name),
      ['Person', 'Team'],
    );
    const [message] = await run<vscode.CallHierarchyItem[]>('vscode.prepareCallHierarchy', uri, at('Person lead'));
    const incoming = await run<vscode.CallHierarchyIncomingCall[]>('vscode.provideIncomingCalls', message);
    assert.deepEqual(
      incoming.map(({ from, fromRanges }) => [from.name, fromRanges.length]),
      [
        ['Team', 2],
        ['Get', 1],
      ],
    );
  });

  test('a file that is renamed or moved keeps its imports', async () => {
    const renamed = file('made/people/human.proto');
    const edit = new vscode.WorkspaceEdit();
    // The same event as for a rename in the Explorer.
    edit.renameFile(person, renamed);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const document = await vscode.workspace.openTextDocument(uri);
    assert.match(document.getText(), /\nimport "made\/people\/human\.proto";\n/);
    await eventually('that the file is known under its new name', async () => {
      const links = await run<vscode.LocationLink[]>('vscode.executeDefinitionProvider', uri, at('Person lead'));
      return links[0]?.targetUri.toString() === renamed.toString() || undefined;
    });
    const back = new vscode.WorkspaceEdit();
    back.renameFile(renamed, person);
    assert.ok(await vscode.workspace.applyEdit(back));
    assert.equal(document.getText(), user);
    await document.save();
  });

  test('formatting obeys the settings, .editorconfig goes before them', async () => {
    const source = 'syntax = "proto3";\n\nmessage A {\n  int32 a = 1; // one\n  string name = 2; // two\n}\n';
    const styled = await write('made/styled/styled.proto', source);
    await open(styled);
    const settings = vscode.workspace.getConfiguration('protopipe.format', styled);
    const set = (name: string, value: unknown): Thenable<void> =>
      settings.update(name, value, vscode.ConfigurationTarget.WorkspaceFolder);
    const names = ['indentSize', 'alignFields', 'alignComments'];
    try {
      await set('indentSize', 4);
      await set('alignFields', true);
      await set('alignComments', true);
      // What the editor's own indentation is does not matter unless it is asked for.
      const options: vscode.FormattingOptions = { tabSize: 3, insertSpaces: true };
      const formatted = async (): Promise<string> => {
        const edits = await run<vscode.TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', styled, options);
        return (await applied(styled, edits ?? [])).split('\n').slice(3, 5).join('\n');
      };
      assert.equal(await formatted(), '    int32 a     = 1; // one\n    string name = 2; // two');
      await write('made/styled/.editorconfig', '[*.proto]\nindent_style = tab\nprotopipe_align_fields = false\n');
      assert.equal(await formatted(), '\tint32 a = 1;     // one\n\tstring name = 2; // two');
      await set('indentStyle', 'editor');
      await remove(file('made/styled/.editorconfig'));
      assert.equal(await formatted(), '   int32 a     = 1; // one\n   string name = 2; // two');
    } finally {
      for (const name of [...names, 'indentStyle']) await set(name, undefined);
    }
  });

  test('line breaks are changed when .editorconfig wants others', async () => {
    const crlf = await write('made/crlf/crlf.proto', 'syntax = "proto3";\n');
    await write('made/crlf/.editorconfig', '[*.proto]\nend_of_line = crlf\n');
    const document = await open(crlf);
    await eventually('the other line breaks', async () => {
      await run('editor.action.formatDocument');
      return document.eol === vscode.EndOfLine.CRLF || undefined;
    });
    await run('workbench.action.files.save');
  });
});
