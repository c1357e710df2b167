// Every feature at every token of a file: nothing throws, ranges lie inside, edits leave the file readable.
import assert from 'node:assert/strict';
import type { Replacement } from '../../server/diagnostics/problem.js';
import { editsWithin, formatEdits } from '../../server/format/format-edits.js';
import { defaultStyle } from '../../server/format/style.js';
import { codeActions } from '../../server/language/actions/code-actions.js';
import { callees, callers, type HierarchyCall, hierarchyItem } from '../../server/language/call-hierarchy.js';
import { referenceLenses } from '../../server/language/code-lens.js';
import { complete } from '../../server/language/completion/complete.js';
import { definition, typeDefinition } from '../../server/language/definition.js';
import { describeDeclaration } from '../../server/language/describe-declaration.js';
import { documentLinks } from '../../server/language/document-links.js';
import { type DocumentSymbol, documentSymbols } from '../../server/language/document-symbols.js';
import { applyReplacements } from '../../server/language/edits.js';
import { foldingRanges } from '../../server/language/folding.js';
import { highlights } from '../../server/language/highlight.js';
import { hover } from '../../server/language/hover.js';
import { inlayHints } from '../../server/language/inlay-hints.js';
import { references } from '../../server/language/references.js';
import { prepareRename, rename } from '../../server/language/rename.js';
import { selectionRanges } from '../../server/language/selection-ranges.js';
import { semanticTokens } from '../../server/language/semantic-tokens.js';
import type { SchemaSnapshot } from '../../server/schema/schema.js';
import { parse } from '../../server/syntax/parse.js';
import { tokensOf } from '../../server/syntax/tokenize.js';
import { Token } from '../../server/syntax/tokens.js';
import { LineIndex } from '../../server/text/line-index.js';
import type { Span } from '../../server/text/span.js';

export interface SweepCounts {
  tokens: number;
  hovers: number;
  definitions: number;
  completions: number;
  actions: number;
}

export function noCounts(): SweepCounts {
  return { tokens: 0, hovers: 0, definitions: 0, completions: 0, actions: 0 };
}

const isEditable = (): boolean => true;

/** Asks everything about one file. `step`: every how many tokens. */
export function sweepFile(snapshot: SchemaSnapshot, file: number, step: number, counts: SweepCounts): void {
  const { bytes } = snapshot.file(file).parsed;
  const inside = insideFile(snapshot, file);
  const tokens = tokensOf(bytes);
  for (let token = 0; token < tokens.count; token += step) {
    counts.tokens++;
    const at = tokens.starts[token];
    const offset = at + ((tokens.ends[token] - at) >> 1);
    const found = hover(snapshot, file, offset);
    if (found) {
      counts.hovers++;
      inside(found);
    }
    for (const link of definition(snapshot, file, offset)) {
      counts.definitions++;
      inside(link.origin);
      inside(link.target, link.file);
      inside(link.selection, link.file);
      assert.ok(link.selection.start >= link.target.start && link.selection.end <= link.target.end);
    }
    for (const link of typeDefinition(snapshot, file, offset)) inside(link.target, link.file);
    if (tokens.kinds[token] === Token.identifier) {
      for (const place of highlights(snapshot, file, offset)) inside(place);
      const place = prepareRename(snapshot, file, offset, isEditable);
      if (!('refused' in place)) inside(place);
      const item = hierarchyItem(snapshot, file, offset);
      if (item) {
        inside(item.selection, item.file);
        for (const call of callees(snapshot, item)) for (const each of call.places) inside(each, item.file);
      }
    }
    for (const spans of selectionRanges(snapshot, file, [offset])) for (const span of spans) inside(span);
    const completions = complete(snapshot, file, tokens.ends[token]);
    if (completions) {
      counts.completions += completions.items.length;
      inside(completions.replace);
      for (const { edits, symbol } of completions.items.slice(0, 5)) {
        // Beside the item itself an import is added.
        if (edits) checkEdits(snapshot, file, edits, 'completion');
        if (symbol) assert.notEqual(describeDeclaration(snapshot, symbol.file, symbol.path), '');
      }
    }
    for (const action of codeActions(snapshot, file, { start: at, end: offset }, snapshot.problems(file))) {
      counts.actions++;
      checkEdits(snapshot, file, action.edits, action.title);
    }
  }
  sweepWhole(snapshot, file);
}

/** Fails for a span that does not lie in its file. */
function insideFile(snapshot: SchemaSnapshot, file: number): (span: Span, of?: number) => void {
  return (span, of = file) => {
    const { parsed, name } = snapshot.file(of);
    assert.ok(
      span.start >= 0 && span.start <= span.end && span.end <= parsed.bytes.length,
      `${span.start} to ${span.end} lies outside of ${name}`,
    );
  };
}

/** Asks what is asked about a file as a whole. */
export function sweepWhole(snapshot: SchemaSnapshot, file: number): void {
  const inside = insideFile(snapshot, file);
  const { bytes } = snapshot.file(file).parsed;
  const whole = { start: 0, end: bytes.length };
  const lines = new LineIndex(bytes);
  const checkSymbol = (symbol: DocumentSymbol): void => {
    inside(symbol.span);
    assert.ok(symbol.selection.start >= symbol.span.start && symbol.selection.end <= symbol.span.end, symbol.name);
    symbol.children.forEach(checkSymbol);
  };
  documentSymbols(snapshot, file).forEach(checkSymbol);
  for (const range of foldingRanges(snapshot, file)) {
    assert.ok(range.startLine < range.endLine && range.endLine < lines.lineCount);
  }
  for (const link of documentLinks(snapshot, file)) inside(link);
  for (const lens of referenceLenses(snapshot, file)) inside(lens);
  for (const hint of inlayHints(snapshot, file, whole)) inside({ start: hint.offset, end: hint.offset });
  const { starts, ends, types } = semanticTokens(snapshot, file);
  for (let i = 0; i < types.length; i++) {
    inside({ start: starts[i], end: ends[i] });
    if (i > 0) assert.ok(starts[i] >= ends[i - 1]);
  }
  for (const action of codeActions(snapshot, file, whole, snapshot.problems(file)))
    checkEdits(snapshot, file, action.edits, action.title);
  sweepFormatting(snapshot, file, lines);
}

/** Formatting of the document, and of each line as when its statement is finished. */
function sweepFormatting(snapshot: SchemaSnapshot, file: number, lines: LineIndex): void {
  const { parsed } = snapshot.file(file);
  const edits = formatEdits(parsed, snapshot.schema.names, defaultStyle);
  if (!edits) {
    assert.ok(parsed.problems.length > 0, 'a file without syntax errors was not formatted');
    return;
  }
  checkEdits(snapshot, file, edits, 'format');
  const again = parse(applyReplacements(parsed.bytes, edits), snapshot.schema.names);
  assert.deepEqual(formatEdits(again, snapshot.schema.names, defaultStyle), [], 'formatting is not stable');
  let last: readonly Replacement[] = [];
  for (let line = 0; line < lines.lineCount; line++) {
    const start = lines.offset({ line, column: 0 });
    const end = lines.offset({ line, column: Number.MAX_SAFE_INTEGER });
    const own = editsWithin(parsed.bytes, edits, { start, end });
    // Most lines of an edit share it, and most lines have none.
    if (own.length > 0 && own[0] !== last[0]) checkEdits(snapshot, file, own, `format line ${line + 1}`);
    last = own;
  }
}

/** Callers of the first items of a file name them among their callees with the same places, and the other way round. */
export async function checkHierarchy(snapshot: SchemaSnapshot, file: number): Promise<number> {
  const inside = insideFile(snapshot, file);
  const seen = new Set<string>();
  let calls = 0;
  for (const { kind, selection, children } of documentSymbols(snapshot, file)) {
    const at = kind === 'service' ? children[0]?.selection : selection;
    const item = at && hierarchyItem(snapshot, file, at.start);
    if (!item || seen.has(item.kind)) continue;
    seen.add(item.kind);
    for (const { item: caller, places } of await callers(snapshot, item)) {
      for (const place of places) inside(place, caller.file);
      const back: HierarchyCall | undefined = callees(snapshot, caller).find((call) => call.item.path === item.path);
      assert.deepEqual(back?.places, places, `${caller.name} uses ${item.name}`);
      calls++;
    }
    for (const { item: callee, places } of callees(snapshot, item).slice(0, 2)) {
      const back: HierarchyCall | undefined = (await callers(snapshot, callee)).find(
        (call) => call.item.path === item.path,
      );
      assert.deepEqual(back?.places, places, `${callee.name} is used by ${item.name}`);
      calls++;
    }
  }
  return calls;
}

/** Edits are ordered, do not overlap, and bring no syntax error. */
function checkEdits(snapshot: SchemaSnapshot, file: number, edits: readonly Replacement[], title: string): void {
  const { bytes, problems } = snapshot.file(file).parsed;
  let last = 0;
  for (const { start, end } of edits) {
    assert.ok(start >= last && end >= start && end <= bytes.length, `${title}: edits overlap or lie outside`);
    last = end;
  }
  const after = parse(applyReplacements(bytes, edits), snapshot.schema.names);
  assert.ok(
    after.problems.length <= problems.length,
    `${snapshot.file(file).name}: "${title}" brings ${after.problems[0]?.message}`,
  );
}

/** What refers to a declaration contains the start of its name, as a declaration. */
export async function checkReferences(snapshot: SchemaSnapshot, file: number, offset: number): Promise<void> {
  // The file itself comes first.
  for await (const batch of references(snapshot, file, offset, { includeDeclaration: true })) {
    if (batch.file === file && batch.places.some(({ start, declares }) => start === offset && declares)) return;
  }
  assert.fail(`${snapshot.file(file).name}: what is declared at ${offset} is not among its references`);
}

/** Renames what is declared at an offset to another name and back, and checks that all bytes are as before. */
export async function renameThereAndBack(snapshot: SchemaSnapshot, file: number, offset: number): Promise<boolean> {
  const place = prepareRename(snapshot, file, offset, isEditable);
  if ('refused' in place) return false;
  const options = { companions: false, isEditable };
  const there = await rename(snapshot, file, offset, `${place.placeholder}Zq`, options);
  if ('refused' in there) return false;
  const changed = withEdits(snapshot, there.edits);
  // Edits before the offset on its own file move it.
  const moved = (there.edits.get(file) ?? []).filter((edit) => edit.end <= place.start);
  const shift = moved.reduce((sum, edit) => sum + Buffer.byteLength(edit.text) - (edit.end - edit.start), 0);
  const back = await rename(changed, file, offset + shift, place.placeholder, options);
  assert.ok(!('refused' in back), 'refused' in back ? back.refused : '');
  const restored = withEdits(changed, back.edits);
  for (const id of new Set([...there.edits.keys(), ...back.edits.keys()])) {
    assert.deepEqual(
      Buffer.from(restored.file(id).parsed.bytes),
      Buffer.from(snapshot.file(id).parsed.bytes),
      `${snapshot.file(id).name} differs after ${place.placeholder} was renamed there and back`,
    );
  }
  return true;
}

function withEdits(snapshot: SchemaSnapshot, edits: ReadonlyMap<number, readonly Replacement[]>): SchemaSnapshot {
  const { schema } = snapshot;
  const files = snapshot.files.map((source) => {
    const own = source && edits.get(source.id);
    return own ? { ...source, parsed: parse(applyReplacements(source.parsed.bytes, own), schema.names) } : source;
  });
  return schema.snapshot(files, snapshot, snapshot.descriptorFile);
}
