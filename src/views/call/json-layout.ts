// JSON in one line as lines of coloured pieces. Nothing is read as a number or a string: what is shown is what came,
// digit by digit. Text that ends too early is laid out as far as it goes. Knows no page and no editor.

export type PieceKind = 'key' | 'string' | 'number' | 'word' | 'sign';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

export interface Line {
  /** Levels, not characters. */
  readonly indent: number;
  readonly pieces: readonly Piece[];
}

const token = /\s+|"(?:[^"\\]|\\[\s\S])*"?|[{}[\],:]|[^\s"{}[\],:]+/gy;

/** The lines of `json`; containers without content stay on their line. */
export function layOutJson(json: string): Line[] {
  const lines: Line[] = [];
  let indent = 0;
  let pieces: Piece[] = [];
  let lineIndent = 0;
  const breakLine = (): void => {
    if (pieces.length > 0) lines.push({ indent: lineIndent, pieces });
    pieces = [];
    lineIndent = indent;
  };
  const tokens = (json.match(token) ?? []).filter((text) => text.trim() !== '');
  for (let i = 0; i < tokens.length; i++) {
    const text = tokens[i];
    const next = tokens[i + 1];
    if (text === '{' || text === '[') {
      if (next === (text === '{' ? '}' : ']')) {
        pieces.push({ kind: 'sign', text: text + next });
        i++;
      } else {
        pieces.push({ kind: 'sign', text });
        indent++;
        breakLine();
      }
    } else if (text === '}' || text === ']') {
      indent = Math.max(0, indent - 1);
      breakLine();
      pieces.push({ kind: 'sign', text });
    } else if (text === ',') {
      pieces.push({ kind: 'sign', text });
      breakLine();
    } else if (text === ':') pieces.push({ kind: 'sign', text: ': ' });
    else pieces.push({ kind: kindOf(text, next), text });
  }
  breakLine();
  return lines;
}

/** `json` over several lines, two spaces a level. */
export function prettyJson(json: string): string {
  return layOutJson(json)
    .map(({ indent, pieces }) => '  '.repeat(indent) + pieces.map(({ text }) => text).join(''))
    .join('\n');
}

function kindOf(text: string, next: string | undefined): PieceKind {
  if (text.startsWith('"')) return next === ':' ? 'key' : 'string';
  return /^-?\d/.test(text) ? 'number' : 'word';
}
