// From the document and place that a request of a client names to a parsed request file and byte offsets, on a snapshot
// that is new enough.
import type { DocumentPosition, DocumentVersion } from '../../protos/gen/protopipe/v1/language.js';
import type { Replacement } from '../diagnostics/problem.js';
import { parseRequestFile } from '../requests/syntax/parse-request-file.js';
import type { RequestFile } from '../requests/syntax/request-file.js';
import { WorkspaceTypes } from '../requests/types/workspace-types.js';
import { LineIndex } from '../text/line-index.js';
import type { Span } from '../text/span.js';
import { pathOfUri } from '../workspace/location.js';
import { isRequestDocument, type RequestDocument } from '../workspace/request-documents.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { Workspace } from '../workspace/workspace.js';
import { AskedDocument, whenThere } from './asked-document.js';
import { encodeRange } from './encode-diagnostic.js';

/** The request file that a question is about. */
export class AskedRequest {
  readonly lines: LineIndex;
  readonly file: RequestFile;
  readonly types: WorkspaceTypes;
  /** Places in .proto files. */
  readonly protos: AskedDocument;

  constructor(
    readonly workspace: WorkspaceSnapshot,
    readonly document: RequestDocument,
  ) {
    this.lines = new LineIndex(document.bytes);
    this.file = parseRequestFile(document.bytes);
    this.types = typesOf(workspace);
    this.protos = new AskedDocument(workspace, undefined);
  }

  offset(position: { readonly line: number; readonly column: number }): number {
    return this.lines.offset({ line: position.line, column: position.column });
  }

  range(span: Span) {
    return encodeRange(span, this.lines);
  }

  textEdits(edits: readonly Replacement[]) {
    return edits.map((edit) => ({ range: this.range(edit), newText: edit.text }));
  }
}

/** The types that requests of a workspace are written with. */
export function typesOf(workspace: WorkspaceSnapshot): WorkspaceTypes {
  return new WorkspaceTypes(workspace.schema, (id) => workspace.files[id]?.listed ?? false);
}

/** Whether a document is a request file. */
export function isRequest(workspace: Workspace, uri: string): boolean {
  const path = pathOfUri(uri);
  return isRequestDocument(path) || workspace.latest.requests.has(path);
}

/** Waits as `askedDocument` does. */
export async function askedRequest(
  workspace: Workspace,
  document: DocumentVersion | DocumentPosition | undefined,
  signal: AbortSignal,
): Promise<AskedRequest> {
  return whenThere(
    workspace,
    document,
    (snapshot, path) => snapshot.requests.get(path),
    (snapshot, found) => new AskedRequest(snapshot, found),
    signal,
  );
}
