// All panels with calls: which one shows what, and which call is meant by "the last".
import * as vscode from 'vscode';
import type { Session } from '../../backend/session.js';
import { LiveCall } from '../../calls/live-call.js';
import { messageUri } from '../../providers/message-documents.js';
import { MessageLog } from '../../spool/message-log.js';
import { CallPanel, type ShownCall } from './call-panel.js';

export class CallPanels implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly panels = new Set<CallPanel>();
  private recent: CallPanel | undefined;
  private logCount = 0;

  /** A call began or ended, or a panel was closed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    /** Where messages that memory does not hold are kept. */
    private readonly spoolFolder: string,
  ) {}

  /** Calls, and shows the call in the panel of its request. */
  start(session: Session, shown: ShownCall): LiveCall {
    const log = new MessageLog(this.spoolFolder, `call-${++this.logCount}`);
    const call = new LiveCall(session.calls.call(), shown.plan, log);
    const panel = this.panelOf(shown.key) ?? this.open();
    this.recent = panel;
    panel.show(shown, call);
    return call;
  }

  /** The panel of a request, or the one that was used last. */
  find(key?: string): CallPanel | undefined {
    return key === undefined ? this.recent : this.panelOf(key);
  }

  /** The panel with a call of a method: one that runs, or any. */
  findMethod(method: string): CallPanel | undefined {
    const all = [...this.panels].filter(({ call }) => call?.state.methodName === method);
    return all.find(isRunning) ?? all.at(-1);
  }

  /** The keys of the requests whose calls run. */
  running(): Set<string> {
    const keys = [...this.panels].filter(isRunning).map(({ shown }) => shown?.key ?? '');
    return new Set(keys);
  }

  /** The panel with a call that runs: the one of a request, the one used last, or any. */
  findRunning(key?: string): CallPanel | undefined {
    const wanted = this.find(key);
    if (key !== undefined || (wanted && isRunning(wanted))) return wanted;
    return [...this.panels].find(isRunning);
  }

  dispose(): void {
    for (const panel of [...this.panels]) panel.dispose();
    this.changed.dispose();
  }

  private panelOf(key: string): CallPanel | undefined {
    return [...this.panels].find(({ shown }) => shown?.key === key);
  }

  private open(): CallPanel {
    const panel: CallPanel = new CallPanel({
      extension: this.extension,
      log: this.log,
      messageUri,
      onActive: () => {
        this.recent = panel;
      },
      onChange: () => this.changed.fire(),
      onClosed: () => {
        this.panels.delete(panel);
        if (this.recent === panel) this.recent = [...this.panels].at(-1);
        this.changed.fire();
      },
    });
    this.panels.add(panel);
    return panel;
  }
}

export function isRunning({ call }: CallPanel): boolean {
  return call !== undefined && call.state.phase !== 'over';
}
