// Completion as VS Code asks for it; the documentation of an item comes when it is shown.
import * as vscode from 'vscode';
import {
  CompletionKind,
  type CompletionOrigin,
  type CompletionSymbol,
  type CompletionItem as ItemMessage,
} from '../../protos/gen/protopipe/v1/language.js';
import type { Asker } from '../backend/ask.js';
import { documentPosition, toTextEdit } from '../convert/place.js';
import { toRange } from '../convert/range.js';

/** Characters that ask for completion although no word is being typed. */
export const completionTriggers = ['.', '"', '/', '(', '[', '=', ' ', '<', ','];

/** The same for request files. */
export const requestTriggers = ['"', '/', '{', '@', ':', ' '];

/** After these characters only: a blank or comma asks for too much elsewhere. */
const afterBlank =
  /(=|\b(rpc|returns|stream|repeated|optional|required|option|import|extend|to|export|local)|[(,[<:])\s$/;

class Item extends vscode.CompletionItem {
  /** What the documentation is asked for. */
  readonly symbol: CompletionSymbol | undefined;

  constructor({ label, kind, symbol }: ItemMessage, { detail, description }: CompletionOrigin) {
    super({ label, detail, description }, kinds[kind]);
    this.symbol = symbol;
  }
}

export function completion({ ask }: Asker): vscode.CompletionItemProvider<vscode.CompletionItem> {
  return {
    async provideCompletionItems(document, position, token, context) {
      const line = document.lineAt(position).text.slice(0, position.character);
      if (context.triggerCharacter === ' ' && !afterBlank.test(line)) return undefined;
      const request = { position: documentPosition(document, position) };
      const answer = await ask('complete', request, token);
      if (!answer?.replace) return undefined;
      const range = toRange(answer.replace);
      const edits = answer.origins.map(({ additionalEdits }) => additionalEdits.map(toTextEdit));
      const items = answer.items.map((message) =>
        toItem(message, answer.origins[message.origin], edits[message.origin], range),
      );
      return new vscode.CompletionList(items, answer.incomplete);
    },
    async resolveCompletionItem(item, token) {
      if (!(item instanceof Item) || !item.symbol) return item;
      const answer = await ask('resolveCompletion', { symbol: item.symbol }, token);
      if (answer?.documentation) item.documentation = new vscode.MarkdownString(answer.documentation);
      return item;
    },
  };
}

function toItem(
  message: ItemMessage,
  origin: CompletionOrigin,
  edits: vscode.TextEdit[],
  range: vscode.Range,
): vscode.CompletionItem {
  const item = new Item(message, origin);
  const text = message.insertText || message.label;
  item.insertText = message.snippet ? new vscode.SnippetString(text) : text;
  item.range = range;
  item.sortText = `${String(message.rank).padStart(4, '0')}${message.label}`;
  if (message.filterText) item.filterText = message.filterText;
  if (message.documentation) item.documentation = new vscode.MarkdownString(message.documentation);
  if (message.deprecated) item.tags = [vscode.CompletionItemTag.Deprecated];
  if (edits.length > 0) item.additionalTextEdits = edits;
  if (message.completeAgain) item.command = { command: 'editor.action.triggerSuggest', title: 'Complete' };
  return item;
}

const { CompletionItemKind: Kind } = vscode;

const kinds: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  [CompletionKind.UNSPECIFIED]: Kind.Text,
  [CompletionKind.KEYWORD]: Kind.Keyword,
  [CompletionKind.SCALAR]: Kind.Keyword,
  [CompletionKind.MESSAGE]: Kind.Struct,
  [CompletionKind.ENUM]: Kind.Enum,
  [CompletionKind.ENUM_VALUE]: Kind.EnumMember,
  [CompletionKind.FIELD]: Kind.Field,
  [CompletionKind.EXTENSION]: Kind.Property,
  [CompletionKind.PACKAGE]: Kind.Module,
  [CompletionKind.FILE]: Kind.File,
  [CompletionKind.FOLDER]: Kind.Folder,
  [CompletionKind.NUMBER]: Kind.Value,
  [CompletionKind.NAME]: Kind.Variable,
  [CompletionKind.SNIPPET]: Kind.Snippet,
  [CompletionKind.VALUE]: Kind.Constant,
  [CompletionKind.METHOD]: Kind.Method,
  [CompletionKind.VARIABLE]: Kind.Variable,
};
