// All of a call as text: as one object of JSON a line for programs, or laid out for people. Made piece by piece, so that
// a million messages need no more memory than a hundred.
import type { MetadataEntry } from '../../protos/gen/protopipe/v1/call.js';
import { EntryKind } from '../spool/entry-index.js';
import type { LogRow, MessageLog } from '../spool/message-log.js';
import type { CallState } from './call-state.js';

export type TranscriptFormat = 'ndjson' | 'text';

const pageRows = 200;
/** No message that was received is longer. */
const anyLength = 2 ** 31;

/** What there is at this moment; messages that come later are left out. `pretty` lays JSON out over lines. */
export async function* transcript(
  state: CallState,
  log: MessageLog,
  format: TranscriptFormat,
  pretty: (json: string) => string,
): AsyncGenerator<string> {
  const write = format === 'ndjson' ? ndjson : readable(pretty);
  const rows = log.count;
  yield write.begin(state);
  for (let from = 0; from < rows; from += pageRows) {
    const page = await log.rows(from, Math.min(rows, from + pageRows), anyLength);
    let text = '';
    for (const [i, row] of page.entries()) text += write.row(row, row.hasNote ? await log.note(from + i) : undefined);
    yield text;
  }
  yield write.end(state);
}

interface Writer {
  begin(state: CallState): string;
  row(row: LogRow, note: object | undefined): string;
  end(state: CallState): string;
}

const kinds: Readonly<Record<EntryKind, string>> = {
  [EntryKind.received]: 'received',
  [EntryKind.sent]: 'sent',
  [EntryKind.refused]: 'refused',
};

const ndjson: Writer = {
  begin: ({ methodName, target, startedAt, headers }) =>
    line({ call: { method: methodName, target, started: startedAt.toISOString() } }) +
    (headers ? line({ headers: headers.map(entry) }) : ''),
  row({ kind, number, elapsedMs, sizeBytes, json }, note) {
    const about = {
      [kinds[kind]]: number,
      elapsedMs: round(elapsedMs),
      ...(sizeBytes > 0 ? { sizeBytes } : {}),
      ...note,
    };
    // The message goes in as it came: reading and writing it again could change its numbers.
    return json === '' ? line(about) : `${JSON.stringify(about).slice(0, -1)},"message":${json}}\n`;
  },
  end({ finished, failure }) {
    if (!finished) return failure === undefined ? '' : line({ failure });
    const { code, codeName, message, trailers, detailsJson, elapsedMs } = finished;
    const details = detailsJson.length === 0 ? '' : `,"details":[${detailsJson.join(',')}]`;
    const about = { status: codeName, code, message, elapsedMs: round(elapsedMs), trailers: trailers.map(entry) };
    return `${JSON.stringify(about).slice(0, -1)}${details}}\n`;
  },
};

function readable(pretty: (json: string) => string): Writer {
  return {
    begin: ({ methodName, target, startedAt, headers }) =>
      `${methodName}\n${target}, ${startedAt.toISOString()}\n${headers ? metadata('Headers', headers) : ''}`,
    row({ kind, number, elapsedMs, sizeBytes, json }, note) {
      const size = sizeBytes > 0 ? `, ${sizeBytes} bytes` : '';
      const more = note ? `${JSON.stringify(note)}\n` : '';
      return `\n--- ${kinds[kind]} ${number}, after ${round(elapsedMs)} ms${size}\n${json === '' ? '' : `${pretty(json)}\n`}${more}`;
    },
    end({ finished, failure }) {
      if (!finished) return failure === undefined ? '' : `\n=== ${failure}\n`;
      const { codeName, message, trailers, detailsJson, elapsedMs } = finished;
      const details = detailsJson.map((json) => `${pretty(json)}\n`).join('');
      const reason = message === '' ? '' : `: ${message}`;
      return `\n=== ${codeName} after ${round(elapsedMs)} ms${reason}\n${details}${metadata('Trailers', trailers)}`;
    },
  };
}

function metadata(title: string, entries: readonly MetadataEntry[]): string {
  return entries.length === 0
    ? ''
    : `\n${title}\n${entries.map((each) => `  ${each.name}: ${entry(each).value}\n`).join('')}`;
}

function entry({ name, value }: MetadataEntry): { name: string; value: string } {
  return {
    name,
    value: value?.$case === 'binary' ? Buffer.from(value.value).toString('base64') : (value?.value ?? ''),
  };
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
