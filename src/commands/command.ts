// What a palette command is.
import type * as vscode from 'vscode';
import type { Session } from '../backend/session.js';
import type { SessionManager } from '../backend/session-manager.js';
import type { Secrets } from '../calls/secrets.js';
import type { DiagnosticStore } from '../providers/diagnostic-store.js';
import type { TextDocuments } from '../providers/text-documents.js';
import type { CallPanels } from '../views/call/call-panels.js';
import type { SchemaView } from '../views/schema-view.js';
import type { TargetsView } from '../views/targets/targets-view.js';

/** What commands work with. */
export interface CommandContext {
  readonly extension: vscode.ExtensionContext;
  readonly sessions: SessionManager;
  readonly diagnostics: DiagnosticStore;
  readonly schema: SchemaView;
  readonly log: vscode.LogOutputChannel;
  readonly panels: CallPanels;
  readonly secrets: Secrets;
  readonly targets: TargetsView;
  readonly documents: TextDocuments;
}

interface CommandBase {
  readonly id: `protopipe.${string}`;
  /** When the palette offers it; the same words as `enablement` in package.json. */
  readonly enabled?: string;
}

/**
 * A command and what it does while the backend is down:
 * `waits`: a starting backend and the reading of the workspace are waited for, with a notification that can be
 * cancelled; when there will be no backend, a message says why and offers to start it.
 * `runs`: it needs no backend.
 * What `run` returns goes to callers of `executeCommand`; their arguments, which may be anything, come last.
 */
export type Command =
  | (CommandBase & {
      readonly whileDown: 'waits';
      readonly run: (context: CommandContext, session: Session, ...given: unknown[]) => Promise<unknown>;
    })
  | (CommandBase & {
      readonly whileDown: 'runs';
      readonly run: (context: CommandContext, ...given: unknown[]) => unknown;
    });
