// Turns the outcome of a differential run into a text that says what to mend first.
import type { Disagreement } from '../agreement.js';
import { isKnown, type KnownDifference } from '../known-differences.js';
import type { Finding, Outcome } from './differential.js';

export interface DisagreementClass {
  readonly kind: Disagreement['kind'];
  readonly subject: string;
  readonly known: boolean;
  readonly findings: readonly Finding[];
}

/** What is known of a case is known of its mutants. */
export function classesOf(outcome: Outcome, differences: readonly KnownDifference[]): DisagreementClass[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of outcome.findings) {
    const { disagreement, mutant } = finding;
    const known = isKnown(differences, ['mutants', mutant.origin], disagreement);
    const key = `${disagreement.kind}\0${disagreement.subject}\0${known}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups]
    .flatMap(([group, findings]) => {
      const [first] = findings;
      if (!first) return [];
      const { kind, subject } = first.disagreement;
      return [{ kind, subject, findings, known: group.endsWith('\0true') }];
    })
    .sort((a, b) => b.findings.length - a.findings.length);
}

const percent = (part: number, whole: number) => (whole === 0 ? 'n/a' : `${((100 * part) / whole).toFixed(2)} %`);
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

export function summary(outcome: Outcome): string {
  const { compared, agreements, findings } = outcome;
  const verdictsDiffer = findings.filter(
    ({ disagreement: { kind } }) => kind === 'accepts' || kind === 'rejects',
  ).length;
  const thrown = findings.filter(({ disagreement }) => disagreement.kind === 'throws').length;
  const sameVerdict = compared - verdictsDiffer - thrown;
  const misplaced = findings.filter(({ disagreement }) => disagreement.kind === 'place').length;
  const descriptor = findings.filter(({ disagreement }) => disagreement.kind === 'descriptor').length;
  const sourceInfo = findings.filter(({ disagreement }) => disagreement.kind === 'source-info').length;
  const places = sum(agreements.map((each) => each.places));
  const found = sum(agreements.map((each) => each.placesFound));
  const own = sum(agreements.map((each) => each.ownPlaces));
  const shared = sum(agreements.map((each) => each.ownPlacesShared));
  return [
    `compared ${compared} (protoc has no verdict on ${outcome.withoutVerdict} more)`,
    `agreement in verdict, first place and descriptors: ${percent(compared - findings.length, compared)}`,
    `same verdict: ${percent(sameVerdict, compared)}; both reject ${outcome.bothReject}, both accept ${outcome.bothAccept}`,
    `verdict and first place: ${percent(compared - verdictsDiffer - thrown - misplaced, compared)}`,
    `descriptors equal where both accept: ${percent(outcome.bothAccept - descriptor, outcome.bothAccept)} without, ` +
      `${percent(outcome.bothAccept - descriptor - sourceInfo, outcome.bothAccept)} with source info, ` +
      `${percent(outcome.rawEqual, outcome.bothAccept)} byte for byte as written`,
    `of all places protoc reports, we report ${percent(found, places)}; of ours, protoc reports ${percent(shared, own)}`,
  ].join('\n');
}

/** @param samples mutants named per class */
export function classTable(classes: readonly DisagreementClass[], limit: number, samples = 3): string {
  return classes
    .slice(0, limit)
    .map(({ kind, subject, known, findings }) => {
      const numbers = findings.slice(0, samples).map((finding) => finding.mutant.number);
      return `${String(findings.length).padStart(5)}  ${known ? 'known ' : ''}${kind.padEnd(11)} ${subject}   (e.g. ${numbers.join(', ')})`;
    })
    .join('\n');
}
