// Full names that stand in strings: `full_name` and `type` of declared extensions.
import { Token } from '../syntax/tokens.js';
import { Kind, Node } from '../syntax/tree.js';
import { Word } from '../syntax/words.js';
import type { FileView } from './file-view.js';
import { type SymbolTarget, symbolTarget } from './target.js';
import { elementOf } from './value-type.js';

/**
 * What the string at a token names: the extension or type of a declaration of an extension range. It lies in a file that
 * imports this one more often than not, so all files that declare the name are looked at.
 */
export function declaredInText(view: FileView, token: number): SymbolTarget[] {
  if (view.tokens.kinds[token] !== Token.string) return [];
  const node = view.nodeAt(token);
  if (view.kind(node) !== Kind.scalar || !isNameOfDeclaration(view, node)) return [];
  const { paths, snapshot } = view;
  const path = paths.findText(view.nameText(node).replace(/^\./, ''));
  if (path === 0) return [];
  return [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])].flatMap((file) => {
    const target = file >= 0 && snapshot.files[file] ? symbolTarget(snapshot, file, path) : undefined;
    return target ? [target] : [];
  });
}

function isNameOfDeclaration(view: FileView, value: number): boolean {
  const field = view.parent(value);
  const option = view.parent(view.parent(field));
  const element = elementOf(view, value);
  if (view.kind(field) !== Kind.aggregateField || view.kind(element) !== Kind.extensions) return false;
  const word = view.nameText(field);
  return (word === 'full_name' || word === 'type') && view.nodes[option + Node.name] === Word.declaration;
}
