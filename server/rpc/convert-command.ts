// RequestService.ExportRequest and ImportCommand: requests as command lines of other tools, and back.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import {
  CommandTool,
  type ExportRequestRequest,
  type ExportRequestResponse,
  type ImportCommandRequest,
  type ImportCommandResponse,
} from '../../protos/gen/protopipe/v1/request.js';
import { exportCommand, type Tool } from '../requests/command-line/export-command.js';
import { openText, secretMark, shellSecret } from '../requests/command-line/exported-request.js';
import { importCommand } from '../requests/command-line/import-command.js';
import { calledMethod } from '../requests/find-method.js';
import { placeholdersIn } from '../requests/variables/placeholders.js';
import { askedRequest } from './asked-request.js';
import { environmentFor, prepare, type RequestPorts, requestOf } from './prepare-call.js';
import { folderOfRequest } from './request-environment.js';
import { refuseUntrusted } from './workspace-trust.js';

const tools: Partial<Readonly<Record<CommandTool, Tool>>> = {
  [CommandTool.GRPCURL]: 'grpcurl',
  [CommandTool.BUF_CURL]: 'buf-curl',
  [CommandTool.PROTOPIPE]: 'protopipe',
};

/**
 * Secrets, values of private environment files and variables that nothing gives a value become shell variables: none of
 * them is written into the command.
 */
export async function exportCall(
  ports: RequestPorts,
  { request: input, tool: toolNumber }: ExportRequestRequest,
  signal: AbortSignal,
): Promise<ExportRequestResponse> {
  const tool = tools[toolNumber];
  if (!input || !tool) throw new RpcError(status.INVALID_ARGUMENT, 'The request and a tool are needed.');
  refuseUntrusted(ports.trust);
  const asked = await askedRequest(ports.workspace, input.position, signal);
  const request = requestOf(asked, input);
  const environment = await environmentFor(ports, asked, input.environment);
  const folder = folderOfRequest(asked.document.path, asked.workspace.folders);

  const names: string[] = [];
  const mark = (name: string): string => {
    const variable = shellSecret(name);
    const known = names.indexOf(variable);
    return secretMark(known < 0 ? names.push(variable) - 1 : known);
  };
  const variables: Record<string, string> = { ...input.variables };
  const values = new Map(environment.values);
  for (const name of environment.privateNames) if (!(name in variables)) values.set(name, mark(name));
  const secrets: Record<string, string> = {};
  for (const { use } of placeholdersIn(asked.file.source, 0, asked.file.source.raw.length)) {
    if (use.kind === 'secret') secrets[use.name] = mark(use.name);
  }
  const open = { values, privateNames: environment.privateNames };
  let prepared = await prepare(ports, asked, request, open, { variables, secrets }, folder);
  if (prepared.missing.length > 0) {
    for (const { name, isSecret } of prepared.missing) (isSecret ? secrets : variables)[name] = mark(name);
    prepared = await prepare(ports, asked, request, open, { variables, secrets }, folder);
  }
  const { target, method, metadata, messages, settings } = prepared.request;
  const called = calledMethod(asked.types, request);
  const { command, leftOut } = exportCommand(
    {
      target: openText(target, names),
      method,
      headers: metadata.map(({ name, value }) => ({ name, value: openText(value, names) })),
      messages: messages.map((message) => openText(message, names)),
      settings,
      secrets: names,
      isClientStreaming: called.kind === 'known' && called.method.clientStreaming,
    },
    tool,
  );
  return { command, leftOut: [...leftOut] };
}

export function importCall({ command }: ImportCommandRequest): ImportCommandResponse {
  const imported = importCommand(command);
  if ('refused' in imported) throw new RpcError(status.INVALID_ARGUMENT, imported.refused);
  return { text: imported.text, leftOut: [...imported.leftOut] };
}
