// The styles of names that features.enforce_naming_style asks for. Texts only; where they apply is not known here.

/** What is wrong with a name: the rest of a sentence that starts with it, and a name that would do. */
export interface StyleViolation {
  readonly why: string;
  readonly better: string;
}

/** Of messages, enums, services and methods. */
export function titleCase(name: string): StyleViolation | undefined {
  if (/[^A-Za-z0-9]/.test(name)) return { why: 'should be TitleCase', better: toTitle(name) };
  if (!/^[A-Z]/.test(name)) return { why: 'should begin with a capital letter', better: toTitle(name) };
  return undefined;
}

/** Of packages (with their dots), fields and oneofs. */
export function lowerSnakeCase(name: string): StyleViolation | undefined {
  const better = toWords(name).toLowerCase();
  if (/[^a-z0-9_.]/.test(name)) return { why: 'should be lower_snake_case', better };
  if (!/^[a-z]/.test(name)) return { why: 'should begin with a lower case letter', better };
  if (hasStrayUnderscore(name)) return { why: 'has underscores that are not followed by a letter', better };
  return undefined;
}

/** Of enum values. */
export function upperSnakeCase(name: string): StyleViolation | undefined {
  const better = toWords(name).toUpperCase();
  if (/[^A-Z0-9_]/.test(name)) return { why: 'should be UPPER_SNAKE_CASE', better };
  if (!/^[A-Z]/.test(name)) return { why: 'should begin with a capital letter', better };
  if (hasStrayUnderscore(name)) return { why: 'has underscores that are not followed by a letter', better };
  return undefined;
}

function hasStrayUnderscore(name: string): boolean {
  return /^_|_(?![A-Za-z])/.test(name);
}

function toTitle(name: string): string {
  return name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
}

/** `fooBar__2` gives `foo_Bar2`. */
function toWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/_+(?![A-Za-z_])/g, '')
    .replace(/__+/g, '_')
    .replace(/^_+/, '');
}
