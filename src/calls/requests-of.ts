// The requests of a file with the keys that tell them apart while the file is edited.
import type * as vscode from 'vscode';
import type { ListRequestsResponse, RequestSummary } from '../../protos/gen/protopipe/v1/request.js';
import { askOnce } from '../backend/ask-once.js';
import type { Session } from '../backend/session.js';
import { documentVersion } from '../convert/place.js';
import { toRange } from '../convert/range.js';

export interface KeyedRequest {
  /** Of its name, or of its method and how often that was called above. */
  readonly key: string;
  readonly summary: RequestSummary;
}

export async function requestsOf(
  session: Session,
  document: vscode.TextDocument,
  signal?: AbortSignal,
): Promise<KeyedRequest[]> {
  const { requests } = await askOnce<ListRequestsResponse>(
    (callback) => session.requests.listRequests({ document: documentVersion(document) }, callback),
    signal,
  );
  const seen = new Map<string, number>();
  return requests.map((summary) => {
    const name = summary.name === '' ? `:${summary.method}` : summary.name;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { key: `${document.uri} ${name} ${count}`, summary };
  });
}

/** The request around a line. */
export function requestAt(requests: readonly KeyedRequest[], line: number): KeyedRequest | undefined {
  return requests.find(({ summary }) => {
    const { start, end } = toRange(summary.range);
    return start.line <= line && (line < end.line || (line === end.line && (end.character > 0 || line === start.line)));
  });
}
