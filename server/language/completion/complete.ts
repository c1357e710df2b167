// Completion: tells from the tokens before the cursor what can stand there, and asks for it.
import { rootPath } from '../../schema/paths.js';
import type { SchemaSnapshot } from '../../schema/schema.js';
import { Token } from '../../syntax/tokens.js';
import { Edition, Kind, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import { allAreKnown } from '../declaration-index.js';
import type { ValueType } from '../value-type.js';
import { type CompletionContext, completionContext, type Frame, nodeOfBlock, outerFrame, topFrame } from './context.js';
import { enumValueNameItems, fieldNameItems, takenNames } from './declaration-names.js';
import { importItems, quotedImportItems } from './imports.js';
import type { CompletionItem, Completions } from './item.js';
import { groupSnippet, keywordItem, statementKeywords, syntaxItems, syntaxValues } from './keywords.js';
import { type FreeNumbers, freeEnumNumbers, freeExtensionNumbers, freeFieldNumbers } from './numbers.js';
import {
  aggregateType,
  bracketedFieldType,
  customOptionItems,
  elementKind,
  fieldTypeAt,
  nameParts,
  optionFieldItems,
  typeOfParts,
  valueItems,
} from './options.js';
import { fieldsSet } from './set-fields.js';
import { packageItems, type TypeQuery, typeItems } from './types.js';

/** What can stand at an offset. Answers in files that do not parse; undefined inside comments. */
export function complete(snapshot: SchemaSnapshot, file: number, offset: number): Completions | undefined {
  const context = completionContext(snapshot, file, offset);
  if (!context) return undefined;
  const found = context.string >= 0 ? inString(context) : itemsAt(context);
  return { replace: context.replace, items: found.items, incomplete: found.incomplete || !allAreKnown(snapshot) };
}

interface Found {
  readonly items: readonly CompletionItem[];
  readonly incomplete: boolean;
}

function all(...lists: (readonly CompletionItem[])[]): Found {
  return { items: lists.flat(), incomplete: false };
}

const nothing: Found = { items: [], incomplete: false };

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

/** In the brackets of an aggregate's field: an extension, or the type URL of a message in a google.protobuf.Any. */
function inBracketedName(context: CompletionContext, frame: Frame): Found {
  const { view, frames, statement } = context;
  const slash = statement.findLast((token) => view.tokens.kinds[token] === 0x2f);
  if (slash !== undefined) {
    // The name of a message stands there whole, as if it began with a dot.
    const qualifier = `.${view.text(view.tokens.ends[slash], context.replace.start)}`;
    const query = { scope: rootPath, prefix: context.prefix, qualifier, scalars: false, enums: false };
    return typeItems(view, query);
  }
  const type = aggregateType(context, frames.length - 2);
  if (!type) return nothing;
  const extensions = qualified(context, customOptionItems(view, type, frame.scope, 'bare'));
  return isAny(view, type) && statement.length === 0 ? all(extensions, [typeUrlItem]) : all(extensions);
}

const typeUrlItem: CompletionItem = { label: 'type.googleapis.com/', kind: 'value', rank: 0, again: true };

function isAny({ paths }: CompletionContext['view'], type: ValueType): boolean {
  return type.kind === 'message' && type.path === paths.findText('google.protobuf.Any');
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
        quotedImportItems(view),
        statement.length === 1 ? importModifiers(view.nodes[Node.value]).map((word) => keywordItem(word)) : [],
      );
    case Word.syntax:
    case Word.edition: {
      const name = word === Word.syntax ? 'syntax' : 'edition';
      if (view.tokens.kinds[statement[statement.length - 1]] !== 0x3d) return nothing;
      return all(syntaxValues(name).map((item) => ({ ...item, insert: `"${item.label}";` })));
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
function packageNames({ view, statement }: CompletionContext): CompletionItem[] {
  if (statement.length > 1) return [];
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
  return [...names].map((label, rank) => ({ label, insert: `${label};`, kind: 'package', rank }));
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

/** `a.b.` when that stands right before the word at the cursor. */
function qualifierBefore({ view, statement }: CompletionContext): string {
  const { kinds } = view.tokens;
  let text = '';
  for (let i = statement.length - 1; i >= 0; i--) {
    const token = statement[i];
    const isDot = kinds[token] === 0x2e;
    if (isDot ? text.startsWith('.') : kinds[token] !== Token.identifier || !text.startsWith('.')) break;
    text = view.tokenText(token) + text;
  }
  return text.includes('.') ? text : '';
}

/** The statement without the dotted name that the cursor is in. */
function beforeQualifier(context: CompletionContext): readonly number[] {
  const qualifier = qualifierBefore(context);
  if (qualifier === '') return context.statement;
  const parts = qualifier.split('.');
  const tokens = parts.filter((part) => part !== '').length + parts.length - 1;
  return context.statement.slice(0, context.statement.length - tokens);
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

function numberItems({ view, replace }: CompletionContext, numbers: FreeNumbers | undefined): Found {
  if (!numbers) return nothing;
  const { tokens } = view;
  const following = tokens.kinds[tokens.at(replace.end)] === Token.end ? -1 : nextToken(view, replace.end);
  const ended = following === 0x3b || following === 0x5b;
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

/** The kind of the first token at or behind an offset, on the same line; -1 if there is none. */
function nextToken(view: CompletionContext['view'], offset: number): number {
  const { tokens } = view;
  let token = tokens.at(offset);
  if (tokens.starts[token] < offset) token++;
  if (token >= tokens.count) return -1;
  return view.text(offset, tokens.starts[token]).includes('\n') ? -1 : tokens.kinds[token];
}

function inMethod(context: CompletionContext, frame: Frame): Found {
  const { view } = context;
  const { kinds, values } = view.namedTokens;
  const statement = beforeQualifier(context);
  const last = statement[statement.length - 1];
  if (kinds[last] === 0x28) {
    const found = withTypes(context, frame, [keywordItem('stream')], { messagesOnly: true });
    const isResponse = statement.some((token) => values[token] === Word.returns);
    return { ...found, items: [...companions(context, isResponse, found.items), ...found.items] };
  }
  if (values[last] === Word.stream) return withTypes(context, frame, [], { messagesOnly: true });
  if (kinds[last] === 0x29 && !statement.some((token) => values[token] === Word.returns))
    return all([keywordItem('returns', 'returns ($0)', true)]);
  return nothing;
}

/** The type that custom gives a method: `GetUser` takes `GetUserRequest`. Listed first. */
function companions(
  { view, statement }: CompletionContext,
  isResponse: boolean,
  items: readonly CompletionItem[],
): CompletionItem[] {
  const method = view.tokenText(statement[1]);
  const wanted = `${method}${isResponse ? 'Response' : 'Request'}`;
  return items.filter((item) => item.label === wanted).map((item) => ({ ...item, rank: 0 }));
}

/** In `option …` or between brackets: `first` is the first token of the option's name. */
function inOption(context: CompletionContext, frame: Frame, first: number): Found {
  const { view, statement, replace } = context;
  const { kinds } = view.tokens;
  const element = elementKind(context, frame);
  const end = statement.length > 0 ? statement[statement.length - 1] + 1 : first;
  const equals = statement.find((token) => token >= first && kinds[token] === 0x3d);
  if (equals !== undefined) {
    if (equals !== end - 1) return nothing;
    if (frame.kind === 'options' && view.namedTokens.values[first] === Word.default && equals === first + 1)
      return all(valueItems(view, bracketedFieldType(context, frame)));
    if (element === undefined) return nothing;
    return all(valueItems(view, typeOfParts(view, element, frame.scope, nameParts(view, first, equals).parts)));
  }
  if (element === undefined) return nothing;
  const { parts, closed } = nameParts(view, first, end);
  const suffix = kinds[nextIndex(view, replace.end)] === 0x3d ? '' : ' = ';
  if (!closed) {
    const type = typeOfParts(view, element, frame.scope, parts);
    return type ? all(qualified(context, customOptionItems(view, type, frame.scope, 'bare'))) : nothing;
  }
  if (parts.length > 0 && kinds[end - 1] !== 0x2e) return nothing;
  const type = typeOfParts(view, element, frame.scope, parts);
  if (!type) return nothing;
  const plain = optionFieldItems(view, type, element, suffix);
  if (parts.length > 0) return all(plain);
  const pseudo = frame.kind === 'options' && element === Kind.field ? pseudoOptions(context, suffix) : [];
  return all(plain, pseudo, customOptionItems(view, type, frame.scope, 'parenthesized'));
}

function nextIndex(view: CompletionContext['view'], offset: number): number {
  const token = view.tokens.at(offset);
  return view.tokens.starts[token] < offset ? token + 1 : token;
}

/** While a dotted name is typed, items that begin with what is typed of it, cut to what is missing. */
function qualified(context: CompletionContext, items: readonly CompletionItem[]): CompletionItem[] {
  const qualifier = qualifierBefore(context);
  if (qualifier === '') return [...items];
  return items.flatMap(({ filter: _, ...item }) =>
    item.label.startsWith(qualifier) ? [{ ...item, label: item.label.slice(qualifier.length) }] : [],
  );
}

function pseudoOptions({ view }: CompletionContext, suffix: string): CompletionItem[] {
  const words = view.nodes[Node.value] === Edition.proto3 ? ['json_name'] : ['json_name', 'default'];
  return words.map((word) => ({ ...keywordItem(word), insert: `${word}${suffix}`, rank: 10, again: true }));
}

function inAggregate(context: CompletionContext): Found {
  const { view, statement, frames } = context;
  const index = frames.length - 1;
  const frame = frames[index];
  if (statement.length === 0) {
    const type = aggregateType(context, index);
    if (!type) return nothing;
    if (type.kind === 'entry')
      return all(['key', 'value'].map((label, rank) => ({ label, insert: `${label}: `, kind: 'field', rank })));
    const element = elementKind(context, outerFrame(frames));
    if (element === undefined) return nothing;
    return all(
      optionFieldItems(view, type, element, ': ', fieldsSet(context, frame)).map((item) =>
        item.insert ? item : { ...item, insert: `${item.label} ` },
      ),
      customOptionItems(view, type, frame.scope, 'bare').map((item) => ({
        ...item,
        label: `[${item.label}]`,
        filter: `[${item.filter ?? item.label}`,
      })),
      isAny(view, type) ? [{ ...typeUrlItem, label: `[${typeUrlItem.label}`, insert: `[${typeUrlItem.label}` }] : [],
    );
  }
  if (view.tokens.kinds[statement[statement.length - 1]] !== 0x3a) return nothing;
  return all(valueItems(view, fieldTypeAt(context, index, statement[0])));
}
