// The head of the page: what is called, how it goes, how it ended, headers and trailers, and the buttons of the call.
import type { CallCounts, CallEnd, CallHead, MetadataLine } from '../page-messages.js';
import { bytesText, durationText } from '../quantities.js';
import { button, element } from './elements.js';
import { jsonView } from './message-detail.js';

export interface SummaryEvents {
  onCancel(): void;
  onRepeat(): void;
  onSave(): void;
}

export class Summary {
  readonly node: HTMLElement;
  private readonly method = element('h1');
  private readonly place = element('span', { class: 'quiet' });
  /** Read out when it changes. */
  private readonly state = element('span', { class: 'state', role: 'status', 'aria-live': 'polite' });
  private readonly totals = element('span', { class: 'totals' });
  private readonly error = element('div', { class: 'error-box', role: 'alert' });
  private readonly metadata = element('div', { class: 'metadata' });
  private readonly cancel: HTMLButtonElement;
  private readonly repeat: HTMLButtonElement;
  private head: CallHead | undefined;
  private counts: CallCounts = { rows: 0, received: 0, sent: 0 };
  private clock = 0;

  constructor(events: SummaryEvents) {
    this.cancel = button('Cancel', 'End the call', () => events.onCancel());
    this.repeat = button('Repeat', 'Call again with the request as it is written', () => events.onRepeat(), 'primary');
    const save = button('Save Transcript', 'Write all messages to a file', () => events.onSave());
    this.node = element(
      'header',
      {},
      element('div', { class: 'title' }, this.method, this.place),
      element(
        'div',
        { class: 'bar' },
        this.state,
        this.totals,
        element('div', { class: 'buttons', role: 'toolbar', 'aria-label': 'Call' }, this.cancel, this.repeat, save),
      ),
      this.error,
      this.metadata,
    );
  }

  show(head: CallHead): void {
    const isSame = this.head?.startedAtMs === head.startedAtMs;
    this.head = head;
    const [service = '', method = ''] = head.method.split('/');
    const dot = service.lastIndexOf('.');
    this.method.replaceChildren(
      element('span', { class: 'quiet' }, service.slice(0, dot + 1)),
      `${service.slice(dot + 1)}/${method}`,
    );
    const about = [head.kind, head.origin].filter(Boolean).join(', ');
    this.place.textContent = `${head.target}${about ? ` · ${about}` : ''}`;
    const isOver = head.phase === 'over';
    this.cancel.hidden = isOver;
    this.cancel.disabled = head.isCancelling;
    this.repeat.hidden = !isOver || !head.canRepeat;
    this.state.className = `state ${stateClass(head)}`;
    this.showEnd(head.end);
    this.showMetadata(head, isSame);
    this.tick();
    clearInterval(this.clock);
    if (!isOver) this.clock = setInterval(() => this.tick(), 100);
  }

  showCounts(counts: CallCounts): void {
    this.counts = counts;
    this.tick();
  }

  private tick(): void {
    const { head, counts } = this;
    if (!head) return;
    const state = stateText(head, counts.received);
    if (this.state.textContent !== state) this.state.textContent = state;
    const elapsedMs = head.phase === 'over' ? head.end?.elapsedMs : Date.now() - head.startedAtMs;
    const parts = [
      elapsedMs === undefined ? '' : durationText(Math.max(0, elapsedMs)),
      amount(counts.received, 'received', head.end?.bytesReceived),
      counts.sent === 0 && head.phase !== 'over' ? '' : amount(counts.sent, 'sent', head.end?.bytesSent),
    ];
    const text = parts.filter(Boolean).join(' · ');
    if (this.totals.textContent !== text) this.totals.textContent = text;
  }

  private showEnd(end: CallEnd | undefined): void {
    const isError = end !== undefined && end.code !== 0;
    this.error.hidden = !isError;
    // Nothing is wrong with a call that somebody ended.
    this.error.className = end?.label === 'CANCELLED' ? 'error-box cancelled' : 'error-box';
    if (!isError) {
      this.error.replaceChildren();
      return;
    }
    this.error.replaceChildren(
      element('p', {}, end.message === '' ? 'The server gave no reason.' : end.message),
      ...end.details.map((json) => jsonView(json, 'Error detail')),
    );
  }

  private showMetadata(head: CallHead, isSame: boolean): void {
    const isOpen = (name: string): boolean =>
      isSame && (this.metadata.querySelector(`details[data-name=${name}]`)?.hasAttribute('open') ?? false);
    const after = head.headersElapsedMs === undefined ? '' : `, after ${durationText(head.headersElapsedMs)}`;
    this.metadata.replaceChildren(
      ...(head.headers ? [table('Headers', head.headers, after, isOpen('Headers'))] : []),
      ...(head.end && head.end.code !== undefined
        ? [table('Trailers', head.end.trailers, '', isOpen('Trailers'))]
        : []),
    );
  }
}

function table(name: string, lines: readonly MetadataLine[], after: string, isOpen: boolean): HTMLElement {
  const rows = lines.map((line) =>
    element('tr', {}, element('th', { 'aria-label': 'name' }, line.name), element('td', {}, line.value)),
  );
  const details = element(
    'details',
    {},
    element('summary', {}, `${name} (${lines.length}${after})`),
    element('table', {}, element('tbody', {}, ...rows)),
  );
  details.dataset.name = name;
  details.open = isOpen;
  return details;
}

function amount(count: number, verb: string, bytes: number | undefined): string {
  const size = bytes === undefined ? '' : ` (${bytesText(bytes)})`;
  return `${count.toLocaleString('en-US')} ${verb}${count > 0 ? size : ''}`;
}

function stateClass({ phase, end }: CallHead): string {
  if (phase !== 'over') return 'running';
  if (end?.code === 0) return 'ok';
  return end?.label === 'CANCELLED' ? 'cancelled' : 'failed';
}

function stateText({ phase, end, isCancelling, isSendOpen }: CallHead, received: number): string {
  if (phase === 'over')
    return end ? `${end.label}${end.code === undefined || end.code === 0 ? '' : ` (${end.code})`}` : '';
  if (isCancelling) return 'Cancelling …';
  if (phase === 'starting') return 'Connecting …';
  if (isSendOpen) return 'Open';
  return received > 0 ? 'Receiving …' : 'Waiting for the server …';
}
