// Latency of the language features in one process with the whole corpus open, at seeded places: wall time and CPU time.
// CPU time says what the work costs when other processes want the machine too.
import type { Range, TextEdit } from '../protos/gen/protopipe/v1/common.js';
import { CompleteResponse } from '../protos/gen/protopipe/v1/language.js';
import type { Replacement } from '../server/diagnostics/problem.js';
import { codeActions } from '../server/language/actions/code-actions.js';
import { referenceLenses } from '../server/language/code-lens.js';
import { complete } from '../server/language/completion/complete.js';
import { definition } from '../server/language/definition.js';
import { documentSymbols } from '../server/language/document-symbols.js';
import { foldingRanges } from '../server/language/folding.js';
import { highlights } from '../server/language/highlight.js';
import { hover } from '../server/language/hover.js';
import { inlayHints } from '../server/language/inlay-hints.js';
import { referencesTo } from '../server/language/references.js';
import { semanticTokens } from '../server/language/semantic-tokens.js';
import { symbolTarget } from '../server/language/target.js';
import { encodeRange } from '../server/rpc/encode-diagnostic.js';
import { encodeCompletions } from '../server/rpc/encode-language.js';
import { tokensOf } from '../server/syntax/tokenize.js';
import { Token } from '../server/syntax/tokens.js';
import { LineIndex } from '../server/text/line-index.js';
import type { Span } from '../server/text/span.js';
import { corpusSnapshot, randomNumbers, sample } from '../test/language/corpus.js';

const placeCount = 600;
const warmUpCount = 200;

const { snapshot, count } = corpusSnapshot();
for (let file = 0; file < count; file++) snapshot.link(file);

const places = seededPlaces();
const longFile = fileOfLines(2000);

const atPlaces: readonly (readonly [string, number, (file: number, offset: number) => unknown])[] = [
  ['completion', 15, (file, offset) => complete(snapshot, file, offset)],
  ['hover', 15, (file, offset) => hover(snapshot, file, offset)],
  ['definition', 15, (file, offset) => definition(snapshot, file, offset)],
  ['highlight', 15, (file, offset) => highlights(snapshot, file, offset)],
  ['document symbols', 20, (file) => documentSymbols(snapshot, file)],
  ['folding', 20, (file) => foldingRanges(snapshot, file)],
  ['inlay hints', 20, (file) => inlayHints(snapshot, file, { start: 0, end: snapshot.file(file).parsed.bytes.length })],
  ['code lenses', 50, (file) => referenceLenses(snapshot, file)],
  [
    'code actions',
    50,
    (file, offset) => codeActions(snapshot, file, { start: offset, end: offset }, snapshot.problems(file)),
  ],
];

console.log(`${count} files, ${placeCount} places`);
console.log(row(['feature', 'p50 ms', 'p95 ms', 'p99 ms', 'aim', 'CPU p99']));
for (const [name, aim, run] of atPlaces) measure(name, aim, places, run);
measure(
  `semantic tokens, ${new LineIndex(snapshot.file(longFile).parsed.bytes).lineCount} lines`,
  30,
  Array.from({ length: 200 }, () => ({ file: longFile, offset: 0 })),
  (file) => semanticTokens(snapshot, file),
);
measureCompletionAnswers();
await measureReferences();

/** Places inside or right behind identifiers, anywhere in the corpus. */
function seededPlaces(): { file: number; offset: number }[] {
  const random = randomNumbers(7);
  return sample(count, placeCount, 7).map((file) => {
    const tokens = tokensOf(snapshot.file(file).parsed.bytes);
    let token = Math.floor(random() * (tokens.count - 1));
    while (token > 0 && tokens.kinds[token] !== Token.identifier) token--;
    return { file, offset: tokens.starts[token] + 1 };
  });
}

/** The first file of about so many lines. */
function fileOfLines(wanted: number): number {
  for (let file = 0; file < count; file++) {
    const { lineCount } = new LineIndex(snapshot.file(file).parsed.bytes);
    if (lineCount >= wanted && lineCount < wanted * 1.1) return file;
  }
  throw new Error(`no file of the corpus has about ${wanted} lines`);
}

function measure(
  name: string,
  aimMs: number,
  at: readonly { file: number; offset: number }[],
  run: (file: number, offset: number) => unknown,
): void {
  for (const { file, offset } of at.slice(0, warmUpCount)) run(file, offset);
  const wall: number[] = [];
  const cpu: number[] = [];
  for (const { file, offset } of at) {
    const usage = process.cpuUsage();
    const start = performance.now();
    run(file, offset);
    wall.push(performance.now() - start);
    const { user, system } = process.cpuUsage(usage);
    cpu.push((user + system) / 1000);
  }
  const times = [percentile(wall, 0.5), percentile(wall, 0.95), percentile(wall, 0.99)];
  console.log(row([name, ...times.map(ms), String(aimMs), ms(percentile(cpu, 0.99))]));
}

/** How large completion's answers are on the pipe, and what it takes to encode and decode them there. */
function measureCompletionAnswers(): void {
  const sizes: number[] = [];
  const items: number[] = [];
  const cpu: number[] = [];
  for (const { file, offset } of [...places.slice(0, warmUpCount), ...places]) {
    const lines = new LineIndex(snapshot.file(file).parsed.bytes);
    const range = (span: Span) => encodeRange(span, lines);
    const found = complete(snapshot, file, offset);
    const usage = process.cpuUsage();
    const asked = { range, textEdits: (edits: readonly Replacement[]) => edits.map((edit) => textEdit(edit, range)) };
    const bytes = CompleteResponse.encode(encodeCompletions(found, asked)).finish();
    CompleteResponse.decode(bytes);
    const { user, system } = process.cpuUsage(usage);
    sizes.push(bytes.length);
    items.push(found?.items.length ?? 0);
    cpu.push((user + system) / 1000);
  }
  const [asked, own, took] = [items, sizes, cpu].map((values) => values.slice(warmUpCount));
  console.log(
    `answers of completion: bytes p50 ${percentile(own, 0.5)}, p99 ${percentile(own, 0.99)}, at most ${Math.max(...own)} for ${Math.max(...asked)} items; encoded and decoded in CPU p99 ${ms(percentile(took, 0.99))} ms`,
  );
}

function textEdit(edit: Replacement, range: (span: Span) => Range): TextEdit {
  return { range: range(edit), newText: edit.text };
}

async function measureReferences(): Promise<void> {
  const { paths } = snapshot.schema;
  const path = paths.findText('google.protobuf.Timestamp');
  const file = paths.firstFile(path);
  const target = symbolTarget(snapshot, file, path);
  if (!target) throw new Error('google.protobuf.Timestamp is not in the corpus');
  const usage = process.cpuUsage();
  const start = performance.now();
  let first = 0;
  let found = 0;
  for await (const { places: batch } of referencesTo(snapshot, target, file)) {
    found += batch.length;
    // The first batch is the declaration itself.
    if (first === 0 && found > 1) first = performance.now() - start;
  }
  const all = performance.now() - start;
  const { user, system } = process.cpuUsage(usage);
  console.log(
    `references of google.protobuf.Timestamp: ${found}, first ${ms(first)} ms (aim 100), all ${ms(all)} ms (aim 1000), CPU ${ms((user + system) / 1000)} ms`,
  );
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function ms(value: number): string {
  return value.toFixed(1);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(32) : cell.padStart(9))).join('');
}
