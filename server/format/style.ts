// What can be chosen about the style of formatted text, and what it is when nothing is chosen.

/** How lines are laid out. */
export interface LayoutStyle {
  readonly indentStyle: 'space' | 'tab';
  /** Columns of one level of indentation, 1 to 16; of a tab when tabs indent. */
  readonly indentSize: number;
  /** Columns that a line should not exceed where it can be broken; 0: no limit. */
  readonly lineWidth: number;
  /** The `=` of fields and enum values in lines next to each other stand below each other. */
  readonly alignFields: boolean;
  /** So do the comments behind them. */
  readonly alignComments: boolean;
}

export interface FormatStyle extends LayoutStyle {
  /** How lines end; undefined: as the first line of the source does. */
  readonly endOfLine: 'lf' | 'crlf' | undefined;
  /** Whether the last line ends with a line break. */
  readonly insertFinalNewline: boolean;
}

/** The style of `buf format`. */
export const defaultStyle: FormatStyle = {
  indentStyle: 'space',
  indentSize: 2,
  lineWidth: 0,
  alignFields: false,
  alignComments: false,
  endOfLine: undefined,
  insertFinalNewline: true,
};

export const maxIndentSize = 16;

/** One level of indentation as text. */
export function indentUnit({ indentStyle, indentSize }: LayoutStyle): string {
  return indentStyle === 'tab' ? '\t' : ' '.repeat(indentSize);
}
