// Problems as clients get them: byte offsets become lines and UTF-16 columns, file ids become URIs.
import { type Diagnostic, type Range, Severity } from '../../protos/gen/protopipe/v1/common.js';
import { type Severity as SeverityName, severityOf, tagOf } from '../diagnostics/codes.js';
import type { Problem } from '../diagnostics/problem.js';
import { LineIndex } from '../text/line-index.js';
import type { Span } from '../text/span.js';
import type { RequestDocument } from '../workspace/request-documents.js';
import type { WorkspaceFile, WorkspaceSnapshot } from '../workspace/snapshot.js';

/** Where problems may point. */
export type ProblemFiles = Pick<WorkspaceSnapshot, 'files' | 'uriOf'>;

const severities: Readonly<Record<SeverityName, Severity>> = {
  error: Severity.ERROR,
  warning: Severity.WARNING,
  information: Severity.INFORMATION,
  hint: Severity.HINT,
};

/** Encodes the problems of one file: a .proto file or a request file. */
export function encodeProblems(
  problems: readonly Problem[],
  file: WorkspaceFile | RequestDocument,
  snapshot: ProblemFiles,
): Diagnostic[] {
  const indexes = new Map<number, LineIndex>();
  const linesOf = (id: number): LineIndex | undefined => {
    const known = indexes.get(id);
    const bytes = known ? undefined : snapshot.files[id]?.source.parsed.bytes;
    if (!bytes) return known;
    const lines = new LineIndex(bytes);
    indexes.set(id, lines);
    return lines;
  };
  const lines =
    'id' in file ? (linesOf(file.id) ?? new LineIndex(file.source.parsed.bytes)) : new LineIndex(file.bytes);
  return problems.map((problem) => ({
    ...encodeBare(problem, lines),
    related: (problem.related ?? []).flatMap((place) => {
      const there = linesOf(place.file);
      if (!there) return [];
      const location = { uri: snapshot.uriOf(place.file), range: encodeRange(place, there) };
      return [{ location, message: place.message }];
    }),
    fixes: (problem.fixes ?? []).map(({ title, edits }) => ({
      title,
      documents: [
        {
          uri: file.uri,
          edits: edits.map((edit) => ({ range: encodeRange(edit, lines), newText: edit.text })),
        },
      ],
    })),
  }));
}

/** Encodes problems of anything, without the places in other files and the changes that would help. */
export function encodeBareProblems(problems: readonly Problem[], bytes: Uint8Array): Diagnostic[] {
  const lines = new LineIndex(bytes);
  return problems.map((problem) => encodeBare(problem, lines));
}

export function encodeRange(span: Span, lines: LineIndex): Range {
  const { start, end } = lines.range(span);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function encodeBare(problem: Problem, lines: LineIndex): Diagnostic {
  const tag = tagOf(problem.code);
  return {
    range: encodeRange(problem, lines),
    severity: severities[severityOf(problem.code)],
    code: problem.code,
    message: problem.message,
    related: [],
    fixes: [],
    unnecessary: tag === 'unnecessary',
    deprecated: tag === 'deprecated',
  };
}
