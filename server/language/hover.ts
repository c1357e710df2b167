// Hover: what the thing under the pointer is, as Markdown.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { commentOf } from './comments.js';
import { knownFilesOfPackage } from './declaration-index.js';
import { codeBlock, commentMarkdown, describeSymbol, editionText } from './describe-symbol.js';
import { FileView } from './file-view.js';
import { describeKeyword } from './keyword-help.js';
import { occurrenceAt, spanOf } from './occurrences.js';
import type { Target } from './target.js';

export interface Hover extends Span {
  /** Markdown. */
  readonly contents: string;
}

/**
 * @param describeFile Where a file lies and why it was found there, as one line of Markdown; for imports.
 */
export function hover(
  snapshot: SchemaSnapshot,
  file: number,
  offset: number,
  describeFile?: (file: number) => string,
): Hover | undefined {
  const view = new FileView(snapshot, file);
  const occurrence = occurrenceAt(view, offset);
  if (occurrence) {
    const contents = describeTarget(view, occurrence.target, describeFile);
    return { ...spanOf(view, occurrence), contents };
  }
  const token = view.tokenAt(offset);
  const contents = token < 0 ? undefined : describeKeyword(view, token);
  return contents === undefined ? undefined : { ...view.tokens.span(token, token), contents };
}

/** Markdown about a target. */
export function describeTarget(view: FileView, target: Target, describeFile?: (file: number) => string): string {
  const { snapshot, paths } = view;
  switch (target.kind) {
    case 'symbol':
      return describeSymbol(target.file === view.id ? view : new FileView(snapshot, target.file), target);
    case 'package': {
      const files = knownFilesOfPackage(snapshot, target.path);
      const shown = files.slice(0, maxFiles).map((file) => `- ${snapshot.file(file).name}`);
      if (files.length > shown.length) shown.push(`- and ${files.length - shown.length} more`);
      return `${codeBlock(`package ${paths.text(target.path)};`)}\n\n${shown.join('\n')}`;
    }
    case 'file': {
      const other = new FileView(snapshot, target.file);
      const name = snapshot.file(target.file).name;
      const node = other.packageNode();
      const lines = [codeBlock(`import "${name}";`)];
      const facts = [editionText(other.nodes[Node.value])];
      if (node >= 0) facts.push(`package \`${other.nameText(node)}\``);
      lines.push(facts.join(' · '));
      if (describeFile) lines.push(describeFile(target.file));
      const comment = fileComment(other);
      if (comment) lines.push(commentMarkdown(comment));
      return lines.join('\n\n');
    }
  }
}

const maxFiles = 10;

/** The comment on a file's syntax or package statement, unless it is the licence. */
function fileComment(view: FileView): string {
  const end = view.nodes[Node.end];
  for (let node = Node.size as number; node < end; node = view.nodes[node + Node.end]) {
    const kind = view.kind(node);
    if (kind !== Kind.syntax && kind !== Kind.package) continue;
    const comment = commentOf(view, node);
    if (comment && !/copyright|license/i.test(comment)) return comment;
  }
  return '';
}
