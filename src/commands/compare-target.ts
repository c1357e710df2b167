// Compare Target with Workspace: how the schema of a running server differs from the workspace's files, as a report.
import * as vscode from 'vscode';
import { RpcError } from '../../pipe/index.js';
import {
  type CompareSchemaResponse,
  DifferenceAspect,
  DifferenceKind,
  type SchemaDifference,
} from '../../protos/gen/protopipe/v1/call.js';
import type { Session } from '../backend/session.js';
import { openTarget } from '../calls/open-target.js';
import { pickTarget } from '../calls/pick-target.js';
import { mayCall } from '../calls/trust.js';
import { abortSignal } from '../convert/abort-signal.js';
import { count } from '../ui/count.js';
import { targetOf } from '../views/targets/target-nodes.js';
import type { CommandContext } from './command.js';
import { discoverTargets } from './discover-targets.js';

/** `node` is an entry of the Targets view; without it a target is asked for. Returns the report. */
export async function compareTarget(
  context: CommandContext,
  session: Session,
  node?: unknown,
): Promise<string | undefined> {
  if (!mayCall()) return undefined;
  const target =
    targetOf(node) ??
    (await pickTarget(context.extension.workspaceState, {
      title: 'Compare Target with Workspace',
      discover: () => discoverTargets(context, session),
    }));
  const opened = target && (await openTarget(target, context.secrets));
  if (!opened) return undefined;
  const options = { location: vscode.ProgressLocation.Notification, title: 'Comparing schemas', cancellable: true };
  return vscode.window.withProgress(options, async (_, token) => {
    const signal = abortSignal(token);
    const request = { ...opened, descriptorSets: [], services: [], deadlineMs: 0 };
    try {
      const text = await report(target.address, session.compareSchema(request, signal));
      await context.documents.show(`${target.name ?? 'Target'} and workspace.diff`, 'diff', text);
      return text;
    } catch (error) {
      if (signal.aborted) return undefined;
      const failure = RpcError.from(error);
      context.log.info(`${target.address} was not compared: ${failure}`);
      void vscode.window.showErrorMessage(`${target.address}: ${failure.message}`);
      return undefined;
    }
  });
}

/** Lines as a diff has them: `-` is the workspace, `+` the target. */
async function report(address: string, answers: AsyncIterable<CompareSchemaResponse>): Promise<string> {
  const lines: string[] = [];
  let head = '';
  for await (const { event } of answers) {
    switch (event?.$case) {
      case 'difference':
        lines.push('', ...differenceLines(event.value));
        break;
      case 'problem':
        lines.push('', `! ${event.value.symbol}: ${event.value.message}`);
        break;
      case 'summary': {
        const { services, messages, enums, differences } = event.value;
        const both = `${count(services, 'service')}, ${count(messages, 'message')} and ${count(enums, 'enum')}`;
        head = `${differences === 0 ? 'No differences' : count(differences, 'difference')}; both sides have ${both}.`;
        break;
      }
      case undefined:
        break;
    }
  }
  return ['--- the workspace', `+++ ${address}`, head, ...lines, ''].join('\n');
}

function differenceLines(difference: SchemaDifference): string[] {
  const { kind, name, aspects, targetDeclaration, localDeclaration, targetFile, local } = difference;
  const place = targetFile || (local ? vscode.workspace.asRelativePath(vscode.Uri.parse(local.uri)) : '');
  const what = aspects.map((aspect) => DifferenceAspect[aspect].toLowerCase().replaceAll('_', ' ')).join(', ');
  return [
    `@@ ${name}${place ? ` (${place})` : ''}: ${kind === DifferenceKind.CHANGED ? what : kinds[kind]} @@`,
    ...(localDeclaration ? [`- ${localDeclaration}`] : []),
    ...(targetDeclaration ? [`+ ${targetDeclaration}`] : []),
  ];
}

const kinds: Readonly<Record<DifferenceKind, string>> = {
  [DifferenceKind.UNSPECIFIED]: 'differs',
  [DifferenceKind.ONLY_TARGET]: 'only the target has it',
  [DifferenceKind.ONLY_LOCAL]: 'only the workspace has it',
  [DifferenceKind.CHANGED]: 'differs',
};
