// Diagnostics of the contract as VS Code's.
import * as vscode from 'vscode';
import { type Diagnostic, Severity } from '../../protos/gen/protopipe/v1/common.js';
import { toLocation, toRange } from './range.js';

/** Shown behind the message in the Problems panel. */
const source = 'protopipe';

export function toDiagnostic(diagnostic: Diagnostic): vscode.Diagnostic {
  const result = new vscode.Diagnostic(toRange(diagnostic.range), diagnostic.message, toSeverity(diagnostic.severity));
  result.source = source;
  result.code = diagnostic.code;
  result.relatedInformation = diagnostic.related.flatMap(({ location, message }) =>
    location ? [new vscode.DiagnosticRelatedInformation(toLocation(location), message)] : [],
  );
  result.tags = [
    ...(diagnostic.unnecessary ? [vscode.DiagnosticTag.Unnecessary] : []),
    ...(diagnostic.deprecated ? [vscode.DiagnosticTag.Deprecated] : []),
  ];
  return result;
}

function toSeverity(severity: Severity): vscode.DiagnosticSeverity {
  switch (severity) {
    case Severity.UNSPECIFIED:
    case Severity.ERROR:
      return vscode.DiagnosticSeverity.Error;
    case Severity.WARNING:
      return vscode.DiagnosticSeverity.Warning;
    case Severity.INFORMATION:
      return vscode.DiagnosticSeverity.Information;
    case Severity.HINT:
      return vscode.DiagnosticSeverity.Hint;
  }
}
