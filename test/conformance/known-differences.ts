// Reads known-differences.md: where this project's compiler differs from protoc on purpose, each with its reason.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Disagreement } from './agreement.js';
import { conformanceFolder } from './folders.js';

export interface KnownDifference {
  /** `mutants`, `cases`, `corpus`, `*`, or `topic/name of a case`. */
  readonly where: string;
  readonly kind: string;
  /** A message template or diagnostic code as reports print it, or `*`. */
  readonly subject: string;
  readonly reason: string;
}

/** Rows of the tables: `| where | kind | subject | reason |`, `\|` for a bar inside a cell. */
export function readKnownDifferences(markdown: string): KnownDifference[] {
  const differences: KnownDifference[] = [];
  for (const line of markdown.split('\n')) {
    if (!line.startsWith('|') || /^\|[\s|:-]*$/.test(line)) continue;
    const cells = line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) =>
        cell
          .trim()
          .replaceAll('\\|', '|')
          .replace(/^`(.*)`$/, '$1'),
      );
    const [where = '', kind = '', subject = '', reason = ''] = cells;
    if (where === 'Where') continue;
    if (cells.length !== 4 || reason === '') throw new Error(`known-differences.md: not a row with a reason: ${line}`);
    differences.push({ where, kind, subject, reason });
  }
  return differences;
}

export function knownDifferences(): KnownDifference[] {
  return readKnownDifferences(readFileSync(path.join(conformanceFolder, 'known-differences.md'), 'utf8'));
}

export function isKnown(
  differences: readonly KnownDifference[],
  where: readonly string[],
  disagreement: Disagreement,
): boolean {
  return differences.some(
    (known) =>
      (known.where === '*' || where.includes(known.where)) &&
      (known.kind === '*' || known.kind === disagreement.kind) &&
      (known.subject === '*' || known.subject === disagreement.subject),
  );
}
