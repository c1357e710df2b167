// Registers the table's commands, each with its behaviour while the backend is down.
import * as vscode from 'vscode';
import type { Session } from '../backend/session.js';
import { abortSignal } from '../convert/abort-signal.js';
import { offerRestart } from '../ui/offer-restart.js';
import type { CommandContext } from './command.js';
import { commands } from './table.js';

/** Waiting shorter than this is not worth a notification. */
const quietWaitMs = 400;

export function registerCommands(context: CommandContext): vscode.Disposable[] {
  return commands.map((command) =>
    vscode.commands.registerCommand(command.id, async (...given: unknown[]) => {
      if (command.whileDown === 'runs') return command.run(context, ...given);
      const session = await waitForBackend(context);
      return session && command.run(context, session, ...given);
    }),
  );
}

/** The session with an indexed workspace; undefined when the wait was cancelled or a message said why there is none. */
async function waitForBackend({ sessions, log }: CommandContext): Promise<Session | undefined> {
  const given = new AbortController();
  const ready = sessions.ready(given.signal);
  try {
    const soon = await Promise.race([ready, pause(quietWaitMs)]);
    if (soon) return soon;
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true };
    return await vscode.window.withProgress(options, (progress, token) => {
      progress.report({ message: 'Protopipe: reading the workspace …' });
      abortSignal(token).addEventListener('abort', () => given.abort(), { once: true });
      return ready;
    });
  } catch (error) {
    if (!given.signal.aborted) offerRestart(sessions, log, `Protopipe has no backend: ${messageOf(error)}.`);
    return undefined;
  }
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
