// Follows what the backend says of itself: its state to whoever shows it, its log records to the output channel.
import * as vscode from 'vscode';
import {
  type BackendServiceClient,
  type BackendState,
  LogLevel,
  type LogRecord,
} from '../../protos/gen/protopipe/v1/backend.js';
import { readStream } from './read-stream.js';

/** Watches until `signal` aborts or the connection is lost; asks anew when the channel's log level changes. */
export async function watchBackend(
  client: BackendServiceClient,
  log: vscode.LogOutputChannel,
  onState: (state: BackendState) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const levelChanged = new AbortController();
    const subscription = log.onDidChangeLogLevel(() => levelChanged.abort());
    try {
      const either = AbortSignal.any([signal, levelChanged.signal]);
      for await (const { event } of readStream(client.watch({ logLevel: fromLogLevel(log.logLevel) }), either)) {
        if (event?.$case === 'state') onState(event.value);
        else if (event) write(log, event.value);
      }
      return;
    } catch (error) {
      if (!levelChanged.signal.aborted) throw error;
    } finally {
      subscription.dispose();
    }
  }
}

function write(log: vscode.LogOutputChannel, { level, message }: LogRecord): void {
  switch (level) {
    case LogLevel.TRACE:
      log.trace(message);
      break;
    case LogLevel.DEBUG:
      log.debug(message);
      break;
    case LogLevel.UNSPECIFIED:
    case LogLevel.INFO:
      log.info(message);
      break;
    case LogLevel.WARNING:
      log.warn(message);
      break;
    case LogLevel.ERROR:
      log.error(message);
      break;
  }
}

function fromLogLevel(level: vscode.LogLevel): LogLevel {
  switch (level) {
    case vscode.LogLevel.Trace:
      return LogLevel.TRACE;
    case vscode.LogLevel.Debug:
      return LogLevel.DEBUG;
    case vscode.LogLevel.Info:
      return LogLevel.INFO;
    case vscode.LogLevel.Warning:
      return LogLevel.WARNING;
    // There is no level above errors; the channel drops them by itself when it is off.
    case vscode.LogLevel.Error:
    case vscode.LogLevel.Off:
      return LogLevel.ERROR;
  }
}
