// Ranges and locations between the contract and VS Code; both count UTF-16 columns and lines from 0.
import * as vscode from 'vscode';
import type { Location, Range } from '../../protos/gen/protopipe/v1/common.js';

export function toRange(range: Range | undefined): vscode.Range {
  if (!range) return new vscode.Range(0, 0, 0, 0);
  return new vscode.Range(range.startLine, range.startColumn, range.endLine, range.endColumn);
}

export function fromRange(range: vscode.Range): Range {
  const { start, end } = range;
  return {
    startLine: start.line,
    startColumn: start.character,
    endLine: end.line,
    endColumn: end.character,
  };
}

export function toLocation(location: Location): vscode.Location {
  return new vscode.Location(vscode.Uri.parse(location.uri), toRange(location.range));
}
