// Which rows of a long list are on the screen. A browser lays out nothing higher than about 33 million pixels: a list
// above that is scrolled by shares of its length instead of by pixels. Knows no page.

const maxHeight = 30_000_000;

export interface ListSize {
  readonly rows: number;
  readonly rowHeight: number;
  /** Of what is visible, in pixels. */
  readonly viewHeight: number;
}

export interface RowWindow {
  /** The first row that is visible, at least in part. */
  readonly first: number;
  /** Pixels of it above the visible part. */
  readonly hidden: number;
}

/** The height of everything that is scrolled, in pixels. */
export function scrollHeight({ rows, rowHeight }: ListSize): number {
  return Math.min(rows * rowHeight, maxHeight);
}

export function windowAt(scrollTop: number, size: ListSize): RowWindow {
  const { rows, rowHeight, viewHeight } = size;
  const hiddenPixels = Math.max(0, rows * rowHeight - viewHeight);
  const top = Math.min(Math.max(0, scrollTop * scale(size)), hiddenPixels);
  const first = Math.floor(top / rowHeight);
  return { first, hidden: top - first * rowHeight };
}

/** The scroll position that shows `row` whole with as little scrolling as possible. */
export function scrollTo(row: number, scrollTop: number, size: ListSize): number {
  const { rows, rowHeight, viewHeight } = size;
  if (rows * rowHeight <= viewHeight) return 0;
  const top = scrollTop * scale(size);
  return Math.min(row * rowHeight, Math.max(top, (row + 1) * rowHeight - viewHeight)) / scale(size);
}

/** Pixels of rows for a pixel of scrolling: 1 for every list that a browser can lay out. */
function scale(size: ListSize): number {
  const { rows, rowHeight, viewHeight } = size;
  const height = scrollHeight(size);
  return rows * rowHeight === height ? 1 : (rows * rowHeight - viewHeight) / (height - viewHeight);
}
