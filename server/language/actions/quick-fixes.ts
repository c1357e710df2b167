// Quick fixes that problems carry, and all of one kind in the file at once.
import type { Code } from '../../diagnostics/codes.js';
import type { Problem } from '../../diagnostics/problem.js';
import { type ActionRequest, type CodeAction, joinedInsertions, withoutOverlaps } from './action.js';

/** The fixes of the problems that touch the selection. */
export function quickFixes({ problems, range }: ActionRequest): CodeAction[] {
  return problems.flatMap((problem, index) => {
    if (problem.start > range.end || problem.end < range.start) return [];
    const fixes = problem.fixes ?? [];
    return fixes.map(({ title, edits }) => ({
      title,
      kind: 'quickfix' as const,
      edits: withoutOverlaps(edits),
      problem: index,
      preferred: fixes.length === 1,
    }));
  });
}

/**
 * Codes whose fixes all take the same free number, so that they can be mended only one after the other, and the one that
 * has an action of its own.
 */
const notTogether: ReadonlySet<Code> = new Set<Code>([
  'duplicate-enum-number',
  'duplicate-field-number',
  'extension-range-in-use',
  'field-number-invalid',
  'field-number-reserved',
  'reserved-number-used',
  'unused-import',
]);

/** For each code with a problem that touches the selection and more than one that can be mended: mend them all. */
export function fixAllOfOneCode(request: ActionRequest): CodeAction[] {
  const codes = new Set(quickFixes(request).map(({ problem }) => request.problems[problem ?? 0].code));
  return [...codes].flatMap((code) => {
    if (notTogether.has(code)) return [];
    const mended = request.problems.filter((problem) => problem.code === code && problem.fixes?.length === 1);
    return mended.length < 2
      ? []
      : [
          {
            title: `Fix all ${mended.length} problems "${code}" in the file`,
            kind: 'quickfix' as const,
            edits: firstFixes(mended),
          },
        ];
  });
}

/** Codes whose only fix changes nothing of what the file means, so that they may be mended on save. */
const harmless: ReadonlySet<Code> = new Set<Code>(['unused-import', 'duplicate-import', 'expected-token']);

/** Everything in the file that can be mended without a choice and without changing what it means. */
export function fixAll({ problems }: ActionRequest): CodeAction[] {
  const mended = problems.filter(({ code, fixes }) => harmless.has(code) && fixes?.length === 1);
  if (mended.length === 0) return [];
  return [{ title: 'Fix all problems that have one harmless fix', kind: 'fixAll', edits: firstFixes(mended) }];
}

function firstFixes(problems: readonly Problem[]) {
  return joinedInsertions(problems.flatMap(({ fixes }) => fixes?.[0].edits ?? []));
}
