// Code actions: the one table of what can be done at a selection.
import type { Problem } from '../../diagnostics/problem.js';
import type { SchemaSnapshot } from '../../schema/schema.js';
import type { Span } from '../../text/span.js';
import { FileView } from '../file-view.js';
import type { ActionRequest, CodeAction } from './action.js';
import { deleteAndReserve } from './delete-field.js';
import { addMissingImports, organizeImports, removeUnusedImports } from './imports.js';
import { fixAll, fixAllOfOneCode, quickFixes } from './quick-fixes.js';
import { renumber } from './renumber.js';

const sources: readonly ((request: ActionRequest) => CodeAction[])[] = [
  quickFixes,
  fixAllOfOneCode,
  removeUnusedImports,
  addMissingImports,
  renumber,
  deleteAndReserve,
  organizeImports,
  fixAll,
];

/**
 * What can be done at a selection.
 * @param problems All problems of the file; those that touch the selection are offered to be mended.
 */
export function codeActions(
  snapshot: SchemaSnapshot,
  file: number,
  range: Span,
  problems: readonly Problem[],
): CodeAction[] {
  const request: ActionRequest = { view: new FileView(snapshot, file), range, problems };
  return sources.flatMap((source) => source(request));
}
