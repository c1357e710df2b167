// Rename, with the messages that belong to a method if the user wants, and what else changes told afterwards.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { documentPosition, toWorkspaceEdit } from '../convert/place.js';
import { toRange } from '../convert/range.js';

export function rename({ demand }: Asker): vscode.RenameProvider {
  return {
    async prepareRename(document, position, token) {
      const request = { position: documentPosition(document, position) };
      const { range, placeholder } = await reasons(demand('prepareRename', request, token));
      return { range: toRange(range), placeholder };
    },
    async provideRenameEdits(document, position, newName, token) {
      const place = documentPosition(document, position);
      const { companions } = await reasons(demand('prepareRename', { position: place }, token));
      const withCompanions = companions.length > 0 && (await wantsCompanions(companions));
      if (withCompanions === undefined) return undefined;
      const request = { position: place, newName, companions: withCompanions };
      const { documents, warnings } = await reasons(demand('rename', request, token));
      if (warnings.length > 0) void vscode.window.showWarningMessage(warnings.join(' '));
      return toWorkspaceEdit(documents);
    },
  };
}

/** Undefined when the user gives the rename up. */
async function wantsCompanions(names: readonly string[]): Promise<boolean | undefined> {
  const both = { title: `Rename ${names.join(' and ')} too` };
  const only = { title: 'Only the method' };
  const question = `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} named after the method.`;
  const answer = await vscode.window.showInformationMessage(question, { modal: true }, both, only);
  return answer && answer === both;
}

/** VS Code shows the message of an error as the reason why there is no rename. */
async function reasons<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new Error(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
