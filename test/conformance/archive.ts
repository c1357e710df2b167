// Reads the conformance cases: many small file trees in one text, in the manner of txtar.
//
//   == what the case shows
//   -- root.proto --
//   syntax = "proto3";
//   -- imported.proto --
//   …
//
// The first file of a case is compiled, the others are there to be imported. Without a `-- name --` line the text is
// one file, test.proto. A name followed by ` (escaped)` has its \xNN, \n, \t, \r and \\ replaced; its line ends are dropped.
// Lines before the first case are remarks.

export interface ConformanceCase {
  readonly name: string;
  readonly root: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export function readCases(text: string): ConformanceCase[] {
  const cases: ConformanceCase[] = [];
  const encoder = new TextEncoder();
  for (const block of text.split(/^== /m).slice(1)) {
    const [name = '', ...lines] = block.split('\n');
    const parts: { name: string; escaped: boolean; lines: string[] }[] = [];
    for (const line of lines) {
      const header = /^-- (\S+)( \(escaped\))? --$/.exec(line);
      if (header) parts.push({ name: header[1] ?? '', escaped: header[2] !== undefined, lines: [] });
      else if (parts.length === 0 && line !== '') parts.push({ name: 'test.proto', escaped: false, lines: [line] });
      else parts.at(-1)?.lines.push(line);
    }
    const files = new Map<string, Uint8Array>();
    for (const part of parts) {
      if (part === parts.at(-1)) while (part.lines.at(-1) === '') part.lines.pop();
      files.set(
        part.name,
        part.escaped ? bytesOfEscaped(part.lines.join('')) : encoder.encode(`${part.lines.join('\n')}\n`),
      );
    }
    const root = parts[0]?.name;
    if (root === undefined) throw new Error(`no file in case "${name}"`);
    if (cases.some((other) => other.name === name)) throw new Error(`two cases are named "${name}"`);
    cases.push({ name, root, files });
  }
  return cases;
}

function bytesOfEscaped(text: string): Uint8Array {
  const simple: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };
  const binary = Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (_all, hex: string | undefined, plain: string | undefined) =>
      hex !== undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : (simple[plain ?? ''] ?? plain ?? ''),
    );
  return Buffer.from(binary, 'latin1');
}
