// Makes elements. Text is always text: nothing here or anywhere in the page reads markup out of a message.

type Child = Node | string;

interface Attributes {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly role?: string;
  readonly [attribute: `aria-${string}`]: string | undefined;
  readonly tabindex?: string;
  readonly type?: string;
  readonly for?: string;
  readonly rows?: string;
  readonly spellcheck?: string;
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function button(label: string, title: string, press: () => void, kind = 'secondary'): HTMLButtonElement {
  const made = element('button', { type: 'button', title, class: kind }, label);
  made.addEventListener('click', press);
  return made;
}
