// BackendService: the state of the process and its log, as they change.
import type { BackendServiceServer, WatchRequest, WatchResponse } from '../../protos/gen/protopipe/v1/backend.js';
import type { BackendLog } from './backend-log.js';
import type { BackendStatus } from './backend-status.js';
import type { StreamHandlers } from './stream-handlers.js';

/** Shortest time between two messages with the state: about 10 a second at most. That work has ended is said at once. */
const stateIntervalMs = 100;

export function backendService(handlers: StreamHandlers, status: BackendStatus, log: BackendLog): BackendServiceServer {
  return {
    watch: handlers.serverStream<WatchRequest, WatchResponse>('Watch', async ({ logLevel }, send, signal) => {
      const records = log.records.filter(({ level }) => level >= logLevel);
      let stateIsDue = true;
      let sentAt = Number.NEGATIVE_INFINITY;
      let sentBusy = false;
      let wake = () => {};
      const stops = [
        status.onChange(() => {
          stateIsDue = true;
          wake();
        }),
        log.onRecord((record) => {
          if (record.level >= logLevel) records.push(record);
          wake();
        }),
      ];
      signal.addEventListener('abort', () => wake(), { once: true });
      try {
        while (!signal.aborted) {
          for (let record = records.shift(); record; record = records.shift()) {
            await send({ event: { $case: 'log', value: record } });
          }
          const ended = sentBusy && !status.isBusy;
          const waitMs = ended ? 0 : stateIsDue ? sentAt + stateIntervalMs - performance.now() : undefined;
          if (waitMs !== undefined && waitMs <= 0) {
            stateIsDue = false;
            sentAt = performance.now();
            sentBusy = status.isBusy;
            await send({ event: { $case: 'state', value: status.state() } });
          } else if (records.length === 0) {
            await new Promise<void>((resolve) => {
              const timer = waitMs === undefined ? undefined : setTimeout(resolve, waitMs);
              wake = () => {
                // Other news do not make the state come sooner, but must not wait for it.
                if (records.length === 0 && timer && !signal.aborted && (status.isBusy || !sentBusy)) return;
                clearTimeout(timer);
                resolve();
              };
            });
          }
        }
      } finally {
        for (const stop of stops) stop();
      }
    }),
  };
}
