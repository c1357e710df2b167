// Completion in options: their names and values, in statements, in brackets and in aggregates.
import { rootPath } from '../../schema/paths.js';
import { Edition, Kind, Node } from '../../syntax/tree.js';
import { Word } from '../../syntax/words.js';
import type { ValueType } from '../value-type.js';
import { type CompletionContext, type Frame, outerFrame } from './context.js';
import { all, type CompletionItem, type Found, nothing } from './item.js';
import { keywordItem } from './keywords.js';
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
import { qualifierBefore, restOfName } from './qualifier.js';
import { fieldsSet } from './set-fields.js';
import { typeItems } from './types.js';

/** In `option …` or between brackets: `first` is the first token of the option's name. */
export function inOption(context: CompletionContext, frame: Frame, first: number): Found {
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
    return type ? all(qualified(context, frame.scope, customOptionItems(view, type, frame.scope, 'bare'))) : nothing;
  }
  if (parts.length > 0 && kinds[end - 1] !== 0x2e) return nothing;
  const type = typeOfParts(view, element, frame.scope, parts);
  if (!type) return nothing;
  if (parts.length > 0) return all(optionFieldItems(view, type, element, suffix));
  const set: ReadonlySet<number> = frame.kind === 'options' ? fieldsSet(context, frame) : new Set();
  const plain = optionFieldItems(view, type, element, suffix, set);
  const pseudo = frame.kind === 'options' && element === Kind.field ? pseudoOptions(context, suffix, set) : [];
  return all(plain, pseudo, customOptionItems(view, type, frame.scope, 'parenthesized'));
}

function nextIndex(view: CompletionContext['view'], offset: number): number {
  const token = view.tokens.at(offset);
  return view.tokens.starts[token] < offset ? token + 1 : token;
}

/** While a dotted name is typed, the items whose names can go on like that, cut to what is missing. */
function qualified(context: CompletionContext, scope: number, items: readonly CompletionItem[]): CompletionItem[] {
  const qualifier = qualifierBefore(context);
  if (qualifier === '') return [...items];
  return items.flatMap(({ filter: _, ...item }) => {
    const rest = item.symbol && restOfName(context.view, scope, item.symbol.path, qualifier);
    return rest ? [{ ...item, label: rest }] : [];
  });
}

/** What is no field of FieldOptions but written as if it were. */
function pseudoOptions({ view }: CompletionContext, suffix: string, set: ReadonlySet<number>): CompletionItem[] {
  const allowed = view.nodes[Node.value] === Edition.proto3 ? [Word.json_name] : [Word.json_name, Word.default];
  return allowed
    .filter((word) => !set.has(word))
    .map((word) => view.names.text(word))
    .map((word) => ({ ...keywordItem(word), insert: `${word}${suffix}`, rank: 10, again: true }));
}

export function inAggregate(context: CompletionContext): Found {
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

/** In the brackets of an aggregate's field: an extension, or the type URL of a message in a google.protobuf.Any. */
export function inBracketedName(context: CompletionContext, frame: Frame): Found {
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
  const extensions = qualified(context, frame.scope, customOptionItems(view, type, frame.scope, 'bare'));
  return isAny(view, type) && statement.length === 0 ? all(extensions, [typeUrlItem]) : all(extensions);
}

const typeUrlItem: CompletionItem = { label: 'type.googleapis.com/', kind: 'value', rank: 0, again: true };

function isAny({ paths }: CompletionContext['view'], type: ValueType): boolean {
  return type.kind === 'message' && type.path === paths.findText('google.protobuf.Any');
}
