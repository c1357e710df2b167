// How findings are written: for people, for programs, for GitHub's annotations.
import { type Diagnostic, Severity } from '../protos/gen/protopipe/v1/common.js';
import type { Paint } from './terminal.js';

export const reportFormats = ['text', 'json', 'github'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** One line for a diagnostic of the file at `path`; lines and columns count from 1, columns in UTF-16 units. */
export function formatDiagnostic(format: ReportFormat, path: string, diagnostic: Diagnostic, paint: Paint): string {
  const range = diagnostic.range ?? { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const line = range.startLine + 1;
  const column = range.startColumn + 1;
  const endLine = range.endLine + 1;
  const endColumn = range.endColumn + 1;
  const severity = severityNames[diagnostic.severity];
  const { code, message } = diagnostic;
  switch (format) {
    case 'text': {
      const place = paint('bold', `${path}:${line}:${column}:`);
      return `${place} ${paint(severityStyles[severity], `${severity}:`)} ${message} ${paint('gray', `[${code}]`)}`;
    }
    case 'json':
      return JSON.stringify({ path, line, column, endLine, endColumn, severity, code, message });
    case 'github': {
      // docs.github.com: "Workflow commands for GitHub Actions"
      const level = severity === 'information' || severity === 'hint' ? 'notice' : severity;
      const properties = Object.entries({ file: path, line, endLine, col: column, endColumn, title: code });
      const list = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
      return `::${level} ${list}::${escapeData(message)}`;
    }
  }
}

const severityNames = {
  [Severity.UNSPECIFIED]: 'error',
  [Severity.ERROR]: 'error',
  [Severity.WARNING]: 'warning',
  [Severity.INFORMATION]: 'information',
  [Severity.HINT]: 'hint',
} as const;

const severityStyles = { error: 'red', warning: 'yellow', information: 'blue', hint: 'gray' } as const;

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
