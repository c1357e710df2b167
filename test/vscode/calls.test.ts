// Calls through the commands of the editor, against the sample service on a pipe.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { CallState } from '../../src/calls/call-state.js';
import { messageUri } from '../../src/providers/message-documents.js';
import { type SampleOnPipe, sampleOnPipe } from '../sample-server.js';
import { closeEditors, eventually, file, open, remove, write } from './editor.js';

const service = 'protopipe.sample.v1.OrderService';

suite('calls', () => {
  let sample: SampleOnPipe;
  let uri: vscode.Uri;
  let lines: string[];

  /** Calls the request of a name; resolves when the call is over. */
  const call = (name: string): Thenable<CallState | undefined> =>
    vscode.commands.executeCommand('protopipe.callRequest', uri, lines.indexOf(`# @name ${name}`));
  /** The call that was shown last, as the transcript has it. */
  const transcript = async (): Promise<Record<string, unknown>[]> => {
    const where = vscode.Uri.joinPath(uri, '../transcript.ndjson');
    await vscode.commands.executeCommand('protopipe.saveTranscript', undefined, where);
    const text = fs.readFileSync(where.fsPath, 'utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const received = async (): Promise<unknown[]> =>
    (await transcript()).filter((line) => line.received !== undefined).map(({ message }) => message);

  suiteSetup(async () => {
    sample = await sampleOnPipe();
    const request = (name: string, method: string, body: string, settings = '') =>
      `### \n# @name ${name}\n${settings}GRPC ${sample.address}/${service}/${method}\n\n${body}\n`;
    const text = [
      request('get', 'GetOrder', '{ "id": "64" }'),
      request('missing', 'GetOrder', '{ "id": "100" }'),
      request('watch', 'WatchOrders', '{ "count": 3000 }'),
      request('slow', 'WatchOrders', '{ "count": 5, "interval": "60s" }', '# @deadline 1s\n'),
      request('endless', 'WatchOrders', '{ "count": 100000, "interval": "0.01s" }'),
      request('import', 'ImportOrders', '{ "totalMinor": "40" }\n===\n{ "totalMinor": "2" }'),
      request('chat', 'Chat', '{ "text": "one" }\n===\n{ "text": "two" }'),
      request('wrong', 'GetOrder', '{ "ident": "1" }'),
      request('by-environment', 'GetOrder', '{ "id": "{{orderNumber}}" }'),
    ].join('\n');
    lines = text.split('\n');
    uri = await write('made/calls.grpc', text);
    await open(uri);
  });

  suiteTeardown(async () => {
    await closeEditors();
    await remove(file('made'));
    await sample.stop();
  });

  test('unary, with headers, trailers and 64-bit numbers', async () => {
    const state = await call('get');
    assert.equal(state?.finished?.codeName, 'OK');
    assert.ok(state.headers?.some(({ name }) => name === 'sample-method'));
    assert.ok(state.finished.trailers.some(({ name }) => name === 'sample-served'));
    const [order] = (await received()) as { totalMinor: string }[];
    assert.equal(order.totalMinor, '9223372036854775807');
  });

  test('an error with its details', async () => {
    const state = await call('missing');
    assert.equal(state?.finished?.codeName, 'NOT_FOUND');
    const end = (await transcript()).at(-1) as { details: { reason?: string }[] };
    assert.equal(end.details[0]?.reason, 'NO_SUCH_ORDER');
  });

  test('server stream', async () => {
    assert.equal((await call('watch'))?.finished?.messagesReceived, 3000);
    assert.equal((await received()).length, 3000);
  });

  test('a message of a call is shown as a document', async () => {
    await call('get');
    const shown = await vscode.workspace.openTextDocument(messageUri(`${uri} get 1`, 'get', 1));
    assert.equal((JSON.parse(shown.getText()) as { id: string }).id, '64');
    await assert.rejects(async () => vscode.workspace.openTextDocument(messageUri(`${uri} none 1`, 'none', 0)));
  });

  test('a deadline', async () => {
    const state = await call('slow');
    assert.equal(state?.finished?.codeName, 'DEADLINE_EXCEEDED');
    assert.equal((await received()).length, 1);
  });

  test('client stream', async () => {
    assert.equal((await call('import'))?.finished?.codeName, 'OK');
    assert.deepEqual(await received(), [{ orders: 2, totalMinor: '42' }]);
  });

  test('bidirectional stream', async () => {
    assert.equal((await call('chat'))?.finished?.codeName, 'OK');
    const texts = (await received()).map((message) => (message as { text: string }).text);
    assert.deepEqual(texts, ['You said: one', 'You said: two']);
  });

  test('lenses: Call, while it runs Cancel, then Call again; Cancel Call ends it', async () => {
    const line = lines.indexOf('# @name endless') + 1;
    const titles = async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
      return lenses.filter(({ range }) => range.start.line === line).map(({ command }) => command?.title);
    };
    assert.deepEqual(await titles(), ['$(play) Call', 'Copy as grpcurl']);
    const over = call('endless');
    await eventually('Cancel', async () => (await titles()).includes('$(debug-stop) Cancel') || undefined);
    await vscode.commands.executeCommand('protopipe.cancelCall');
    assert.equal((await over)?.finished?.codeName, 'CANCELLED');
    assert.ok((await titles()).includes('$(play) Call again'));
    const proto = await open(file('protopipe/sample/v1/orders.proto'));
    const above = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', proto.uri);
    const methods = above.filter(({ command }) => command?.command === 'protopipe.callMethod');
    assert.deepEqual(
      methods.map(({ command }) => command?.arguments?.[0] as unknown),
      ['GetOrder', 'WatchOrders', 'ImportOrders', 'Chat'].map((name) => `${service}/${name}`),
    );
    await open(uri);
  });

  test('Repeat Last Call calls the request as it is written then', async () => {
    await call('get');
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('"64"'));
    edit.replace(uri, new vscode.Range(at, at.translate(0, 4)), '"7"');
    edit.insert(uri, new vscode.Position(0, 0), '# a line above\n\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const state = await vscode.commands.executeCommand<CallState>('protopipe.repeatLastCall');
    assert.equal(state.finished?.codeName, 'OK');
    const [order] = (await received()) as { id: string }[];
    assert.equal(order.id, '7');
    await vscode.commands.executeCommand('undo');
  });

  test('a request with a mistake is not called', async () => {
    assert.equal(await call('wrong'), undefined);
  });

  test('Select Environment lists those of .env files, and a call takes the variables of the chosen one', async () => {
    const settings = () => vscode.workspace.getConfiguration('protopipe');
    await write('made/http-client.env.json', '{"dev": {"orderNumber": "1"}}');
    await write('made/.env.zz-last', 'orderNumber=17\n');
    let isOpen = false;
    // The names are sorted, and the picker goes from its first entry to its last. It may take the first when it opens
    // between the two commands: then once more.
    await eventually('the environment', async () => {
      if (!isOpen) {
        isOpen = true;
        void vscode.commands.executeCommand('protopipe.selectEnvironment').then(() => {
          isOpen = false;
        });
      }
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectPrevious');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return settings().get('environment') === 'zz-last';
    });
    assert.equal((await call('by-environment'))?.finished?.code, 0);
    assert.deepEqual(
      (await received()).map((order) => (order as { id: string }).id),
      ['17'],
    );
    await settings().update('environment', undefined, vscode.ConfigurationTarget.Workspace);
  });

  test('Copy as grpcurl, and paste', async () => {
    const line = lines.indexOf('# @name get');
    const command = await vscode.commands.executeCommand<string>('protopipe.copyAsGrpcurl', uri, line);
    assert.match(command, /grpcurl/);
    assert.equal(await vscode.env.clipboard.readText(), command);
    await vscode.env.clipboard.writeText(`grpcurl -plaintext -d '{"id": "5"}' localhost:50051 ${service}/GetOrder`);
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    await vscode.commands.executeCommand('protopipe.pasteCommand');
    const pasted = await eventually('the request', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.languageId === 'grpc-request' && document.isUntitled && document.getText();
    });
    assert.match(pasted, /GRPC .*localhost:50051\/protopipe\.sample\.v1\.OrderService\/GetOrder/);
    await open(uri);
  });

  test('Save Schema and Compare', async () => {
    const node = { kind: 'target', target: { address: sample.address } };
    const saved = await vscode.commands.executeCommand<vscode.Uri[]>('protopipe.saveSchema', node, file('made/schema'));
    assert.ok(saved.some(({ path }) => path.endsWith('made/schema/protopipe/sample/v1/orders.proto')));
    await remove(file('made/schema'));
    const report = await vscode.commands.executeCommand<string>('protopipe.compareTarget', node);
    assert.match(report, /No differences|difference/);
  });
});
