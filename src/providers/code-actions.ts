// Quick fixes, refactorings, organize imports, fix all.
import * as vscode from 'vscode';
import { type CodeAction as ActionMessage, CodeActionKind } from '../../protos/gen/protopipe/v1/language.js';
import type { Asker } from '../backend/ask.js';
import { toDiagnostic } from '../convert/diagnostic.js';
import { documentVersion, toTextEdit } from '../convert/place.js';
import { fromRange } from '../convert/range.js';

const { QuickFix, Refactor, SourceOrganizeImports, SourceFixAll } = vscode.CodeActionKind;

export const providedCodeActionKinds = [QuickFix, Refactor, SourceOrganizeImports, SourceFixAll];

export function codeActions({ ask }: Asker): vscode.CodeActionProvider {
  return {
    async provideCodeActions(document, range, { only }, token) {
      const request = { document: documentVersion(document), range: fromRange(range) };
      const answer = await ask('listCodeActions', request, token);
      const actions = answer?.actions.map((message) => toAction(message, document.uri));
      return only ? actions?.filter(({ kind }) => kind && only.contains(kind)) : actions;
    },
  };
}

function toAction(message: ActionMessage, uri: vscode.Uri): vscode.CodeAction {
  const action = new vscode.CodeAction(message.title, kinds[message.kind]);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(uri, message.edits.map(toTextEdit));
  if (message.diagnostic) action.diagnostics = [toDiagnostic(message.diagnostic)];
  action.isPreferred = message.preferred;
  return action;
}

const kinds: Readonly<Record<CodeActionKind, vscode.CodeActionKind>> = {
  [CodeActionKind.UNSPECIFIED]: QuickFix,
  [CodeActionKind.QUICK_FIX]: QuickFix,
  [CodeActionKind.REFACTOR]: Refactor,
  [CodeActionKind.ORGANIZE_IMPORTS]: SourceOrganizeImports,
  [CodeActionKind.FIX_ALL]: SourceFixAll,
};
