// One panel with one call after the other: tells its page how far the call is and does what is pressed there.
import * as vscode from 'vscode';
import { hideSecrets } from '../../calls/hide-secrets.js';
import type { CallPlan, LiveCall } from '../../calls/live-call.js';
import { EntryKind } from '../../spool/entry-index.js';
import type { LogRow } from '../../spool/message-log.js';
import { callHead } from './call-head.js';
import { callPageHtml, pageRoots } from './call-page-html.js';
import { prettyJson } from './json-layout.js';
import {
  type CallCounts,
  type MessageDetail,
  type MessageRow,
  maxPageRows,
  type RowKind,
  type RowPage,
  type ToPage,
} from './page-messages.js';
import { readPageMessage } from './read-page-message.js';
import { ViewPace } from './view-pace.js';

/** Of a row's text. */
const previewBytes = 400;
/** Of a message in the detail pane; longer ones are opened in an editor. */
const detailBytes = 1 << 16;
/** Above it an editor refuses to show a document of an extension, or shows it slowly. */
const editorBytes = 20 << 20;
/** What is longer stays in one line. */
const prettyLength = 2 << 20;

/** What is called and how it is named. */
export interface ShownCall {
  /** The same request has the same key: it is shown in the same panel. */
  readonly key: string;
  readonly title: string;
  readonly plan: CallPlan;
  /** Where the request is written. */
  readonly source: { readonly uri: vscode.Uri; readonly line: number } | undefined;
}

export interface CallPanelOptions {
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** The document with a message of a call. */
  readonly messageUri: (key: string, title: string, row: number) => vscode.Uri;
  readonly onClosed: () => void;
  readonly onActive: () => void;
  readonly onChange: () => void;
}

export class CallPanel implements vscode.Disposable {
  private readonly panel: vscode.WebviewPanel;
  private readonly pace: ViewPace;
  private isReady = false;
  private toldHead: unknown;
  private toldPhase: string | undefined;
  private running: LiveCall | undefined;
  private current: ShownCall | undefined;
  private stopListening: (() => void) | undefined;

  constructor(private readonly options: CallPanelOptions) {
    const { extension, onActive } = options;
    this.panel = vscode.window.createWebviewPanel(
      'protopipe.call',
      'Call',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: pageRoots(extension) },
    );
    const icon = (theme: string) => vscode.Uri.joinPath(extension, `images/proto-${theme}.svg`);
    this.panel.iconPath = { light: icon('light'), dark: icon('dark') };
    this.pace = new ViewPace(() => this.tell());
    this.panel.webview.onDidReceiveMessage((message) => this.received(message));
    this.panel.onDidChangeViewState(({ webviewPanel }) => {
      if (webviewPanel.active) onActive();
      // A page that is hidden is gone; it says `ready` when it is shown again.
      if (!webviewPanel.visible) {
        this.isReady = false;
        this.pace.close();
      }
    });
    this.panel.onDidDispose(() => this.closed());
    this.panel.webview.html = callPageHtml(this.panel.webview, extension);
  }

  /** What is shown; undefined before the first call. */
  get shown(): ShownCall | undefined {
    return this.current;
  }

  get call(): LiveCall | undefined {
    return this.running;
  }

  /** Shows a call in the place of the one before, which is ended. */
  show(shown: ShownCall, call: LiveCall): void {
    this.endCall();
    this.current = shown;
    this.running = call;
    this.panel.title = shown.title;
    this.toldHead = undefined;
    this.toldPhase = undefined;
    this.pace.restart();
    call.gate = () => this.pace.keepUp(call.log.count);
    this.stopListening = call.onChange(() => this.changed(call));
    if (this.isReady) {
      this.post({ type: 'reset' });
      this.postDraft();
      this.pace.open();
    }
    this.panel.reveal(undefined, true);
    this.options.onChange();
  }

  /** The JSON of a message over lines; undefined when there is none or too much of it. */
  async messageText(row: number): Promise<string | undefined> {
    const json = this.running && (await wholeJson(this.running, row));
    return json && (json.length > prettyLength ? json : prettyJson(json));
  }

  dispose(): void {
    this.panel.dispose();
  }

  private changed(call: LiveCall): void {
    this.pace.wanted();
    const { phase } = call.state;
    if (phase !== this.toldPhase) {
      this.toldPhase = phase;
      this.options.onChange();
    }
  }

  private closed(): void {
    this.pace.close();
    this.endCall();
    this.options.onClosed();
  }

  private endCall(): void {
    this.stopListening?.();
    this.running
      ?.dispose()
      .catch((error) => this.options.log.warn(`the messages of a call were not removed: ${error}`));
    this.running = undefined;
  }

  private received(posted: unknown): void {
    const message = readPageMessage(posted);
    const call = this.running;
    if (!message || !call || !this.current) return;
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        this.toldHead = undefined;
        this.postDraft();
        this.pace.open();
        break;
      case 'seen':
        this.pace.seen();
        break;
      case 'wantRows':
        this.answer(this.postRows(call, message.from, message.to));
        break;
      case 'wantDetail':
        this.answer(this.postDetail(call, message.row));
        break;
      case 'openMessage':
        this.answer(this.openMessage(message.row));
        break;
      case 'copyMessage':
        this.answer(this.copyMessage(call, message.row));
        break;
      case 'send':
        call.send(message.json);
        break;
      case 'closeSending':
        call.closeSending();
        break;
      case 'cancel':
        call.cancel();
        break;
      case 'repeat':
        void vscode.commands.executeCommand('protopipe.repeatLastCall', this.current.key);
        break;
      case 'saveTranscript':
        void vscode.commands.executeCommand('protopipe.saveTranscript', this.current.key);
        break;
    }
  }

  /** Tells the page how far the call is; returns the rows it knows of then. */
  private tell(): number {
    const call = this.running;
    if (!call || !this.current) return 0;
    const { log, state } = call;
    const isNews = state !== this.toldHead;
    this.toldHead = state;
    const head = isNews ? callHead(state, this.current.title, true) : undefined;
    const counts = {
      rows: log.count,
      received: log.countOf(EntryKind.received),
      sent: log.countOf(EntryKind.sent) - log.countOf(EntryKind.refused),
    };
    this.answer(this.postTick(call, head, counts));
    return counts.rows;
  }

  private async postTick(call: LiveCall, head: ReturnType<typeof callHead> | undefined, counts: CallCounts) {
    const from = Math.max(0, counts.rows - maxPageRows);
    const last = await page(call, from, counts.rows);
    if (call === this.running) this.post({ type: 'tick', head, counts, last });
  }

  private async postRows(call: LiveCall, from: number, to: number): Promise<void> {
    const found = await page(call, from, Math.min(to, from + maxPageRows));
    if (call === this.running) this.post({ type: 'rows', page: found });
  }

  private async postDetail(call: LiveCall, row: number): Promise<void> {
    const [found] = await call.log.rows(row, row + 1, detailBytes);
    if (!found) return;
    const note = await call.log.note(row);
    const { number, sizeBytes, elapsedMs, json, jsonBytes, isCut } = found;
    const detail: MessageDetail = {
      row,
      kind: rowKinds[found.kind],
      number,
      sizeBytes,
      elapsedMs,
      json,
      jsonBytes,
      isCut,
      problem: note?.problem ?? '',
      rawHex: (note?.rawHex ?? '').slice(0, detailBytes),
      unknownFields: note?.unknownFields ?? [],
    };
    if (call === this.running) this.post({ type: 'detail', detail });
  }

  private async openMessage(row: number): Promise<void> {
    if (!this.current) return;
    const { key, title } = this.current;
    await vscode.window.showTextDocument(this.options.messageUri(key, title, row), { preview: true });
  }

  private async copyMessage(call: LiveCall, row: number): Promise<void> {
    const text = await this.messageText(row);
    if (text === undefined || call !== this.running) return;
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage('Protopipe: the message is on the clipboard', 3_000);
  }

  /** The message that was written last is the best start for the next. */
  private postDraft(): void {
    const { messages = [], secrets = {} } = this.current?.plan ?? {};
    this.post({ type: 'draft', json: prettyJson(hideSecrets(messages.at(-1) ?? '{}', secrets)) });
  }

  private post(message: ToPage): void {
    // False when the page has just gone; it asks for everything when it is back.
    void this.panel.webview.postMessage(message);
  }

  private answer(work: Promise<void>): void {
    work.catch((error) => this.options.log.error(`the panel of a call: ${error}`));
  }
}

const rowKinds: Readonly<Record<EntryKind, RowKind>> = {
  [EntryKind.received]: 'received',
  [EntryKind.sent]: 'sent',
  [EntryKind.refused]: 'refused',
};

async function page({ log }: LiveCall, from: number, to: number): Promise<RowPage> {
  const rows = await log.rows(from, to, previewBytes);
  const shown = rows.map(async (row, i) => messageRow(row, row.hasNote ? (await log.note(from + i))?.problem : ''));
  return { from, rows: await Promise.all(shown) };
}

function messageRow({ kind, number, sizeBytes, elapsedMs, json }: LogRow, problem = ''): MessageRow {
  return {
    kind: rowKinds[kind],
    number,
    sizeBytes,
    elapsedMs,
    text: problem === '' ? json : problem,
    hasProblem: problem !== '',
  };
}

/** Undefined, after a message, when it is too large for an editor. */
async function wholeJson({ log }: LiveCall, row: number): Promise<string | undefined> {
  const [found] = await log.rows(row, row + 1, editorBytes);
  if (!found?.isCut) return found?.json;
  void vscode.window.showWarningMessage(
    'The message is too large for an editor. Save the transcript to have all of it in a file.',
  );
  return undefined;
}
