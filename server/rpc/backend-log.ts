// What the backend has to say for the log: kept for those who start listening late.
import { LogLevel, type LogRecord } from '../../protos/gen/protopipe/v1/backend.js';

/** Records kept. */
const capacity = 500;

export interface BackendLog {
  readonly debug: (message: string) => void;
  readonly info: (message: string) => void;
  readonly warning: (message: string) => void;
  readonly error: (message: string) => void;
  /** The latest records, oldest first. */
  readonly records: readonly LogRecord[];
  /** Calls `listener` with each new record until the returned function is called. */
  onRecord(listener: (record: LogRecord) => void): () => void;
}

export function createBackendLog(): BackendLog {
  const records: LogRecord[] = [];
  const listeners = new Set<(record: LogRecord) => void>();
  const at = (level: LogLevel) => (message: string) => {
    const record: LogRecord = { time: new Date(), level, message };
    records.push(record);
    if (records.length > capacity) records.shift();
    for (const listener of [...listeners]) listener(record);
  };
  return {
    debug: at(LogLevel.DEBUG),
    info: at(LogLevel.INFO),
    warning: at(LogLevel.WARNING),
    error: at(LogLevel.ERROR),
    records,
    onRecord(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
