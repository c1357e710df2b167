// Lays out a block comment of several lines, relative to the indentation that its first line will get.

/**
 * The lines of a comment without outer indentation. With the same mark before each line (mostly `*`), the marks are
 * aligned one column in; without, the text is moved as a whole to three columns in.
 */
export function layOutBlockComment(comment: string): string[] {
  const lines = comment.split('\n');
  const prefix = commonPrefix(lines);
  const indents = lines.slice(1).flatMap((line) => indentOf(line) ?? []);
  const least = indents.length > 0 ? Math.min(...indents) : 0;
  return lines.map((line, i) => {
    const trimmed = line.trim();
    const whole = trimmed === '' || trimmed === '*/' || prefix !== '';
    let text = whole ? trimmed : unindent(line, least).trimEnd();
    if (i > 0 && text !== '*/') text = (prefix === '' ? '   ' : ' ') + text;
    if (text === '*/' && prefix === '*') text = ` ${text}`;
    return text.trim() === '' ? '' : text;
  });
}

/** The mark that all lines but the first begin with; empty if they do not agree, or if it is a letter or digit. */
function commonPrefix(lines: readonly string[]): string {
  let prefix = '';
  for (let i = 1; i < lines.length; i++) {
    if (i > 1 && prefix === '') break;
    const line = lines[i].trim();
    if (line === '*/') continue;
    const mark = line !== '' && !/^[\p{L}\p{N}]/u.test(line) ? line[0] : '';
    if (i === 1) prefix = mark;
    else if (mark !== prefix) prefix = '';
  }
  return prefix;
}

/** Columns of white space before a line's text, tabs going to multiples of 8; undefined for a line without text. */
function indentOf(line: string): number | undefined {
  if (line.trim() === '*/') return undefined;
  let indent = 0;
  for (const c of line) {
    if (c === ' ') indent++;
    else if (c === '\t') indent += 8 - (indent % 8);
    else return indent;
  }
  return undefined;
}

function unindent(line: string, columns: number): string {
  let position = 0;
  for (let i = 0; i < line.length; i++) {
    if (position >= columns) return ' '.repeat(position - columns) + line.slice(i);
    if (line[i] === ' ') position++;
    else if (line[i] === '\t') position += 8 - (position % 8);
    else return line.slice(i);
  }
  return '';
}
