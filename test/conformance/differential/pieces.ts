// Cuts a .proto text into pieces to mutate. Tolerant on purpose and unrelated to the product's lexer.

export type PieceKind = 'word' | 'number' | 'string' | 'symbol' | 'comment' | 'space';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

const patterns: readonly (readonly [PieceKind, RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
  ['word', /[A-Za-z_]\w*/y],
  ['number', /(?:\d|\.\d)[\w.]*/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y],
  ['symbol', /[\s\S]/y],
];

/** Joined again the pieces are the text. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (let position = 0; position < text.length; ) {
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = position;
      const match = pattern.exec(text);
      if (match === null) continue;
      pieces.push({ kind, text: match[0] });
      position += match[0].length;
      break;
    }
  }
  return pieces;
}

export function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('');
}
