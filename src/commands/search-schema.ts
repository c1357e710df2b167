// Search Schema: the tree shows what fits while it is being typed.
import * as vscode from 'vscode';
import type { CommandContext } from './command.js';

/** A pause in typing as long as this is worth an answer. */
const typingPauseMs = 150;

/** Resolves when the input is closed; Escape brings back what was shown before. */
export async function searchSchema({ schema }: CommandContext): Promise<void> {
  await schema.show();
  const before = schema.filter;
  const input = vscode.window.createInputBox();
  // The tree it filters may be looked at and clicked meanwhile; a document that opens late must not end it either.
  input.ignoreFocusOut = true;
  input.title = 'Search Schema';
  input.placeholder = 'Part of the name of a package, service, method, message, field or enum';
  input.prompt = 'The Schema view shows only what fits.';
  input.value = before;
  let timer: NodeJS.Timeout | undefined;
  return new Promise((resolve) => {
    let kept = false;
    input.onDidChangeValue((value) => {
      clearTimeout(timer);
      timer = setTimeout(() => schema.setFilter(value.trim()), typingPauseMs);
    });
    input.onDidAccept(() => {
      kept = true;
      schema.setFilter(input.value.trim());
      input.hide();
    });
    input.onDidHide(() => {
      clearTimeout(timer);
      if (!kept) schema.setFilter(before);
      input.dispose();
      resolve();
    });
    input.show();
  });
}
