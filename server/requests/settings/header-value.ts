// What the value of a header may be, once its variables are filled in.

/** What is wrong with it, in a sentence without the value, which may be a secret; undefined when nothing is. */
export function headerValueProblem(name: string, value: string): string | undefined {
  if (/-bin$/i.test(name)) {
    const isBase64 = /^[A-Za-z0-9+/_-]*={0,2}$/.test(value) && value.replace(/=+$/, '').length % 4 !== 1;
    return isBase64 ? undefined : `${name} holds bytes: write them in base64.`;
  }
  if (/^[ -~]*$/.test(value)) return undefined;
  return 'The value of a header holds only printable ASCII; other values need a name that ends in -bin, and base64.';
}
