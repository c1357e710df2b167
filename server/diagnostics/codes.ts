// The one table of diagnostic codes. A code is stable: users search for it and suppress by it.

export type Severity = 'error' | 'warning' | 'information' | 'hint';

interface CodeInfo {
  readonly severity: Severity;
  /** Shown faded or struck through in an editor. */
  readonly tag?: 'unnecessary' | 'deprecated';
}

const error: CodeInfo = { severity: 'error' };
const warning: CodeInfo = { severity: 'warning' };

export const codes = {
  // reading the file
  'file-unreadable': error,
  'file-too-large': error,
} as const satisfies Record<string, CodeInfo>;

export type Code = keyof typeof codes;

export function severityOf(code: Code): Severity {
  return codes[code].severity;
}

export function tagOf(code: Code): CodeInfo['tag'] {
  return (codes[code] as CodeInfo).tag;
}
