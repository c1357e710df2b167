// Keeps values of secrets out of what is shown, kept on disk and saved of the messages of a call.

/**
 * A JSON text, or a sentence about one, with the placeholders of secrets in the place of their values: in strings, as
 * values of their own (a string then, so that JSON stays JSON), as objects and arrays.
 */
export function hideSecrets(text: string, secrets: Readonly<Record<string, string>>): string {
  // One secret may hold another.
  const entries = Object.entries(secrets).sort(([, a], [, b]) => b.length - a.length);
  return entries.reduce((hidden, [name, value]) => (value === '' ? hidden : hideOne(hidden, name, value)), text);
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
