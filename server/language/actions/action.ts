// What a code action is, as plain data.
import type { Problem, Replacement } from '../../diagnostics/problem.js';
import type { Span } from '../../text/span.js';
import type { FileView } from '../file-view.js';

export type ActionKind = 'quickfix' | 'refactor' | 'organizeImports' | 'fixAll';

export interface CodeAction {
  /** As a menu shows it. */
  readonly title: string;
  readonly kind: ActionKind;
  /** Edits of the file that was asked about, ordered by place, without overlaps. */
  readonly edits: readonly Replacement[];
  /** The problem that it mends, as an index into the problems of the request. */
  readonly problem?: number;
  /** The one to take when only one is wanted. */
  readonly preferred?: boolean;
}

/** What actions are made from. */
export interface ActionRequest {
  readonly view: FileView;
  /** The selection; empty for a cursor. */
  readonly range: Span;
  /** All problems of the file. */
  readonly problems: readonly Problem[];
}

/** Replacements ordered by place; those that overlap one before them are left out. */
export function withoutOverlaps(edits: readonly Replacement[]): Replacement[] {
  const kept: Replacement[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = kept[kept.length - 1];
    if (last && edit.start < last.end) continue;
    if (last && edit.start === last.start && edit.end === last.end && edit.text === last.text) continue;
    kept.push(edit);
  }
  return kept;
}

/** As `withoutOverlaps`; what is inserted at one place as lines becomes one text, sorted and without blank lines in it. */
export function joinedInsertions(edits: readonly Replacement[]): Replacement[] {
  const kept: Replacement[] = [];
  const sorted = [...edits].sort((a, b) => a.start - b.start || (a.text < b.text ? -1 : 1));
  for (const edit of withoutOverlaps(sorted)) {
    const last = kept.at(-1);
    const joins = last && last.start === edit.start && last.end === last.start && edit.end === edit.start;
    if (joins) kept[kept.length - 1] = { ...last, text: last.text + edit.text.replace(/^\n\n/, '\n') };
    else kept.push(edit);
  }
  return kept;
}
