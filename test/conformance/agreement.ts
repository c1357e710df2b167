// Says whether a compiler agrees with protoc about one compilation, and if not, in what.
import { type Compilation, errorsOf, type PlacedProblem } from './compiler-port.js';
import { comparableFiles, digest } from './descriptors.js';

/** What protoc said; descriptors as digests so that it can be kept. */
export interface Expectation {
  readonly errors: readonly PlacedProblem[];
  readonly warnings: readonly PlacedProblem[];
  /** Per root when there is no error. */
  readonly descriptors?: readonly DescriptorDigests[];
}

export interface DescriptorDigests {
  readonly raw: string;
  readonly canonical: string;
  readonly withoutSourceInfo: string;
}

export type DisagreementKind =
  /** protoc rejects, the compiler accepts. */
  | 'accepts'
  /** protoc accepts, the compiler rejects. */
  | 'rejects'
  /** Both reject; where protoc has its first error the compiler has none. */
  | 'place'
  /** Both accept; descriptors differ already without source info. */
  | 'descriptor'
  /** Both accept; descriptors differ in source info only. */
  | 'source-info'
  /** The compiler threw. */
  | 'throws';

export interface Disagreement {
  readonly kind: DisagreementKind;
  /** Template of protoc's first error, or of the compiler's where protoc has none. */
  readonly subject: string;
  /** For a person: what each side said. */
  readonly detail: string;
}

export interface Agreement {
  readonly disagreement?: Disagreement;
  /** How many of protoc's error places the compiler has an error at. */
  readonly placesFound: number;
  readonly places: number;
  /** How many of the compiler's error places protoc has an error at, when both reject. */
  readonly ownPlacesShared: number;
  readonly ownPlaces: number;
  readonly rawEqual: boolean;
}

export function expectationOf(compilation: Compilation): Expectation {
  const errors = errorsOf(compilation);
  const warnings = compilation.problems.filter((problem) => problem.severity === 'warning');
  if (compilation.descriptorSet === undefined) return { errors, warnings };
  const descriptors = comparableFiles(compilation.descriptorSet).map((file) => ({
    raw: digest(file.raw),
    canonical: digest(file.canonical),
    withoutSourceInfo: digest(file.canonicalWithoutSourceInfo),
  }));
  return { errors, warnings, descriptors };
}

export function compare(expected: Expectation, actual: Compilation): Agreement {
  const theirs = withoutMissingFiles(expected.errors);
  const ours = errorsOf(actual);
  const theirPlaces = placesOf(theirs);
  const ourPlaces = placesOf(ours);
  const placesFound = [...theirPlaces].filter((place) => ourPlaces.has(place)).length;
  const bothReject = theirs.length > 0 && ours.length > 0;
  const counts = {
    placesFound,
    places: theirPlaces.size,
    ownPlacesShared: bothReject ? [...ourPlaces].filter((place) => theirPlaces.has(place)).length : 0,
    ownPlaces: bothReject ? ourPlaces.size : 0,
  };
  const [theirFirst] = theirs;
  const [ourFirst] = ours;
  if (theirFirst && !ourFirst) {
    return { ...counts, rawEqual: false, disagreement: disagree('accepts', theirFirst, describe(theirs)) };
  }
  if (!theirFirst && ourFirst) {
    return { ...counts, rawEqual: false, disagreement: disagree('rejects', ourFirst, describe(ours)) };
  }
  if (theirFirst) {
    if (hasPlaceOf(theirFirst, ours)) return { ...counts, rawEqual: false };
    const detail = `protoc:\n${describe(theirs)}\nours:\n${describe(ours)}`;
    return { ...counts, rawEqual: false, disagreement: disagree('place', theirFirst, detail) };
  }
  return { ...counts, ...compareDescriptors(expected, actual) };
}

function compareDescriptors(expected: Expectation, actual: Compilation): Pick<Agreement, 'disagreement' | 'rawEqual'> {
  const theirs = expected.descriptors ?? [];
  const ours = expectationOf(actual).descriptors ?? [];
  const same = (key: keyof DescriptorDigests) =>
    theirs.length === ours.length && theirs.every((file, index) => file[key] === ours[index]?.[key]);
  if (!same('withoutSourceInfo')) {
    return { rawEqual: false, disagreement: { kind: 'descriptor', subject: 'valid', detail: 'descriptors differ' } };
  }
  if (!same('canonical')) {
    return { rawEqual: false, disagreement: { kind: 'source-info', subject: 'valid', detail: 'source info differs' } };
  }
  return { rawEqual: same('raw') };
}

/**
 * For an import that leads nowhere, protoc prints why about the missing file, then an error at the import; the first of
 * the two has no place. For an import with errors it prints those first: the cause stays the first error.
 */
function withoutMissingFiles(errors: readonly PlacedProblem[]): PlacedProblem[] {
  return errors.filter(({ line, message }) => line > 0 || !missingFile.test(message));
}

const missingFile = /File not found\.$|not allowed in the virtual path$/;

/**
 * Whether `ours` has the error. protoc places errors of the text format at the start of the option's value; any place
 * from there on is at least as good. An error without a place is anywhere in its file.
 */
function hasPlaceOf(error: PlacedProblem, ours: readonly PlacedProblem[]): boolean {
  const inText = error.message.startsWith('Error while parsing option value for');
  return ours.some((own) => {
    if (own.file !== error.file) return false;
    if (error.line === 0 || (own.line === error.line && own.column === error.column)) return true;
    return inText && (own.line > error.line || (own.line === error.line && own.column > error.column));
  });
}

function placesOf(errors: readonly PlacedProblem[]): Set<string> {
  return new Set(errors.filter((error) => error.line > 0).map(place));
}

function place(problem: PlacedProblem): string {
  return `${problem.file}:${problem.line}:${problem.column}`;
}

function disagree(kind: DisagreementKind, problem: PlacedProblem, detail: string): Disagreement {
  return { kind, subject: problem.code === '' ? template(problem.message) : problem.code, detail };
}

/** A message without the names and numbers in it, so that equal mistakes fall into one class. */
export function template(message: string): string {
  return message
    .replace(/^(Error while parsing option value for)[\s\S]*$/, '$1 …')
    .replace(/"[^"]*"/g, '"…"')
    .replace(/^(Import|Option|Symbol) \S+ (is unused|cannot)/, '$1 … $2')
    .replace(/^((?:Message|Enum|Enum value|Field|Oneof|Package|Service|Method) name) \S+/, '$1 …')
    .replace(/^Enum name \S+ has the same name as \S+/, 'Enum name … has the same name as …')
    .replace(/^(Suggested field numbers for|The extension) .*$/, '$1 …')
    .replace(/\b(for|extension field|message|recursively imports itself:) [\w.]*[._][\w.]*( -> .*)?/g, '$1 …')
    .replace(/^Type '\w+' is obsolete in unstable editions.*$/, 'Type … is obsolete in unstable editions')
    .replace(/^[\w.]+( wasn't introduced| has been (?:removed|deprecated))/, '…$1')
    .replace(/-?\b\d+\b/g, 'N');
}

export function describe(problems: readonly PlacedProblem[]): string {
  return problems.map(printProblem).join('\n');
}

/** As protoc prints it, with the compiler's code where there is one. */
export function printProblem(problem: PlacedProblem): string {
  const position = problem.line === 0 ? '' : `:${problem.line}:${problem.column}`;
  const severity = problem.severity === 'error' ? '' : `${problem.severity}: `;
  const code = problem.code === '' ? '' : ` [${problem.code}]`;
  return `${problem.file}${position}: ${severity}${problem.message}${code}`;
}
