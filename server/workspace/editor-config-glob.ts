// Patterns of .editorconfig sections as regular expressions, by https://spec.editorconfig.org (0.17, "Glob expressions").
// They differ from shell patterns: `**` stands for anything wherever it is, and braces hold ranges of numbers.

/**
 * Tests a path with `/` between its parts, relative to the folder of the .editorconfig file. A pattern without a slash
 * matches names in every folder below, one with a slash the path from that folder.
 */
export function editorConfigGlob(pattern: string): (relativePath: string) => boolean {
  const anchored = pattern.startsWith('/') ? pattern : pattern.includes('/') ? `/${pattern}` : `/**/${pattern}`;
  try {
    const expression = new RegExp(`^${source(anchored)}$`, 's');
    return (relativePath) => expression.test(`/${relativePath}`);
  } catch {
    // A pattern that makes no sense, such as a range in brackets that runs backwards, matches nothing.
    return () => false;
  }
}

function source(glob: string): string {
  let text = '';
  for (let i = 0; i < glob.length; ) {
    const rest = glob.slice(i);
    const folders = /^\/\*\*\//.exec(rest);
    const set = /^\[(!?)((?:\\.|[^\]\\/])+)\]/.exec(rest);
    if (folders) {
      text += '/(?:.*/)?';
      i += folders[0].length;
    } else if (rest.startsWith('**')) {
      text += '.*';
      i += 2;
    } else if (rest[0] === '*') {
      text += '[^/]*';
      i++;
    } else if (rest[0] === '?') {
      text += '[^/]';
      i++;
    } else if (rest[0] === '\\' && rest.length > 1) {
      text += literal(rest[1]);
      i += 2;
    } else if (set) {
      text += `[${set[1] ? '^/' : ''}${set[2].replace(/[[\]^]/g, '\\$&')}]`;
      i += set[0].length;
    } else if (rest[0] === '{') {
      const end = closingBrace(rest);
      text += end < 0 ? '\\{' : braces(rest.slice(1, end));
      i += end < 0 ? 1 : end + 1;
    } else {
      text += literal(rest[0]);
      i++;
    }
  }
  return text;
}

function braces(content: string): string {
  const range = /^([+-]?\d+)\.\.([+-]?\d+)$/.exec(content);
  if (range) return numberBetween(Number(range[1]), Number(range[2]));
  const choices = splitAtCommas(content);
  if (choices.length === 1) return `\\{${source(content)}\\}`;
  return `(?:${choices.map(source).join('|')})`;
}

/** Ranges longer than this match any number. */
const maxRange = 1000;

function numberBetween(from: number, to: number): string {
  const least = Math.min(from, to);
  const count = Math.abs(to - from) + 1;
  if (count > maxRange) return '[+-]?\\d+';
  return `(?:${Array.from({ length: count }, (_, i) => least + i).join('|')})`;
}

/** Where the brace that opens the text is closed; -1 if it is not. */
function closingBrace(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return -1;
}

/** Parts between the commas that stand in no inner braces. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
