// Asks for a method out of a list of services.
import * as vscode from 'vscode';
import type { Method, ServiceDescription } from '../../protos/gen/protopipe/v1/call.js';

interface MethodItem extends vscode.QuickPickItem {
  readonly method?: Method;
}

/** Undefined when nobody chose. */
export async function pickMethod(services: readonly ServiceDescription[], title: string): Promise<Method | undefined> {
  const items = services.flatMap(({ name, methods, problem }): MethodItem[] => [
    { label: name, kind: vscode.QuickPickItemKind.Separator },
    ...methods.map((method) => ({
      label: `$(symbol-method) ${method.name.slice(name.lastIndexOf('.') + 1)}`,
      description: `${methodTypes(method)}${method.deprecated ? ' (deprecated)' : ''}`,
      detail: method.comment.split('\n', 1)[0] || undefined,
      method,
    })),
    ...(problem === '' ? [] : [{ label: `$(warning) ${problem}` }]),
  ]);
  const options = { title, placeHolder: 'Method to call', matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.method;
}

/** `GetOrderRequest → stream Order` */
export function methodTypes({ input, output, clientStreaming, serverStreaming }: Method): string {
  const type = (name: string, stream: boolean) => `${stream ? 'stream ' : ''}${name.slice(name.lastIndexOf('.') + 1)}`;
  return `${type(input, clientStreaming)} → ${type(output, serverStreaming)}`;
}
