// Documents and places of VS Code as the contract's requests name them.
import * as vscode from 'vscode';
import type { DocumentEdit, TextEdit } from '../../protos/gen/protopipe/v1/common.js';
import type { DefinitionLink, DocumentPosition, DocumentVersion } from '../../protos/gen/protopipe/v1/language.js';
import { isKnown } from '../config/documents.js';
import { toRange } from './range.js';

/** Documents that the backend is not told about, such as the bundled files, have no version there. */
export function documentVersion(document: vscode.TextDocument): DocumentVersion {
  return { uri: document.uri.toString(), version: isKnown(document) ? document.version : 0 };
}

export function documentPosition(document: vscode.TextDocument, position: vscode.Position): DocumentPosition {
  return { ...documentVersion(document), line: position.line, column: position.character };
}

export function toTextEdit({ range, newText }: TextEdit): vscode.TextEdit {
  return vscode.TextEdit.replace(toRange(range), newText);
}

export function toWorkspaceEdit(documents: readonly DocumentEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, edits } of documents) edit.set(vscode.Uri.parse(uri), edits.map(toTextEdit));
  return edit;
}

export function toLocationLink(link: DefinitionLink): vscode.LocationLink {
  return {
    originSelectionRange: toRange(link.origin),
    targetUri: vscode.Uri.parse(link.targetUri),
    targetRange: toRange(link.targetRange),
    targetSelectionRange: toRange(link.targetSelection),
  };
}
