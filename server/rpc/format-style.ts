// The style of one file: what the client says, what .editorconfig says, and buf's style for the rest.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import { Alignment, type FormatStyle as EncodedStyle, IndentStyle } from '../../protos/gen/protopipe/v1/format.js';
import { defaultStyle, type FormatStyle, maxIndentSize } from '../format/style.js';
import { type EditorConfig, EditorConfigReader } from '../workspace/editor-config.js';
import type { FileSystem } from '../workspace/file-system.js';
import { pathOfUri } from '../workspace/location.js';

/** The style of a document, given what its client has chosen. */
export async function styleOf(fs: FileSystem, uri: string, defaults: EncodedStyle | undefined): Promise<FormatStyle> {
  const config = await new EditorConfigReader(fs).of(pathOfUri(uri));
  return mergeStyles(decodeStyle(defaults), styleOfEditorConfig(config));
}

/** Later ones win. */
export function mergeStyles(...styles: readonly Partial<FormatStyle>[]): FormatStyle {
  return Object.assign({ ...defaultStyle }, ...styles);
}

/** What a client has chosen. Throws an RpcError for an indentation or width that is none. */
export function decodeStyle(style: EncodedStyle | undefined): Partial<FormatStyle> {
  if (!style) return {};
  if (style.indentSize > maxIndentSize) {
    throw new RpcError(status.INVALID_ARGUMENT, `One level of indentation is 1 to ${maxIndentSize} columns.`);
  }
  return {
    ...(style.indentStyle === IndentStyle.SPACE ? { indentStyle: 'space' as const } : {}),
    ...(style.indentStyle === IndentStyle.TAB ? { indentStyle: 'tab' as const } : {}),
    ...(style.indentSize > 0 ? { indentSize: style.indentSize } : {}),
    ...(style.lineWidth ? { lineWidth: style.lineWidth.columns } : {}),
    ...(style.fields === Alignment.UNSPECIFIED ? {} : { alignFields: style.fields === Alignment.ALIGNED }),
    ...(style.comments === Alignment.UNSPECIFIED ? {} : { alignComments: style.comments === Alignment.ALIGNED }),
  };
}

/** What .editorconfig says. A value that makes no sense counts as none. */
export function styleOfEditorConfig(properties: EditorConfig): Partial<FormatStyle> {
  const style: { -readonly [K in keyof FormatStyle]?: FormatStyle[K] } = {};
  const indentStyle = properties.get('indent_style');
  if (indentStyle === 'space' || indentStyle === 'tab') style.indentStyle = indentStyle;
  // `indent_size = tab`, and none at all with tabs, mean the width of a tab.
  const tabWidth = size(properties.get('tab_width'));
  const indentSize = size(properties.get('indent_size')) ?? tabWidth;
  if (indentSize !== undefined) style.indentSize = indentStyle === 'tab' ? (tabWidth ?? indentSize) : indentSize;
  const lineWidth = properties.get('max_line_length');
  if (lineWidth === 'off') style.lineWidth = 0;
  else if (lineWidth !== undefined && /^[1-9]\d{0,5}$/.test(lineWidth)) style.lineWidth = Number(lineWidth);
  const endOfLine = properties.get('end_of_line');
  if (endOfLine === 'lf' || endOfLine === 'crlf') style.endOfLine = endOfLine;
  const finalNewline = truth(properties.get('insert_final_newline'));
  if (finalNewline !== undefined) style.insertFinalNewline = finalNewline;
  const alignFields = truth(properties.get('protopipe_align_fields'));
  if (alignFields !== undefined) style.alignFields = alignFields;
  const alignComments = truth(properties.get('protopipe_align_comments'));
  if (alignComments !== undefined) style.alignComments = alignComments;
  return style;
}

function size(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,2}$/.test(value)) return undefined;
  const number = Number(value);
  return number >= 1 && number <= maxIndentSize ? number : undefined;
}

function truth(value: string | undefined): boolean | undefined {
  return value === 'true' ? true : value === 'false' ? false : undefined;
}
