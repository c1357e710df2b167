// The list of messages: as many rows in the page as are visible, whatever the length of the list. Rows that are not at
// hand are asked for. Moves with the keyboard as lists do; the focus stays on the list.
import { type MessageRow, maxPageRows, type RowPage } from '../page-messages.js';
import { bytesText, durationText } from '../quantities.js';
import { type ListSize, scrollHeight, scrollTo, windowAt } from '../row-window.js';
import { element } from './elements.js';

/** As in the style sheet. */
const rowHeight = 22;
/** Rows that are kept beside the visible ones. */
const keptRows = 4_000;

export interface MessageListEvents {
  onSelect(row: number): void;
  /** Rows are visible that were not handed in yet. */
  onMissing(from: number, to: number): void;
  onOpen(row: number): void;
  onFollow(follows: boolean): void;
}

export class MessageList {
  readonly node: HTMLElement;
  private readonly sizer = element('div', { class: 'sizer', role: 'presentation' });
  private readonly layer = element('div', { class: 'layer', role: 'presentation' });
  private readonly rowNodes: HTMLElement[] = [];
  private readonly known = new Map<number, MessageRow>();
  private count = 0;
  private selected = -1;
  private follows = true;
  private wanted = '';
  private frame = 0;
  /** Scrolled by this code and not by a person. */
  private expectedTop = -1;

  constructor(private readonly events: MessageListEvents) {
    this.node = element(
      'div',
      { class: 'list', role: 'listbox', tabindex: '0', 'aria-label': 'Messages' },
      this.layer,
      this.sizer,
    );
    this.node.addEventListener('scroll', () => this.scrolled(), { passive: true });
    this.node.addEventListener('keydown', (event) => this.keyPressed(event));
    this.layer.addEventListener('mousedown', (event) => this.pressed(event));
    this.layer.addEventListener('dblclick', () => this.events.onOpen(this.selected));
    new ResizeObserver(() => this.render()).observe(this.node);
  }

  get selection(): number {
    return this.selected;
  }

  clear(): void {
    this.known.clear();
    this.count = 0;
    this.selected = -1;
    this.follows = true;
    this.wanted = '';
    this.render();
  }

  /** There are `count` rows, the last of which come along. */
  update(count: number, last: RowPage): void {
    this.count = count;
    this.put(last);
    this.render();
  }

  /** Rows that were asked for. */
  supply(page: RowPage): void {
    this.wanted = '';
    this.put(page);
    this.render();
  }

  setFollow(follows: boolean): void {
    this.follows = follows;
    if (follows && this.count > 0) this.select(this.count - 1, false);
    this.render();
  }

  select(row: number, byPerson = true): void {
    if (row < 0 || row >= this.count) return;
    if (byPerson) this.stopFollowing(row === this.count - 1);
    this.selected = row;
    this.scroll(scrollTo(row, this.node.scrollTop, this.size()));
    this.render();
    this.events.onSelect(row);
  }

  private put({ from, rows }: RowPage): void {
    rows.forEach((row, i) => {
      this.known.set(from + i, row);
    });
    if (this.known.size <= keptRows) return;
    const { first } = windowAt(this.node.scrollTop, this.size());
    for (const row of this.known.keys()) {
      if (Math.abs(row - first) > keptRows / 4 && row < from) this.known.delete(row);
    }
  }

  private size(): ListSize {
    return { rows: this.count, rowHeight, viewHeight: this.node.clientHeight };
  }

  private scrolled(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const top = this.node.scrollTop;
      if (Math.abs(top - this.expectedTop) > 1) {
        this.expectedTop = -1;
        this.stopFollowing(top + this.node.clientHeight >= scrollHeight(this.size()) - 2);
      }
      this.render();
    });
  }

  private stopFollowing(atEnd: boolean): void {
    if (this.follows === atEnd) return;
    this.follows = atEnd;
    this.events.onFollow(atEnd);
  }

  private scroll(top: number): void {
    this.expectedTop = top;
    this.node.scrollTop = top;
    // The browser rounds and cuts.
    this.expectedTop = this.node.scrollTop;
  }

  private render(): void {
    const size = this.size();
    const height = `${scrollHeight(size)}px`;
    if (this.sizer.style.height !== height) this.sizer.style.height = height;
    if (this.follows) this.scroll(Math.max(0, scrollHeight(size) - size.viewHeight));
    const { first, hidden } = windowAt(this.node.scrollTop, size);
    const visible = Math.min(Math.ceil((size.viewHeight + hidden) / rowHeight), this.count - first, maxPageRows);
    while (this.rowNodes.length < visible) this.addRowNode();
    this.layer.style.transform = `translateY(${-hidden}px)`;
    let missing = false;
    this.rowNodes.forEach((node, i) => {
      const row = first + i;
      node.hidden = i >= visible;
      if (node.hidden) return;
      const known = this.known.get(row);
      missing ||= known === undefined;
      fillRow(node, row, known, this.selected === row, this.count);
    });
    const active = this.selected >= first && this.selected < first + visible ? `row-${this.selected}` : '';
    if (active) this.node.setAttribute('aria-activedescendant', active);
    else this.node.removeAttribute('aria-activedescendant');
    if (missing) this.ask(first, first + visible);
  }

  private ask(from: number, to: number): void {
    const key = `${from}-${to}`;
    // One question at a time; when it is answered the rows are looked at again.
    if (this.wanted !== '') return;
    this.wanted = key;
    this.events.onMissing(from, to);
  }

  private addRowNode(): void {
    const node = element(
      'div',
      { class: 'row', role: 'option' },
      element('span', { class: 'direction', 'aria-hidden': 'true' }),
      element('span', { class: 'number' }),
      element('span', { class: 'time' }),
      element('span', { class: 'size' }),
      element('span', { class: 'text' }),
    );
    this.rowNodes.push(node);
    this.layer.append(node);
  }

  private pressed(event: MouseEvent): void {
    const node = event.target instanceof Element ? event.target.closest<HTMLElement>('.row') : null;
    if (node?.dataset.row) this.select(Number(node.dataset.row));
  }

  private keyPressed(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.node.clientHeight / rowHeight) - 1);
    const from = Math.max(0, this.selected);
    const last = this.count - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowUp: from - 1,
      ArrowDown: this.selected < 0 ? 0 : from + 1,
      PageUp: from - page,
      PageDown: from + page,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) this.select(Math.min(Math.max(0, target), last));
    else if (event.key === 'Enter' && this.selected >= 0) this.events.onOpen(this.selected);
    else return;
    event.preventDefault();
  }
}

const directions = { received: '←', sent: '→', refused: '⚠' } as const;
const directionNames = { received: 'received', sent: 'sent', refused: 'not sent' } as const;

function fillRow(
  node: HTMLElement,
  index: number,
  row: MessageRow | undefined,
  isSelected: boolean,
  count: number,
): void {
  node.id = `row-${index}`;
  node.dataset.row = String(index);
  node.className = `row ${row?.kind ?? 'unknown'}${row?.hasProblem ? ' problem' : ''}`;
  node.setAttribute('aria-selected', String(isSelected));
  node.setAttribute('aria-posinset', String(index + 1));
  node.setAttribute('aria-setsize', String(count));
  const [direction, number, time, size, text] = node.children;
  setText(direction, row ? directions[row.kind] : '');
  setText(number, row ? row.number.toLocaleString('en-US') : '…');
  setText(time, row ? durationText(row.elapsedMs) : '');
  setText(size, row && row.sizeBytes > 0 ? bytesText(row.sizeBytes) : '');
  setText(text, row?.text ?? '');
  if (row) node.setAttribute('aria-label', `${directionNames[row.kind]} ${row.number}: ${row.text}`);
  else node.removeAttribute('aria-label');
}

function setText(node: Element | undefined, text: string): void {
  if (node && node.textContent !== text) node.textContent = text;
}
