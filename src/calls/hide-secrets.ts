// Keeps values of secrets out of what is shown, kept on disk and saved of the messages of a call, and brings them back for
// what is sent by hand.

/**
 * A JSON text, or a sentence about one, with the placeholders of secrets in the place of their values: in strings, as
 * values of their own (a string then, so that JSON stays JSON), as objects and arrays.
 */
export function hideSecrets(text: string, secrets: Readonly<Record<string, string>>): string {
  // One secret may hold another.
  const entries = Object.entries(secrets).sort(([, a], [, b]) => b.length - a.length);
  return entries.reduce((hidden, [name, value]) => (value === '' ? hidden : hideOne(hidden, name, value)), text);
}

/** The opposite, for what is written on the base of a text whose secrets are hidden. */
export function revealSecrets(json: string, secrets: Readonly<Record<string, string>>): string {
  return Object.entries(secrets).reduce((revealed, [name, value]) => {
    const placeholder = `{{$secret ${name}}}`;
    const whole = /^\s*[[{]/.test(value) ? revealed.replaceAll(`"${placeholder}"`, () => value) : revealed;
    return whole.replaceAll(placeholder, () => JSON.stringify(value).slice(1, -1));
  }, json);
}

function hideOne(text: string, name: string, value: string): string {
  const placeholder = `{{$secret ${name}}}`;
  const escaped = JSON.stringify(value).slice(1, -1);
  const whole = /^\s*[[{]/.test(value) ? text.replaceAll(value, () => `"${placeholder}"`) : text;
  return whole.replace(/"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+/g, (token) => {
    if (token[0] === '"') return token.replaceAll(escaped, () => placeholder);
    return token === value ? `"${placeholder}"` : token;
  });
}
