// Completion: tells from the tokens before the cursor what can stand there, and asks for it.
import type { SchemaSnapshot } from '../../schema/schema.js';
import { Token } from '../../syntax/tokens.js';
import { Edition, Kind, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { allAreKnown } from '../declaration-index.js';
import { type CompletionContext, completionContext, type Frame, nodeOfBlock, topFrame } from './context.js';
import { enumValueNameItems, fieldNameItems, takenNames } from './declaration-names.js';
import { importItems, quotedImportItems } from './imports.js';
import { inAggregate, inBracketedName, inOption } from './in-options.js';
import { all, type CompletionItem, type Completions, type Found, nothing } from './item.js';
import { groupSnippet, keywordItem, statementKeywords, syntaxItems, syntaxValues } from './keywords.js';
import { type FreeNumbers, freeEnumNumbers, freeExtensionNumbers, freeFieldNumbers } from './numbers.js';
import { aggregateType, valueItems } from './options.js';
import { beforeQualifier, qualifierBefore } from './qualifier.js';
import { packageItems, type TypeQuery, typeItems } from './types.js';

/** What can stand at an offset. Answers in files that do not parse; undefined inside comments. */
export function complete(snapshot: SchemaSnapshot, file: number, offset: number): Completions | undefined {
  const context = completionContext(snapshot, file, offset);
  if (!context) return undefined;
  const found = context.string >= 0 ? inString(context) : itemsAt(context);
  return { replace: context.replace, items: found.items, incomplete: found.incomplete || !allAreKnown(snapshot) };
}

function inString(context: CompletionContext): Found {
  const { view, statement, prefix } = context;
  const frame = topFrame(context);
  if (frame.kind !== 'block' || frame.block !== 'file' || statement.length === 0) return nothing;
  switch (view.namedTokens.values[statement[0]]) {
    case Word.import:
      return { items: importItems(view, prefix), incomplete: true };
    case Word.syntax:
      return all(syntaxValues('syntax'));
    case Word.edition:
      return all(syntaxValues('edition'));
    default:
      return nothing;
  }
}

function itemsAt(context: CompletionContext): Found {
  const frame = topFrame(context);
  switch (frame.kind) {
    case 'options':
      return inOption(context, frame, frame.start);
    case 'aggregate':
      return inAggregate(context);
    case 'list':
      return all(valueItems(context.view, aggregateType(context, context.frames.length - 1)));
    case 'extensionName':
      return inBracketedName(context, frame);
    case 'block':
      return inBlock(context, frame);
  }
}

function inBlock(context: CompletionContext, frame: Extract<Frame, { kind: 'block' }>): Found {
  const { view, statement } = context;
  const { values, kinds } = view.namedTokens;
  const edition = view.nodes[Node.value];
  if (statement.length === 0) {
    const hasFields = frame.block === 'message' || frame.block === 'oneof';
    const number = hasFields ? fieldNumbers(context, frame)?.next : undefined;
    const keywords = numbered(statementKeywords(frame.block, edition), number);
    switch (frame.block) {
      case 'file':
        return all(hasSyntax(context) ? [] : syntaxItems(), keywords);
      case 'message':
      case 'oneof':
      case 'extend':
        return withTypes(context, frame, keywords);
      case 'enum': {
        const node = nodeOfBlock(view, frame, [Kind.enum]);
        return all(node < 0 ? [] : enumValueNameItems(view, node), keywords);
      }
      default:
        return all(keywords);
    }
  }
  const first = statement[0];
  const word = kinds[first] === Token.identifier ? values[first] : 0;
  if (word === Word.option && statement.length >= 1) return inOption(context, frame, first + 1);
  const last = statement[statement.length - 1];
  if (values[last] === Word.export || values[last] === Word.local)
    return all([keywordItem('message'), keywordItem('enum')]);
  if ((word === Word.reserved || word === Word.extensions) && kinds[last] === Token.integer)
    return all([keywordItem('to')]);
  if (values[last] === Word.to && (word === Word.reserved || word === Word.extensions))
    return all([keywordItem('max')]);
  switch (frame.block) {
    case 'file':
      return inFileStatement(context, frame, word);
    case 'message':
    case 'oneof':
    case 'extend':
      return inField(context, frame);
    case 'enum':
      return kinds[last] === 0x3d ? numberItems(context, enumNumbers(context, frame)) : nothing;
    case 'service':
      return word === Word.rpc ? inMethod(context, frame) : nothing;
    default:
      return nothing;
  }
}

/** Snippets of fields with the next free number in the place of a 1. */
function numbered(items: readonly CompletionItem[], number: number | undefined): CompletionItem[] {
  if (number === undefined) return [...items];
  return items.map((item) => {
    return { ...item, insert: item.insert?.replace(/= \$\{(\d):1\}/, `= \${$1:${number}}`) };
  });
}

function hasSyntax({ view }: CompletionContext): boolean {
  const first = view.nodes[Node.end] > Node.size ? view.kind(Node.size) : Kind.file;
  return first === Kind.syntax;
}

function inFileStatement(context: CompletionContext, frame: Frame, word: number): Found {
  const { view, statement } = context;
  switch (word) {
    case Word.import:
      return all(
        quotedImportItems(view, isFollowedBy(context, semicolon) ? '' : ';'),
        statement.length === 1 ? importModifiers(view.nodes[Node.value]).map((word) => keywordItem(word)) : [],
      );
    case Word.syntax:
    case Word.edition: {
      const name = word === Word.syntax ? 'syntax' : 'edition';
      if (view.tokens.kinds[statement[statement.length - 1]] !== 0x3d) return nothing;
      const end = isFollowedBy(context, semicolon) ? '' : ';';
      return all(syntaxValues(name).map((item) => ({ ...item, insert: `"${item.label}"${end}` })));
    }
    case Word.package:
      return all(packageNames(context));
    case Word.extend:
      return withTypes(context, frame, [], { messagesOnly: true });
    default:
      return nothing;
  }
}

/** `import option` takes the place of `import weak` in edition 2024. */
function importModifiers(edition: Edition): string[] {
  return ['public', edition < Edition.e2024 ? 'weak' : 'option'];
}

/** Package names after the file's folder, and those of the files beside it. */
function packageNames(context: CompletionContext): CompletionItem[] {
  const { view } = context;
  const { snapshot, paths } = view;
  const own = snapshot.file(view.id).name;
  const folder = own.slice(0, own.lastIndexOf('/') + 1);
  const names = new Set<string>();
  for (const file of snapshot.files) {
    if (!file || file.id === view.id || !file.name.startsWith(folder)) continue;
    if (file.name.slice(folder.length).includes('/')) continue;
    const path = snapshot.table(file.id).package;
    if (path !== 0) names.add(paths.text(path));
  }
  const fromFolder = folder
    .slice(0, -1)
    .replaceAll('/', '.')
    .replace(/[^\w.]/g, '_');
  if (/^[A-Za-z_]/.test(fromFolder)) names.add(fromFolder);
  const qualifier = qualifierBefore(context);
  const end = isFollowedBy(context, semicolon) ? '' : ';';
  return [...names]
    .filter((name) => name.startsWith(qualifier))
    .map((name) => name.slice(qualifier.length))
    .map((label, rank) => ({ label, insert: `${label}${end}`, kind: 'package', rank }));
}

interface TypeOptions {
  readonly messagesOnly?: boolean;
  readonly keys?: boolean;
}

function withTypes(
  context: CompletionContext,
  frame: Frame,
  more: readonly CompletionItem[],
  { messagesOnly = false, keys = false }: TypeOptions = {},
): Found {
  const { view, prefix } = context;
  const qualifier = qualifierBefore(context);
  const query: TypeQuery = {
    scope: frame.scope,
    prefix,
    qualifier,
    scalars: !messagesOnly && !keys,
    enums: !messagesOnly && !keys,
    keys,
  };
  const { items, incomplete } = typeItems(view, query);
  if (qualifier !== '') return { items, incomplete };
  return { items: [...more, ...items, ...(keys ? [] : packageItems(view, frame.scope))], incomplete };
}

function inField(context: CompletionContext, frame: Extract<Frame, { kind: 'block' }>): Found {
  const { view } = context;
  const { values, kinds } = view.namedTokens;
  const statement = beforeQualifier(context);
  if (statement.length === 0) return withTypes(context, frame, []);
  const last = statement[statement.length - 1];
  let at = 0;
  const isLabel = values[statement[0]] === Word.optional || values[statement[0]] === Word.required;
  const isRepeated = values[statement[0]] === Word.repeated;
  if (isLabel || isRepeated) at++;
  if (at === statement.length) {
    const proto2 = view.nodes[Node.value] < Edition.proto3;
    const group = proto2 ? [keywordItem('group', groupSnippet)] : [];
    return withTypes(context, frame, group);
  }
  if (kinds[last] === 0x3d) return numberItems(context, fieldNumbers(context, frame));
  const word = values[statement[at]];
  if (word === Word.extend) return withTypes(context, frame, [], { messagesOnly: true });
  if (word === Word.map && kinds[statement[at + 1]] === 0x3c) {
    if (kinds[last] === 0x3c) return withTypes(context, frame, [], { keys: true });
    if (kinds[last] === 0x2c) return withTypes(context, frame, []);
    if (kinds[last] !== 0x3e) return nothing;
    return all(names(context, frame, typeBefore(context, last - 1), true));
  }
  if (declaringWords.has(word)) return nothing;
  // The type is whole: its name follows.
  if (kinds[last] === Token.identifier && !context.statement.some((token) => kinds[token] === 0x3d)) {
    const typeTokens = statement.slice(at);
    if (
      typeTokens.every((token, i) => kinds[token] === (i % 2 === 0 ? Token.identifier : 0x2e) || kinds[token] === 0x2e)
    )
      return all(
        names(context, frame, view.text(view.tokens.starts[typeTokens[0]], view.tokens.ends[last]), isRepeated),
      );
  }
  return nothing;
}

const declaringWords = new Set<number>([
  Word.message,
  Word.enum,
  Word.oneof,
  Word.group,
  Word.reserved,
  Word.extensions,
  Word.option,
]);

/** The dotted name that ends with a token. */
function typeBefore({ view }: CompletionContext, last: number): string {
  const { kinds, starts, ends } = view.tokens;
  let first = last;
  while (kinds[first - 1] === 0x2e || (kinds[first] === 0x2e && kinds[first - 1] === Token.identifier)) first--;
  return view.text(starts[first], ends[last]);
}

function names(
  { view }: CompletionContext,
  frame: Extract<Frame, { kind: 'block' }>,
  type: string,
  repeated: boolean,
): CompletionItem[] {
  const node = nodeOfBlock(view, frame, [Kind.message, Kind.groupMessage, Kind.oneof, Kind.extend]);
  return fieldNameItems(type, repeated, node < 0 ? new Set() : takenNames(view, node));
}

function fieldNumbers({ view }: CompletionContext, frame: Extract<Frame, { kind: 'block' }>): FreeNumbers | undefined {
  if (frame.block === 'extend') {
    const extend = nodeOfBlock(view, frame, [Kind.extend]);
    return extend < 0 ? undefined : freeExtensionNumbers(view, extend);
  }
  const message = nodeOfBlock(view, frame, [Kind.message, Kind.groupMessage]);
  return message < 0 ? undefined : freeFieldNumbers(view, message);
}

function enumNumbers({ view }: CompletionContext, frame: Frame): FreeNumbers | undefined {
  const node = nodeOfBlock(view, frame, [Kind.enum]);
  return node < 0 ? undefined : freeEnumNumbers(view, node);
}

function numberItems(context: CompletionContext, numbers: FreeNumbers | undefined): Found {
  if (!numbers) return nothing;
  const ended = isFollowedBy(context, semicolon, openBracket, openBrace);
  return all(
    [numbers.next, numbers.gap].flatMap((number, rank) =>
      number === undefined
        ? []
        : [
            {
              label: String(number),
              insert: ended ? String(number) : `${number};`,
              kind: 'number' as const,
              detail: rank === 0 ? ' next free number' : ' free number in a gap',
              rank,
            },
          ],
    ),
  );
}

/** Whether the next token on the line of the cursor, behind the word there, is one of some characters. */
function isFollowedBy({ view, replace }: CompletionContext, ...characters: readonly number[]): boolean {
  const { tokens } = view;
  let token = tokens.at(replace.end);
  if (tokens.starts[token] < replace.end) token++;
  if (token >= tokens.count || view.text(replace.end, tokens.starts[token]).includes('\n')) return false;
  return characters.includes(tokens.kinds[token]);
}

const semicolon = 0x3b;
const openBracket = 0x5b;
const openBrace = 0x7b;

function inMethod(context: CompletionContext, frame: Frame): Found {
  const { view } = context;
  const { kinds, values } = view.namedTokens;
  const statement = beforeQualifier(context);
  const last = statement[statement.length - 1];
  if (kinds[last] === 0x28) {
    const found = withTypes(context, frame, [keywordItem('stream')], { messagesOnly: true });
    const isResponse = statement.some((token) => values[token] === Word.returns);
    return { ...found, items: companionFirst(context, isResponse, found.items) };
  }
  if (values[last] === Word.stream) return withTypes(context, frame, [], { messagesOnly: true });
  if (kinds[last] === 0x29 && !statement.some((token) => values[token] === Word.returns))
    return all([keywordItem('returns', 'returns ($0)', true)]);
  return nothing;
}

/** The type that custom gives a method is listed first: `GetUser` takes `GetUserRequest`. */
function companionFirst(
  { view, statement }: CompletionContext,
  isResponse: boolean,
  items: readonly CompletionItem[],
): CompletionItem[] {
  const method = view.tokenText(statement[1]);
  const wanted = `${method}${isResponse ? 'Response' : 'Request'}`;
  return items.map((item) => (item.label === wanted ? { ...item, rank: 0 } : item));
}
