// Full names that stand in strings: `full_name` and `type` of declared extensions.
import { Token } from '../syntax/tokens.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import { Word } from '../syntax/words.js';
import type { Span } from '../text/span.js';
import type { FileView } from './file-view.js';
import { symbolTarget } from './target.js';
import { elementOf } from './value-type.js';

export interface TextName {
  /** The bytes of each identifier, in order. */
  readonly parts: readonly Span[];
  /** What the whole name means. */
  readonly path: number;
  /** The files that declare it. They import this one more often than not, so all files of the snapshot are asked. */
  readonly files: readonly number[];
}

/** The extension or type that the string of an extension's declaration names; undefined where nothing is called so. */
export function textNameOf(view: FileView, node: number): TextName | undefined {
  if (!isNameOfDeclaration(view, node)) return undefined;
  const { nodes, paths, snapshot, tokens } = view;
  const token = nodes[node + Node.first];
  const { start, end } = tokens.span(token, token);
  const name = view.nameText(node);
  // With escapes, or in several literals, the characters of the name have no places of their own.
  if (tokens.kinds[token] !== Token.string || view.text(start + 1, end - 1) !== name) return undefined;
  const path = paths.findText(name.replace(/^\./, ''));
  if (path === 0) return undefined;
  const files = [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])].filter(
    (file) => file >= 0 && snapshot.files[file] && symbolTarget(snapshot, file, path),
  );
  if (files.length === 0) return undefined;
  const parts: Span[] = [];
  // Names that are declared are ASCII, so that characters are bytes.
  for (const match of name.matchAll(/[^.]+/g)) {
    const from = start + 1 + match.index;
    parts.push({ start: from, end: from + match[0].length });
  }
  return { parts, path, files };
}

function isNameOfDeclaration(view: FileView, value: number): boolean {
  if (view.kind(value) !== Kind.scalar || view.nodes[value] & Flag.identifier) return false;
  const field = view.parent(value);
  const option = view.parent(view.parent(field));
  const element = elementOf(view, value);
  if (view.kind(field) !== Kind.aggregateField || view.kind(element) !== Kind.extensions) return false;
  const word = view.nameText(field);
  return (word === 'full_name' || word === 'type') && view.nodes[option + Node.name] === Word.declaration;
}
