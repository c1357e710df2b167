// protopipe call: one call of any of the four kinds; messages in and out as JSON, one a line.
import { once } from 'node:events';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { Command } from 'commander';
import {
  type CallFinished,
  type CallRequest,
  type CallResponse,
  CallServiceClient,
  type MetadataEntry,
  type ResponseMessage,
} from '../protos/gen/protopipe/v1/call.js';
import { responsesOf } from './backend.js';
import { callErrorOf } from './call-error.js';
import { addTargetOptions, openSchema, readSchemaSource, readTarget, type TargetOptions } from './call-options.js';
import type { CommandContext } from './command-context.js';
import { exitCode, exitCodeOfStatus, UsageError } from './exit-code.js';
import { readMessages } from './message-input.js';
import { LineWriter } from './terminal.js';

interface CallOptions extends TargetOptions {
  readonly data?: string;
  readonly waitForReady?: boolean;
  readonly emitDefaults?: boolean;
  readonly verbose?: boolean;
}

type Call = ClientDuplexStream<CallRequest, CallResponse>;

const help = `
TARGET is host:port, https://host, http://host:port, pipe:NAME, \\\\.\\pipe\\NAME or unix:PATH. Without a scheme this
machine is called in plaintext and others with TLS; whoever gives an authority, a certificate or --insecure gets TLS.

Messages of the answer go to stdout, one a line; everything else goes to stderr.

Exit codes: 0 OK; 64 + the gRPC status code otherwise, such as 69 NOT_FOUND and 78 UNAVAILABLE; 1 a message of the
answer could not be decoded; 2 bad usage, a message that does not fit, or a schema that cannot be found or used.`;

export function callCommand(context: CommandContext): Command {
  const command = new Command('call')
    .description('call a method of a gRPC service')
    .argument('<target>', 'where the service listens')
    .argument('<method>', 'package.Service/Method')
    .option(
      '-d, --data <json>',
      'messages in JSON, @FILE, or - for stdin (default: one empty message, or none to a stream)',
    )
    .option('--wait-for-ready', 'wait for a target that does not listen yet')
    .option('--emit-defaults', 'show fields that hold their default')
    .option('-v, --verbose', 'show headers, trailers, sizes and times');
  return addTargetOptions(command)
    .addHelpText('after', help)
    .action((target: string, method: string, options: CallOptions) => call(context, target, method, options));
}

async function call(context: CommandContext, address: string, method: string, options: CallOptions): Promise<void> {
  const { cwd, signal, stdout, stderr } = context;
  const start = {
    target: readTarget(address, options, cwd),
    schema: readSchemaSource(options, cwd),
    method,
    metadata: [...options.header],
    deadlineMs: options.deadline ?? 0,
    waitForReady: options.waitForReady ?? false,
    emitDefaults: options.emitDefaults ?? false,
    // Sizes and times are for people.
    blocks: !options.verbose,
  };
  await context.withBackend(async (backend) => {
    await openSchema(context, backend, options);
    const stream: Call = backend.client(CallServiceClient).call();
    // Errors come out of the reading side.
    stream.on('error', () => {});
    stream.write({ event: { $case: 'start', value: start } });
    const sending = new AbortController();
    const lines = new LineWriter(stdout);
    const note = (text: string) => stderr.write(`${text}\n`);
    let failed: unknown;
    let refused: string | undefined;
    let undecoded = 0;
    let finished: CallFinished | undefined;
    let pieces = '';
    const show = async (message: ResponseMessage) => {
      pieces += message.json;
      if (message.continues) return;
      if (message.problem === '') await lines.line(pieces);
      else {
        undecoded++;
        note(`protopipe: ${message.problem}`);
      }
      pieces = '';
      for (const { path, number, wireType, value } of message.unknownFields) {
        const where = path === '' ? '' : ` in ${path}`;
        note(`protopipe: unknown field ${number}${where}: ${wireType} 0x${Buffer.from(value).toString('hex')}`);
      }
      if (options.verbose) note(`< ${message.sizeBytes} bytes after ${message.elapsedMs.toFixed(1)} ms`);
    };
    try {
      for await (const { event } of responsesOf(stream, signal)) {
        switch (event?.$case) {
          case 'started': {
            const { method: found, target } = event.value;
            if (options.verbose) note(`> ${found?.name} at ${target}`);
            send(stream, options.data, found?.clientStreaming ?? false, context, sending.signal).catch(
              (error: unknown) => {
                failed ??= error;
                stream.write({ event: { $case: 'cancel', value: {} } });
              },
            );
            break;
          }
          case 'headers':
            if (options.verbose) showMetadata('<', event.value.metadata, note);
            break;
          case 'messages':
            for (const message of event.value.messages) await show(message);
            await lines.flush();
            break;
          case 'block':
            await lines.bytes(event.value.jsonLines);
            break;
          case 'refused':
            refused ??= `message ${event.value.messageNumber}: ${event.value.reason}`;
            stream.write({ event: { $case: 'cancel', value: {} } });
            break;
          case 'finished':
            finished = event.value;
            break;
          case undefined:
            break;
        }
        if (finished) break;
      }
    } catch (error) {
      throw callErrorOf(error, signal);
    } finally {
      sending.abort();
      await lines.flush();
    }
    if (failed !== undefined) throw failed;
    if (refused !== undefined) throw new UsageError(refused);
    if (!finished) throw new Error('The call ended without a status.');
    if (options.verbose) showMetadata('<', finished.trailers, note);
    showStatus(finished, options.verbose ?? false, note);
    context.exitWith(finished.code === 0 && undecoded > 0 ? exitCode.problems : exitCodeOfStatus(finished.code));
  });
}

/** Sends the messages, waiting while the call does not take them. */
async function send(
  stream: Call,
  data: string | undefined,
  isStream: boolean,
  context: CommandContext,
  signal: AbortSignal,
): Promise<void> {
  const messages =
    data === undefined ? (isStream ? [] : ['{}']) : readMessages(data, () => context.stdin, context.cwd, signal);
  let count = 0;
  for await (const value of messages) {
    if (signal.aborted) return;
    count++;
    if (!stream.write({ event: { $case: 'message', value } })) await once(stream, 'drain', { signal });
  }
  if (count === 0 && data !== undefined && !isStream) throw new UsageError('-d holds no message');
  if (!signal.aborted) stream.write({ event: { $case: 'halfClose', value: {} } });
}

function showMetadata(sign: string, entries: readonly MetadataEntry[], note: (text: string) => void): void {
  for (const { name, value } of entries) {
    note(
      `${sign} ${name}: ${value?.$case === 'binary' ? Buffer.from(value.value).toString('base64') : (value?.value ?? '')}`,
    );
  }
}

function showStatus(finished: CallFinished, verbose: boolean, note: (text: string) => void): void {
  const { code, codeName, message, detailsJson, messagesSent, messagesReceived, elapsedMs } = finished;
  if (code !== 0) note(`protopipe: ${codeName}: ${message}`);
  for (const detail of detailsJson) note(`  ${detail}`);
  if (!verbose) return;
  note(`< ${codeName} after ${elapsedMs.toFixed(1)} ms: ${messagesSent} sent, ${messagesReceived} received`);
}
