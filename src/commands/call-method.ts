// Call Method: asks for a method and a target and opens a request with everything that can be sent.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import type { Session } from '../backend/session.js';
import { localServices } from '../calls/describe-target.js';
import { draftRequest, showRequest } from '../calls/draft-request.js';
import { openTarget } from '../calls/open-target.js';
import { pickMethod } from '../calls/pick-method.js';
import { pickTarget } from '../calls/pick-target.js';
import { withTargetLines } from '../calls/target-lines.js';
import { mayCall } from '../calls/trust.js';
import { type SavedTarget, savedTargets } from '../config/targets.js';
import { methodOf, targetOf } from '../views/targets/target-nodes.js';
import type { CommandContext } from './command.js';
import { discoverTargets } from './discover-targets.js';
import { pickMethodAt } from './pick-method-at.js';

/**
 * `method` is "package.Service/Method" or an entry of the Targets view, `address` that of a target; both are asked for
 * when they are not given.
 */
export async function callMethod(
  context: CommandContext,
  session: Session,
  method?: unknown,
  address?: unknown,
): Promise<void> {
  const given = methodOf(method)
    ? { method: methodOf(method)?.name, address: targetOf(method)?.address }
    : { method, address };
  await draft(context, session, { ...given, into: undefined });
}

/** New Request: as Call Method, at the end of the request file that is being edited. */
export async function newRequest(context: CommandContext, session: Session): Promise<void> {
  await draft(context, session, { into: vscode.window.activeTextEditor });
}

interface Wanted {
  readonly method?: unknown;
  readonly address?: unknown;
  readonly into: vscode.TextEditor | undefined;
}

async function draft(context: CommandContext, session: Session, { method, address, into }: Wanted): Promise<void> {
  if (!mayCall()) return;
  try {
    const given = typeof address === 'string' ? address : undefined;
    const name = typeof method === 'string' ? method : await askMethod(context, session);
    if (name === undefined) return;
    const target = given === undefined ? await askTarget(context, session) : savedTarget(given);
    const opened = target && (await openTarget(target, context.secrets));
    if (!opened) return;
    const text = await draftRequest(session, name, opened);
    await showRequest(withTargetLines(text, target), into);
  } catch (error) {
    const failure = RpcError.from(error);
    context.log.info(`a request was not drafted: ${failure}`);
    void vscode.window.showErrorMessage(`The request could not be written: ${failure.message}`);
  }
}

/** Of the workspace; when it declares none, of a target. */
async function askMethod(context: CommandContext, session: Session): Promise<string | undefined> {
  const services = await localServices(session, new AbortController().signal);
  if (services.length === 0) return (await pickMethodAt(context, session))?.method.name;
  return (await pickMethod(services, 'Call Method'))?.name;
}

function askTarget(context: CommandContext, session: Session): Promise<SavedTarget | undefined> {
  return pickTarget(context.extension.workspaceState, {
    title: 'Call Method: Target',
    discover: () => discoverTargets(context, session),
  });
}

export function savedTarget(address: string): SavedTarget {
  return savedTargets().find((target) => target.address === address) ?? { address };
}
