// What the settings say about the style of formatted text, in the words of the contract.
import * as vscode from 'vscode';
import { Alignment, type FormatStyle, IndentStyle } from '../../protos/gen/protopipe/v1/format.js';

/** The style for a document. `editor` is how the editor that shows it indents. */
export function formatStyle(document: vscode.TextDocument, editor: vscode.FormattingOptions): FormatStyle {
  const settings = vscode.workspace.getConfiguration('protopipe.format', document);
  const style = settings.get<unknown>('indentStyle');
  const asEditor = style === 'editor';
  const tabs = asEditor ? !editor.insertSpaces : style === 'tab';
  return {
    indentStyle: tabs ? IndentStyle.TAB : IndentStyle.SPACE,
    indentSize: asEditor ? editor.tabSize : within(settings.get('indentSize'), 1, 16, 2),
    lineWidth: { columns: within(settings.get('lineWidth'), 0, 999_999, 0) },
    fields: alignment(settings.get('alignFields')),
    comments: alignment(settings.get('alignComments')),
  };
}

/** Settings are whatever a person typed. */
function within(value: unknown, least: number, most: number, otherwise: number): number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most ? Number(value) : otherwise;
}

function alignment(value: unknown): Alignment {
  return value === true ? Alignment.ALIGNED : Alignment.NONE;
}
