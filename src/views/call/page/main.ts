// The page of a call: puts its parts together and carries messages between them and the extension.
import type { FromPage, ToPage } from '../page-messages.js';
import { Composer } from './composer.js';
import { element } from './elements.js';
import { DetailPane } from './message-detail.js';
import { MessageList } from './message-list.js';
import { Summary } from './summary.js';

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const api = acquireVsCodeApi();
const post = (message: FromPage): void => api.postMessage(message);

const summary = new Summary({
  onCancel: () => post({ type: 'cancel' }),
  onRepeat: () => post({ type: 'repeat' }),
  onSave: () => post({ type: 'saveTranscript' }),
});
const detail = new DetailPane({
  onOpen: (row) => post({ type: 'openMessage', row }),
  onCopy: (row) => post({ type: 'copyMessage', row }),
});
const composer = new Composer({
  onSend: (json) => {
    list.setFollow(true);
    post({ type: 'send', json });
  },
  onCloseSending: () => post({ type: 'closeSending' }),
});
const follow = element('input', { type: 'checkbox', id: 'follow' });
const list = new MessageList({
  onSelect: (row) => wantDetail(row),
  onMissing: (from, to) => post({ type: 'wantRows', from, to }),
  onOpen: (row) => post({ type: 'openMessage', row }),
  onFollow: (follows) => {
    follow.checked = follows;
  },
});
follow.checked = true;
follow.addEventListener('change', () => list.setFollow(follow.checked));
const listTitle = element('h2', {}, 'Messages');
const listPane = element(
  'section',
  { class: 'list-pane', 'aria-label': 'Messages' },
  element(
    'div',
    { class: 'list-title' },
    listTitle,
    element('label', { for: 'follow', title: 'Keep the last message in view' }, follow, 'Follow'),
  ),
  list.node,
);
document.body.append(summary.node, element('main', {}, listPane, detail.node), composer.node);

/** The detail that was asked for; at most one question is on its way. */
let wantedRow = -1;
let isAsked = false;

function wantDetail(row: number): void {
  wantedRow = row;
  if (isAsked || row < 0) return;
  isAsked = true;
  post({ type: 'wantDetail', row });
}

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case 'tick': {
      const { head, counts, last } = data;
      if (head) {
        summary.show(head);
        composer.setOpen(head.isSendOpen);
        // One message that is there says all; a list is for more of them.
        document.body.classList.toggle('single', head.kind === 'unary');
      }
      summary.showCounts(counts);
      list.update(counts.rows, last);
      if (follow.checked && counts.rows > 0 && list.selection !== counts.rows - 1) list.setFollow(true);
      else if (counts.rows === 0) detail.clear(head?.phase === 'over' ? 'No messages.' : 'No messages yet.');
      // Shown means drawn: only then the next tick makes sense.
      requestAnimationFrame(() => post({ type: 'seen' }));
      break;
    }
    case 'rows':
      list.supply(data.page);
      break;
    case 'detail':
      isAsked = false;
      detail.show(data.detail);
      if (wantedRow !== data.detail.row) wantDetail(wantedRow);
      break;
    case 'draft':
      composer.setDraft(data.json);
      break;
    case 'reset':
      list.clear();
      composer.clear();
      detail.clear('');
      follow.checked = true;
      isAsked = false;
      wantedRow = -1;
      break;
  }
});

post({ type: 'ready' });
