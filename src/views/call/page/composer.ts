// Where a person writes the messages of a stream, one at a time.
import { button, element } from './elements.js';

export interface ComposerEvents {
  onSend(json: string): void;
  onCloseSending(): void;
}

export class Composer {
  readonly node: HTMLElement;
  private readonly input = element('textarea', {
    id: 'next-message',
    rows: '4',
    spellcheck: 'false',
    'aria-describedby': 'send-hint',
  });

  constructor(private readonly events: ComposerEvents) {
    const label = element('label', { for: 'next-message' }, 'Next message');
    this.node = element(
      'section',
      { class: 'composer', 'aria-label': 'Send' },
      label,
      this.input,
      element(
        'div',
        { class: 'buttons' },
        button('Send', 'Send the message', () => this.send(), 'primary'),
        button('Close Sending', 'Say that no more messages come', () => events.onCloseSending()),
        element('span', { class: 'quiet', id: 'send-hint' }, 'Ctrl+Enter sends'),
      ),
    );
    this.node.hidden = true;
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.send();
    });
  }

  setOpen(isOpen: boolean): void {
    this.node.hidden = !isOpen;
  }

  /** A draft does not replace what is being written. */
  setDraft(json: string): void {
    if (this.input.value === '') this.input.value = json;
  }

  clear(): void {
    this.input.value = '';
  }

  private send(): void {
    // The text stays: the next message is often much the same.
    if (this.input.value.trim() !== '') this.events.onSend(this.input.value);
    this.input.focus();
  }
}
