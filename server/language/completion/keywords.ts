// Keywords and snippets at the start of a statement, by the block around it and by edition.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${1:name}` is a placeholder of a snippet.
import { Edition } from '../../syntax/tree.js';
import { keywordHelp } from '../keyword-help.js';
import type { BlockKind } from './context.js';
import type { CompletionItem } from './item.js';

interface Keyword {
  readonly word: string;
  readonly blocks: readonly BlockKind[];
  /** What follows, as a snippet; the word and a space if absent. */
  readonly body?: string;
  /** First and last edition that knows the word there. */
  readonly from?: Edition;
  readonly to?: Edition;
  readonly again?: boolean;
}

/** A group, where fields are. */
export const groupSnippet = 'group ${1:Name} = ${2:1} {\n\t$0\n}';

const keywords: readonly Keyword[] = [
  { word: 'package', blocks: ['file'], again: true },
  { word: 'import', blocks: ['file'], body: 'import "$0";', again: true },
  { word: 'option', blocks: ['file', 'message', 'enum', 'service', 'method', 'oneof'], again: true },
  { word: 'message', blocks: ['file', 'message'], body: 'message ${1:Name} {\n\t$0\n}' },
  { word: 'enum', blocks: ['file', 'message'], body: 'enum ${1:Name} {\n\t$0\n}' },
  { word: 'service', blocks: ['file'], body: 'service ${1:Name} {\n\t$0\n}' },
  { word: 'extend', blocks: ['file', 'message'], body: 'extend ${1:Message} {\n\t$0\n}' },
  { word: 'export', blocks: ['file', 'message'], from: Edition.e2024 },
  { word: 'local', blocks: ['file', 'message'], from: Edition.e2024 },
  { word: 'rpc', blocks: ['service'], body: 'rpc ${1:Method}(${2:Request}) returns (${3:Response});' },
  { word: 'oneof', blocks: ['message'], body: 'oneof ${1:name} {\n\t$0\n}' },
  { word: 'map', blocks: ['message'], body: 'map<${1:string}, ${2:Value}> ${3:name} = ${4:1};' },
  { word: 'optional', blocks: ['message', 'extend'], to: Edition.proto3, again: true },
  { word: 'repeated', blocks: ['message', 'extend'], again: true },
  { word: 'required', blocks: ['message', 'extend'], to: Edition.proto2, again: true },
  { word: 'group', blocks: ['oneof'], body: groupSnippet, to: Edition.proto2 },
  { word: 'reserved', blocks: ['message', 'enum'] },
  { word: 'extensions', blocks: ['message'], to: Edition.proto2 },
  { word: 'extensions', blocks: ['message'], from: Edition.e2023 },
];

const keywordRank = 30;

/** What a statement in a block can begin with, types aside. */
export function statementKeywords(block: BlockKind, edition: Edition): CompletionItem[] {
  return keywords.flatMap(({ word, blocks, body, from, to, again }) => {
    if (!blocks.includes(block) || (from && edition < from) || (to && edition > to)) return [];
    return [keywordItem(word, body, again)];
  });
}

/** An item for a keyword; with `body` as a snippet. */
export function keywordItem(word: string, body?: string, again = false): CompletionItem {
  return {
    label: word,
    kind: body ? 'snippet' : 'keyword',
    insert: body ?? `${word} `,
    ...(body ? { snippet: true } : {}),
    rank: keywordRank,
    documentation: keywordHelp[word] ?? '',
    again,
  };
}

/** The first statement of a file. */
export function syntaxItems(): CompletionItem[] {
  return [
    { label: 'syntax', insert: 'syntax = "proto3";', detail: ' = "proto3";' },
    { label: 'edition', insert: 'edition = "2023";', detail: ' = "2023";' },
  ].map((item) => ({ ...item, kind: 'keyword', rank: keywordRank - 1, documentation: keywordHelp[item.label] ?? '' }));
}

const versionHelp: Readonly<Record<string, string>> = {
  proto2: 'Fields have labels, tell whether they are set, and may have defaults; enums are closed; there are groups.',
  proto3:
    'Fields have no labels but `repeated` and `optional`; those without tell nothing about being set; enums are open.',
  '2023': 'What proto2 and proto3 differ in is set by `features`, for a file or a single declaration.',
  '2024': 'As 2023, with `export`, `local`, `import option` and checks of names.',
};

/** What may stand in the string of a syntax or edition statement. */
export function syntaxValues(word: 'syntax' | 'edition'): CompletionItem[] {
  return (word === 'syntax' ? ['proto3', 'proto2'] : ['2023', '2024']).map((label, rank) => ({
    label,
    kind: 'value',
    rank,
    documentation: versionHelp[label],
  }));
}
