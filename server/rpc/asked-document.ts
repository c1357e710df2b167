// From the document and place that a request names to a file and byte offsets of a snapshot that is new enough.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { DocumentEdit, Location, Range, TextEdit } from '../../protos/gen/protopipe/v1/common.js';
import type { DocumentPosition, DocumentVersion, Position } from '../../protos/gen/protopipe/v1/language.js';
import type { Replacement } from '../diagnostics/problem.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { LineIndex } from '../text/line-index.js';
import type { Span } from '../text/span.js';
import { type Path, pathOfUri } from '../workspace/location.js';
import type { WorkspaceFile, WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import { encodeRange } from './encode-diagnostic.js';

/** How long a request waits for the edit that its version speaks of. */
const patienceMs = 1000;

/** The document that a request is about, in one snapshot. */
export class AskedDocument {
  readonly #lines = new Map<number, LineIndex>();

  readonly #file: WorkspaceFile | undefined;

  /** Without a file only places in other files can be asked for. */
  constructor(
    readonly workspace: WorkspaceSnapshot,
    file: WorkspaceFile | undefined,
  ) {
    this.#file = file;
  }

  get file(): WorkspaceFile {
    if (!this.#file) throw new RangeError('the question is about no .proto file');
    return this.#file;
  }

  get snapshot(): SchemaSnapshot {
    return this.workspace.schema;
  }

  get id(): number {
    return this.file.id;
  }

  linesOf(id: number): LineIndex {
    let lines = this.#lines.get(id);
    if (!lines) this.#lines.set(id, (lines = new LineIndex(this.snapshot.file(id).parsed.bytes)));
    return lines;
  }

  offset({ line, column }: Position | DocumentPosition): number {
    return this.linesOf(this.id).offset({ line, column });
  }

  span(range: Range | undefined): Span {
    if (!range) return { start: 0, end: this.file.source.parsed.bytes.length };
    return {
      start: this.offset({ line: range.startLine, column: range.startColumn }),
      end: this.offset({ line: range.endLine, column: range.endColumn }),
    };
  }

  range(span: Span, id = this.id): Range {
    return encodeRange(span, this.linesOf(id));
  }

  location(id: number, span: Span): Location {
    return { uri: this.workspace.uriOf(id), range: this.range(span, id) };
  }

  position(offset: number): Position {
    return this.linesOf(this.id).position(offset);
  }

  textEdits(edits: readonly Replacement[], id = this.id): TextEdit[] {
    return edits.map((edit) => ({ range: this.range(edit, id), newText: edit.text }));
  }

  documentEdits(edits: ReadonlyMap<number, readonly Replacement[]>): DocumentEdit[] {
    return [...edits].map(([id, list]) => ({ uri: this.workspace.uriOf(id), edits: this.textEdits(list, id) }));
  }
}

/** Waits until the workspace has the version of the document that a request was made against. */
export async function askedDocument(
  workspace: Workspace,
  document: DocumentVersion | DocumentPosition | undefined,
  signal: AbortSignal,
): Promise<AskedDocument> {
  return whenThere(
    workspace,
    document,
    (snapshot, path) => snapshot.fileAt(path),
    (snapshot, file) => new AskedDocument(snapshot, file),
    signal,
  );
}

/** Waits for the version of a document that `find` finds in a snapshot, and makes the answer of it. */
export async function whenThere<Found extends { readonly version: number | undefined }, Asked>(
  workspace: Workspace,
  document: DocumentVersion | DocumentPosition | undefined,
  find: (snapshot: WorkspaceSnapshot, path: Path) => Found | undefined,
  make: (snapshot: WorkspaceSnapshot, found: Found) => Asked,
  signal: AbortSignal,
): Promise<Asked> {
  if (!document) throw new RpcError(status.INVALID_ARGUMENT, 'The request names no document.');
  const { uri, version } = document;
  const path = pathOfUri(uri);
  const until = performance.now() + patienceMs;
  for (;;) {
    const snapshot = workspace.current();
    const file = find(snapshot, path);
    if (file && (file.version ?? 0) >= version) return make(snapshot, file);
    const left = until - performance.now();
    if (left <= 0) {
      throw file
        ? new RpcError(status.ABORTED, `Version ${version} of the document has not arrived.`)
        : new RpcError(status.NOT_FOUND, `The document is not known: ${uri}`);
    }
    await nextSnapshot(workspace, left, signal);
    signal.throwIfAborted();
  }
}

/** Resolves with the next snapshot, when the time is over, or on abort. */
function nextSnapshot(workspace: Workspace, timeoutMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const timer = setTimeout(settle, Math.min(timeoutMs, pollMs));
    const stop = workspace.onSnapshot(settle);
    signal.addEventListener('abort', settle, { once: true });
  });
}

/** Snapshots are made when somebody asks, so the question is repeated. */
const pollMs = 10;
