// Asks for a target and for one of the methods that it serves, for the commands that need both.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { Method } from '../../protos/gen/protopipe/v1/call.js';
import type { Session } from '../backend/session.js';
import { servicesOf } from '../calls/describe-target.js';
import { openTarget } from '../calls/open-target.js';
import { pickMethod } from '../calls/pick-method.js';
import { pickTarget } from '../calls/pick-target.js';
import type { SavedTarget } from '../config/targets.js';
import { abortSignal } from '../convert/abort-signal.js';
import type { CommandContext } from './command.js';
import { discoverTargets } from './discover-targets.js';

/** Asks for a target and one of its methods; undefined when nobody chose or a message said why there is none. */
export async function pickMethodAt(
  context: CommandContext,
  session: Session,
): Promise<{ method: Method; target: SavedTarget } | undefined> {
  const target = await pickTarget(context.extension.workspaceState, {
    title: 'List Services at Target',
    discover: () => discoverTargets(context, session),
  });
  const opened = target && (await openTarget(target, context.secrets));
  if (!opened) return undefined;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Asking ${target.address} what it serves`,
    cancellable: true,
  };
  const services = await vscode.window.withProgress(options, async (_, token) => {
    const signal = abortSignal(token);
    try {
      return await servicesOf(session, opened, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      const failure = RpcError.from(error);
      context.log.info(`${target.address} was not described: ${failure}`);
      void vscode.window.showErrorMessage(`${target.address}: ${failure.message}`);
      return undefined;
    }
  });
  const method = services && (await pickMethod(services, `Services at ${target.address}`));
  return method && { method, target };
}
