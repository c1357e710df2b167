// Completion in request files: methods, headers, settings, variables; inside messages see complete-json.ts.
import type { CompletionItem, Completions } from '../../language/completion/item.js';
import type { Span } from '../../text/span.js';
import { calledMethod, requestAt } from '../find-method.js';
import { settingNamed, settings } from '../settings/setting.js';
import type { Request, RequestFile } from '../syntax/request-file.js';
import type { MethodModel } from '../types/model.js';
import type { WorkspaceTypes } from '../types/workspace-types.js';
import { generatedVariables } from '../variables/placeholders.js';
import { completeJson, skeleton } from './complete-json.js';

export interface CompleteOptions {
  /** Variables of environment files with what is told of each. */
  readonly variables: ReadonlyMap<string, string>;
  /** Names whose values are not shown. */
  readonly privateNames: ReadonlySet<string>;
}

/** What can be written at an offset; undefined for nothing. */
export function completeRequest(
  file: RequestFile,
  types: WorkspaceTypes,
  offset: number,
  options: CompleteOptions,
): Completions | undefined {
  const { raw } = file.source;
  const lineStart = Math.max(raw.lastIndexOf('\n', offset - 1), raw.lastIndexOf('\r', offset - 1)) + 1;
  const before = raw.slice(lineStart, offset);
  const lineEnd = lineStart + (/^[^\r\n]*/.exec(raw.slice(lineStart))?.[0].length ?? 0);
  const line: Line = { start: lineStart, end: lineEnd, before };
  const open = before.lastIndexOf('{{');
  if (open >= 0 && !before.slice(open).includes('}}')) return variables(file, offset, lineStart + open, options);
  const setting = settingCompletions(line, offset);
  if (setting) return setting;
  const request = requestAt(file.requests, offset);
  if (!request || offset < request.line.start) return startOfRequest(line, offset);
  if (offset <= lineEndOf(raw, request.line.end)) return methods(file, types, request, offset);
  // The line that ends the headers may become one.
  const isBlankLine = /^[ \t]*$/.test(raw.slice(request.bodyStart, lineEndOf(raw, request.bodyStart)));
  if (offset < request.bodyStart || (isBlankLine && offset <= lineEndOf(raw, request.bodyStart))) {
    return headers(file, line, offset);
  }
  return body(file, types, request, offset, line);
}

interface Line extends Span {
  /** What stands in front of the offset. */
  readonly before: string;
}

function lineEndOf(raw: string, from: number): number {
  let at = from;
  while (at < raw.length && raw[at] !== '\n' && raw[at] !== '\r') at++;
  return at;
}

function variables(file: RequestFile, offset: number, open: number, options: CompleteOptions): Completions {
  const { raw } = file.source;
  let start = open + 2;
  while (start < offset && raw[start] === ' ') start++;
  let end = offset;
  while (end < raw.length && /[\w$.-]/.test(raw[end])) end++;
  const closed = /^\s*\}\}/.test(raw.slice(end, lineEndOf(raw, end)));
  const close = closed ? '' : '}}';
  const items: CompletionItem[] = [];
  const seen = new Set<string>();
  const add = (name: string, detail: string, rank: number): void => {
    if (seen.has(name)) return;
    seen.add(name);
    items.push({
      label: name,
      kind: 'variable',
      insert: `${name}${close}`,
      detail: detail === '' ? '' : ` ${detail}`,
      rank,
    });
  };
  for (const { name, value } of file.variables) add(name.text, value.text, 1);
  for (const [name, value] of options.variables) add(name, options.privateNames.has(name) ? 'private' : value, 2);
  items.push(
    {
      label: '$secret',
      kind: 'keyword',
      insert: `\\$secret \${1:NAME}${close.replaceAll('}', '\\}')}`,
      snippet: true,
      detail: ' a secret kept by the editor',
      rank: 3,
    },
    {
      label: '$file',
      kind: 'keyword',
      insert: `\\$file \${1:path}${close.replaceAll('}', '\\}')}`,
      snippet: true,
      detail: ' the bytes of a file in base64',
      rank: 3,
    },
  );
  for (const [name, help] of Object.entries(generatedVariables)) add(name, help, 4);
  return { replace: { start, end }, items, incomplete: false };
}

function settingCompletions({ start, before }: Line, offset: number): Completions | undefined {
  const name = /^(\s*(?:#|\/\/)\s*)@([\w-]*)$/.exec(before);
  if (name) {
    const items = settings.map(
      (setting): CompletionItem => ({
        label: `@${setting.name}`,
        kind: 'keyword',
        insert: setting.form === 'none' ? `@${setting.name}` : `@${setting.name} `,
        documentation: setting.help,
        rank: 1,
        again: setting.form === 'choice',
      }),
    );
    return { replace: { start: start + name[1].length, end: offset }, items, incomplete: false };
  }
  const value = /^\s*(?:#|\/\/)\s*@([\w-]+)\s+(\S*)$/.exec(before);
  const setting = value && settingNamed(value[1]);
  if (!setting) return undefined;
  const examples =
    setting.choices ??
    (setting.form === 'duration' ? ['500ms', '10s', '2m'] : setting.form === 'size' ? ['64KiB', '16MiB'] : []);
  const items = examples.map((text, rank): CompletionItem => ({ label: text, kind: 'value', rank }));
  return { replace: { start: offset - value[2].length, end: offset }, items, incomplete: false };
}

function startOfRequest({ start, before }: Line, offset: number): Completions | undefined {
  if (!/^\s*\w*$/.test(before)) return undefined;
  const replace = { start: start + (/^\s*/.exec(before)?.[0].length ?? 0), end: offset };
  const items: CompletionItem[] = [
    { label: 'GRPC', kind: 'keyword', insert: 'GRPC ', rank: 1, again: true },
    {
      label: 'GRPC request',
      kind: 'snippet',
      insert: `### \${1:Name}\nGRPC \${2:localhost:50051}/$3\n\n{$0}\n`,
      snippet: true,
      rank: 2,
    },
  ];
  return { replace, items, incomplete: false };
}

function methods(file: RequestFile, types: WorkspaceTypes, request: Request, offset: number): Completions | undefined {
  const { target, service, method, start } = request.line;
  const { raw } = file.source;
  // In the target nothing is known, but for variables.
  if (offset <= target.end && target.text !== '' && raw[offset - 1] !== '/') return undefined;
  if (offset < start + 4) return undefined;
  const called = calledMethod(types, request);
  const inMethod = service.text !== '' && offset > service.end && raw[service.end] === '/';
  if (inMethod && (called.kind === 'known' || called.kind === 'no-method' || called.kind === 'open')) {
    const declared = types.service(service.text);
    if (!declared) return undefined;
    const replace = { start: service.end + 1, end: Math.max(offset, method.end) };
    const items = declared.methods.map((each) => methodItem(each, each.name));
    return { replace, items, incomplete: false };
  }
  const from = service.text === '' ? offset : service.start;
  const replace = { start: from, end: Math.max(offset, service.end, method.end) };
  const items = types
    .services()
    .flatMap((name) => (types.service(name)?.methods ?? []).map((each) => methodItem(each, `${name}/${each.name}`)));
  return { replace, items, incomplete: false };
}

function methodItem(method: MethodModel, label: string): CompletionItem {
  const stream = (streams: boolean) => (streams ? 'stream ' : '');
  const simple = (name = '') => name.slice(name.lastIndexOf('.') + 1);
  const { input, output, clientStreaming, serverStreaming, target, deprecated } = method;
  return {
    label,
    kind: 'method',
    detail: ` (${stream(clientStreaming)}${simple(input?.fullName)}) → ${stream(serverStreaming)}${simple(output?.fullName)}`,
    deprecated,
    rank: deprecated ? 2 : 1,
    ...(target ? { symbol: { file: target.file, path: target.path } } : {}),
  };
}

const commonHeaders: readonly (readonly [string, string, string])[] = [
  ['authorization', `authorization: Bearer {{\\$secret \${1:TOKEN}}}`, 'a bearer token'],
  ['x-request-id', 'x-request-id: {{\\$uuid}}', 'a new id for each call'],
  ['grpc-timeout', `grpc-timeout: \${1:10S}`, 'the deadline'],
];

function headers(file: RequestFile, { start, before }: Line, offset: number): Completions | undefined {
  if (!/^[\w.-]*$/.test(before)) return undefined;
  const used = new Set(file.requests.flatMap((request) => request.headers.map(({ name }) => name.text.toLowerCase())));
  const items = commonHeaders.map(
    ([label, insert, detail]): CompletionItem => ({
      label,
      kind: 'keyword',
      insert,
      snippet: true,
      detail: ` ${detail}`,
      rank: 1,
    }),
  );
  for (const name of used) {
    if (!commonHeaders.some(([known]) => known === name))
      items.push({ label: name, kind: 'keyword', insert: `${name}: `, rank: 2 });
  }
  return { replace: { start, end: offset }, items, incomplete: false };
}

function body(
  file: RequestFile,
  types: WorkspaceTypes,
  request: Request,
  offset: number,
  { start, before }: Line,
): Completions | undefined {
  const called = calledMethod(types, request);
  if (called.kind !== 'known' || !called.method.input) return undefined;
  const { input } = called.method;
  const message = request.messages.find((each) => each.start <= offset && offset <= each.end);
  if (message?.file || message?.comments.some((comment) => comment.start < offset && offset <= comment.end))
    return undefined;
  const root = message?.values.find((value) => value.start <= offset && offset <= value.end) ?? message?.values[0];
  if (root && message) return completeJson(file.source, types, root, input, offset);
  if (!/^\s*\{?$/.test(before)) return undefined;
  const from = start + (/^\s*/.exec(before)?.[0].length ?? 0);
  const simple = input.fullName.slice(input.fullName.lastIndexOf('.') + 1);
  return {
    replace: { start: from, end: offset },
    items: [
      {
        label: '{ … } with all fields',
        kind: 'snippet',
        insert: skeleton(input),
        snippet: true,
        detail: ` ${simple}`,
        filter: '{',
        rank: 1,
      },
      {
        label: '{}',
        kind: 'snippet',
        insert: '{$1}',
        snippet: true,
        detail: ` ${simple}`,
        filter: '{}',
        rank: 2,
        again: true,
      },
    ],
    incomplete: false,
  };
}
