// What the fake backend knows: files on disk, open documents over them, and one rule: TYPO is an error.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Diagnostic, Severity } from '../../protos/gen/protopipe/v1/common.js';
import type { DocumentChanged } from '../../protos/gen/protopipe/v1/workspace.js';

/** Every .proto file below `folder`, as URIs. */
export function protoFiles(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.proto'))
    .map((file) => pathToFileURL(path.join(folder, file)).href)
    .sort();
}

export function readText(uri: string): string {
  return fs.readFileSync(fileURLToPath(uri), 'utf8');
}

/** `text` after the edits, each in the text as the one before left it. */
export function applyEdits(text: string, { edits }: DocumentChanged): string {
  for (const { range, newText } of edits) {
    if (!range) continue;
    const start = offsetAt(text, range.startLine, range.startColumn);
    const end = offsetAt(text, range.endLine, range.endColumn);
    text = text.slice(0, start) + newText + text.slice(end);
  }
  return text;
}

export function findings(text: string): Diagnostic[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(/\bTYPO\b/g)].map(({ index: column }) => ({
      range: { startLine: index, startColumn: column, endLine: index, endColumn: column + 4 },
      severity: Severity.ERROR,
      code: 'undefined-type',
      message: '"TYPO" is not defined.',
      related: [],
      fixes: [],
      unnecessary: false,
      deprecated: false,
    })),
  );
}

/** The simple names declared in `text`, with their lines. */
export function declarations(text: string): { name: string; line: number; column: number }[] {
  return text.split('\n').flatMap((content, line) => {
    const [whole, keyword = '', name] = /^\s*(message|enum|service)\s+(\w+)/.exec(content) ?? [];
    return whole && name
      ? [{ name, line, column: content.indexOf(name, content.indexOf(keyword) + keyword.length) }]
      : [];
  });
}

function offsetAt(text: string, line: number, column: number): number {
  let offset = 0;
  for (let i = 0; i < line; i++) offset = text.indexOf('\n', offset) + 1;
  return offset + column;
}
