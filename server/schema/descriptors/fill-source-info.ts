// Makes SourceCodeInfo of its draft, when it is known what the options of the file mean.
import { childOf, Kind } from '../../syntax/tree.js';
import type { EncodeContext } from './encode-context.js';
import { keepsOptions, optionPath } from './encode-options.js';
import { type ProtoWriter, varintSize } from './proto-writer.js';
import { Blank, LocationField, locationField, type SourceInfoDraft } from './source-info-draft.js';

/** Writes the fields of SourceCodeInfo to the context's writer. */
export function fillSourceInfo({ bytes, blanks }: SourceInfoDraft, context: EncodeContext): void {
  const { out } = context;
  let at = 0;
  let element = -1;
  let isKept = false;
  for (let i = 0; i < blanks.length; i += Blank.size) {
    const node = blanks[i + Blank.node];
    const start = blanks[i + Blank.start];
    const end = blanks[i + Blank.end];
    out.slice(bytes, at, start);
    at = end;
    if (node >= 0) {
      const path = optionPath(context, node);
      if (path) writeLocation(out, bytes, start, blanks[i + Blank.middle], end, path);
      continue;
    }
    if (element !== ~node) {
      element = ~node;
      isKept = holdsOptions(context, element);
    }
    if (isKept) out.slice(bytes, start, end);
  }
  out.slice(bytes, at, bytes.length);
}

/** A location whose path has more numbers at its end than the bytes from `start` to `middle`. */
function writeLocation(
  out: ProtoWriter,
  bytes: Uint8Array,
  start: number,
  middle: number,
  end: number,
  rest: readonly number[],
): void {
  let pathLength = middle - start;
  for (const number of rest) pathLength += varintSize(number);
  out.varint((locationField << 3) | 2);
  out.varint(1 + varintSize(pathLength) + pathLength + end - middle);
  out.varint((LocationField.path << 3) | 2);
  out.varint(pathLength);
  out.slice(bytes, start, middle);
  for (const number of rest) out.varint(number);
  out.slice(bytes, middle, end);
}

/** Whether the descriptor has the options of an element, or none are written on it. */
function holdsOptions(context: EncodeContext, element: number): boolean {
  const first = childOf(context.nodes, element, Kind.option);
  return first < 0 || optionPath(context, first) !== undefined || keepsOptions(context, element);
}
