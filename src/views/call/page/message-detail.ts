// One message as a whole: its JSON over lines, what the schema does not know, what is wrong with it.
import { layOutJson } from '../json-layout.js';
import type { MessageDetail } from '../page-messages.js';
import { bytesText, durationText } from '../quantities.js';
import { button, element } from './elements.js';

export interface DetailEvents {
  onOpen(row: number): void;
  onCopy(row: number): void;
}

export class DetailPane {
  readonly node = element('section', { class: 'detail', 'aria-label': 'Message', tabindex: '-1' });
  private shown = -1;

  constructor(private readonly events: DetailEvents) {
    this.clear('');
  }

  /** The row that is shown; -1 for none. */
  get row(): number {
    return this.shown;
  }

  clear(text: string): void {
    this.shown = -1;
    this.node.replaceChildren(element('p', { class: 'quiet' }, text));
  }

  show(detail: MessageDetail): void {
    this.shown = detail.row;
    const { row, kind, number, sizeBytes, elapsedMs, json, isCut, jsonBytes, problem, rawHex, unknownFields } = detail;
    const what = kind === 'received' ? `Message ${number}` : kind === 'sent' ? `Sent message ${number}` : 'Not sent';
    const size = sizeBytes > 0 ? `, ${bytesText(sizeBytes)}` : '';
    const title = element(
      'div',
      { class: 'detail-title' },
      element('h2', {}, what),
      element('span', { class: 'quiet' }, `after ${durationText(elapsedMs)}${size}`),
    );
    if (json !== '') {
      title.append(
        button('Copy', 'Copy the JSON of the message', () => this.events.onCopy(row), 'link'),
        button('Open in Editor', 'Open the JSON of the message in an editor', () => this.events.onOpen(row), 'link'),
      );
    }
    const parts: Node[] = [title];
    if (problem !== '') parts.push(element('p', { class: 'problem-text' }, problem));
    if (unknownFields.length > 0) {
      parts.push(
        element('h3', {}, 'Not in the schema'),
        element(
          'ul',
          { class: 'unknown' },
          ...unknownFields.map(({ path, number: field, wireType, valueHex }) =>
            element('li', {}, `${path === '' ? '' : `${path}: `}field ${field}, ${wireType}, ${hexText(valueHex)}`),
          ),
        ),
      );
    }
    if (json !== '') parts.push(jsonView(json, 'JSON of the message'));
    if (isCut) {
      const shown = `The first ${bytesText(json.length)} of ${bytesText(jsonBytes)} are shown.`;
      parts.push(
        element(
          'p',
          { class: 'quiet' },
          `${shown} `,
          button('Open all of it', 'Open in an editor', () => this.events.onOpen(row), 'link'),
        ),
      );
    }
    if (rawHex !== '') parts.push(element('h3', {}, 'As it came'), element('pre', { class: 'hex' }, hexText(rawHex)));
    this.node.replaceChildren(...parts);
    this.node.scrollTop = 0;
  }
}

/** JSON over lines with colours; indentation is layout, so that long lines wrap below themselves. */
export function jsonView(json: string, label: string): HTMLElement {
  const view = element('div', { class: 'json', tabindex: '0', role: 'group', 'aria-label': label });
  for (const { indent, pieces } of layOutJson(json)) {
    const line = element('div', { class: 'line' });
    line.style.paddingInlineStart = `${indent * 2 + 2}ch`;
    for (const { kind, text } of pieces) line.append(kind === 'sign' ? text : element('span', { class: kind }, text));
    view.append(line);
  }
  return view;
}

function hexText(hex: string): string {
  if (hex === '') return 'empty';
  return (hex.match(/../g) ?? []).join(' ');
}
