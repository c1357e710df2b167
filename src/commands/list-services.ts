// List Services at Target: what a running server serves; choosing a method opens a request for it.
import type { Session } from '../backend/session.js';
import { mayCall } from '../calls/trust.js';
import { callMethod } from './call-method.js';
import type { CommandContext } from './command.js';
import { pickMethodAt } from './pick-method-at.js';

export async function listServices(context: CommandContext, session: Session): Promise<void> {
  if (!mayCall()) return;
  const chosen = await pickMethodAt(context, session);
  if (chosen) await callMethod(context, session, chosen.method.name, chosen.target.address);
}
