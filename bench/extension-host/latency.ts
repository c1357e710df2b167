// Measures inside the extension host how long the editor's questions take: from VS Code's call of a provider to its
// answer, and, beside it, the whole of VS Code's own commands, of Protopipe and of a provider that answers at once with
// as much.
import fs from 'node:fs';
import * as vscode from 'vscode';
import { listenToSpans } from './provider-spans.js';

/** What is asked, made outside. Paths are absolute, lines and columns count from 0. */
export interface LatencyPlan {
  readonly places: readonly { readonly file: string; readonly line: number; readonly column: number }[];
  /** A file of about 2,000 lines. */
  readonly longFile: string;
  /** A use of google.protobuf.Timestamp. */
  readonly timestamp: { readonly file: string; readonly line: number; readonly column: number };
  readonly warmUps: number;
}

/** Milliseconds by the name of the question. */
export type Times = Record<string, number[]>;

export interface LatencyResult {
  readonly whileIndexing: Measured;
  readonly indexed: Measured;
  /** The commands when a provider answers at once with as much. */
  readonly trivial: Times;
  readonly referencesFound: number;
  /** Milliseconds from the start of the measurement until the workspace was indexed. */
  readonly indexedAfterMs: number;
}

export interface Measured {
  /** From VS Code's call of a provider to its answer. */
  readonly providers: Times;
  /** The whole of VS Code's commands. */
  readonly commands: Times;
}

type Question = readonly [name: string, ask: (uri: vscode.Uri, at: vscode.Position) => Thenable<unknown>];

const request = <T>(command: string, ...rest: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...rest);

const atPlaces: readonly Question[] = [
  ['completion', (uri, at) => request('vscode.executeCompletionItemProvider', uri, at)],
  ['hover', (uri, at) => request('vscode.executeHoverProvider', uri, at)],
  ['definition', (uri, at) => request('vscode.executeDefinitionProvider', uri, at)],
  ['document symbols', (uri) => request('vscode.executeDocumentSymbolProvider', uri)],
];
const semanticTokens: Question = ['semantic tokens', (uri) => request('vscode.provideDocumentSemanticTokens', uri)];
const references: Question = ['references', (uri, at) => request('vscode.executeReferenceProvider', uri, at)];

/** Of few answers the 99th percentile is the slowest. */
const repeats = 200;

/** Called by VS Code. Reads PROTOPIPE_BENCH_PLAN and writes the result to the file named by PROTOPIPE_BENCH_RESULT. */
export async function run(): Promise<void> {
  const { PROTOPIPE_BENCH_PLAN: planFile, PROTOPIPE_BENCH_RESULT: resultFile } = process.env;
  if (!planFile || !resultFile) throw new Error('nobody has made a plan and waits for the result');
  const plan = JSON.parse(fs.readFileSync(planFile, 'utf8')) as LatencyPlan;
  const extension = vscode.extensions.getExtension('protopipe.protopipe');
  await extension?.activate();

  const start = performance.now();
  const whileIndexing = await askWhileIndexing(plan);
  const indexedAfterMs = performance.now() - start;

  const sizes: Times = {};
  const indexed: Measured = { providers: {}, commands: {} };
  const documents = await openAll(plan);
  for (const [name, ask] of atPlaces) {
    const all = plan.places.map((place) => ({ uri: vscode.Uri.file(place.file), at: positionOf(place) }));
    for (const { uri, at } of all.slice(0, plan.warmUps)) await ask(uri, at);
    record(indexed.providers);
    for (const { uri, at } of all) await measure(indexed.commands, sizes, name, () => ask(uri, at));
    record(undefined);
  }
  const longFile = vscode.Uri.file(plan.longFile);
  await vscode.workspace.openTextDocument(longFile);
  const [tokens, askTokens] = semanticTokens;
  for (let i = 0; i < plan.warmUps; i++) await askTokens(longFile, positionOf(plan.timestamp));
  record(indexed.providers);
  for (let i = 0; i < repeats; i++) {
    await measure(indexed.commands, sizes, tokens, () => askTokens(longFile, positionOf(plan.timestamp)));
  }
  let referencesFound = 0;
  for (let i = 0; i < 5; i++) {
    const uri = vscode.Uri.file(plan.timestamp.file);
    await vscode.workspace.openTextDocument(uri);
    const found = await measure(indexed.commands, sizes, 'references', () =>
      references[1](uri, positionOf(plan.timestamp)),
    );
    referencesFound = sizeOf(found);
  }
  record(undefined);
  const trivial = await askTrivial(sizes);
  const result: LatencyResult = { whileIndexing, indexed, trivial, referencesFound, indexedAfterMs };
  fs.writeFileSync(resultFile, JSON.stringify(result));
  if (documents === 0) throw new Error('no document was opened');
}

/** Asks about the first places again and again until the report says that the workspace is read. */
async function askWhileIndexing(plan: LatencyPlan): Promise<Measured> {
  const times: Measured = { providers: {}, commands: {} };
  record(times.providers);
  const [place] = plan.places;
  const uri = vscode.Uri.file(place.file);
  await vscode.workspace.openTextDocument(uri);
  for (;;) {
    for (const [name, ask] of atPlaces) {
      if (await isIndexed()) {
        record(undefined);
        return times;
      }
      await measure(times.commands, {}, name, () => ask(uri, positionOf(place)));
    }
  }
}

async function isIndexed(): Promise<boolean> {
  const report = await request<string>('protopipe.copyDiagnosticReport');
  return /Index: ready/.test(report);
}

async function openAll(plan: LatencyPlan): Promise<number> {
  const files = new Set(plan.places.map(({ file }) => file));
  for (const file of files) await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  return files.size;
}

/** Where the spans of providers go from here on; nowhere without `times`. */
function record(times: Times | undefined): void {
  listenToSpans((name, ms) => {
    if (times) (times[name] ??= []).push(ms);
  });
}

async function measure(times: Times, sizes: Times, name: string, ask: () => Thenable<unknown>): Promise<unknown> {
  const start = performance.now();
  const answer = await ask();
  (times[name] ??= []).push(performance.now() - start);
  (sizes[name] ??= []).push(sizeOf(answer));
  return answer;
}

/** How many things an answer holds, those inside others included. */
function sizeOf(answer: unknown): number {
  if (answer instanceof vscode.CompletionList) return answer.items.length;
  if (answer instanceof vscode.SemanticTokens) return answer.data.length;
  if (!Array.isArray(answer)) return answer === undefined ? 0 : 1;
  return answer.reduce<number>((sum, item) => {
    const { children } = item as { children?: unknown };
    return sum + 1 + (Array.isArray(children) ? sizeOf(children) : 0);
  }, 0);
}

/** The same questions to providers of plain text that answer at once with as many things as were answered before. */
async function askTrivial(sizes: Readonly<Times>): Promise<Times> {
  const selector: vscode.DocumentSelector = { language: 'plaintext' };
  const range = new vscode.Range(0, 0, 0, 1);
  const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'word\n' });
  const { uri } = document;
  let size = 0;
  const many = <T>(make: (index: number) => T): T[] => Array.from({ length: size }, (_, i) => make(i));
  const legend = new vscode.SemanticTokensLegend(['type'], []);
  const { languages } = vscode;
  const subscriptions = [
    languages.registerCompletionItemProvider(selector, {
      provideCompletionItems: () =>
        new vscode.CompletionList(
          many((i) => new vscode.CompletionItem({ label: `word${i}`, description: 'some.package' })),
          true,
        ),
    }),
    languages.registerHoverProvider(selector, { provideHover: () => new vscode.Hover('A word.', range) }),
    languages.registerDefinitionProvider(selector, { provideDefinition: () => new vscode.Location(uri, range) }),
    languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: () =>
        many((i) => new vscode.DocumentSymbol(`word${i}`, 'string', vscode.SymbolKind.Field, range, range)),
    }),
    languages.registerReferenceProvider(selector, {
      provideReferences: () => many(() => new vscode.Location(uri, range)),
    }),
    languages.registerDocumentSemanticTokensProvider(
      selector,
      { provideDocumentSemanticTokens: () => new vscode.SemanticTokens(new Uint32Array(size)) },
      legend,
    ),
  ];
  const trivial: Times = {};
  for (const [name, ask] of [...atPlaces, semanticTokens, references]) {
    for (const each of sizes[name] ?? []) {
      size = each;
      await measure(trivial, {}, name, () => ask(uri, new vscode.Position(0, 1)));
    }
  }
  vscode.Disposable.from(...subscriptions).dispose();
  return trivial;
}

function positionOf({ line, column }: { line: number; column: number }): vscode.Position {
  return new vscode.Position(line, column);
}
