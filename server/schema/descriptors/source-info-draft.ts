// The SourceCodeInfo of a file as far as its text alone tells it: another thread can make it, since it is free of names.
// What depends on what options mean is filled in when the file is linked; see fill-source-info.ts.

export interface SourceInfoDraft {
  /** Fields of SourceCodeInfo, with the parts of locations that are blanks between them. */
  readonly bytes: Uint8Array;
  /**
   * Four numbers each, in the order of the bytes: node, start, middle and end.
   *
   * The node of an Option: `[start, middle)` are the numbers of the path that its own path follows, `[middle, end)` are
   * the fields behind the path. Left out if the descriptor does not hold the option.
   *
   * The complement of the node of an element: `[start, end)` is a location that is left out if the descriptor does not
   * hold the element's options.
   */
  readonly blanks: Int32Array;
}

export const enum Blank {
  node = 0,
  start = 1,
  middle = 2,
  end = 3,
  size = 4,
}

/** Field numbers of SourceCodeInfo.Location. */
export const enum LocationField {
  path = 1,
  span = 2,
  leadingComments = 3,
  trailingComments = 4,
  leadingDetachedComments = 6,
}

/** The field SourceCodeInfo.location. */
export const locationField = 1;
