// What keywords and scalar types mean, in a sentence each.
import { Token } from '../syntax/tokens.js';
import { Kind, Node } from '../syntax/tree.js';
import type { FileView } from './file-view.js';

/** Help on scalar types: what values they hold and how they are encoded. */
export const scalarHelp: Readonly<Record<string, string>> = {
  double: '64-bit floating point number, 8 bytes on the wire.',
  float: '32-bit floating point number, 4 bytes on the wire.',
  int32:
    '32-bit signed integer of variable length. Negative numbers take 10 bytes: use `sint32` where they are common.',
  int64:
    '64-bit signed integer of variable length. Negative numbers take 10 bytes: use `sint64` where they are common.',
  uint32: '32-bit unsigned integer of variable length.',
  uint64: '64-bit unsigned integer of variable length.',
  sint32: '32-bit signed integer of variable length in ZigZag encoding: small negative numbers are short.',
  sint64: '64-bit signed integer of variable length in ZigZag encoding: small negative numbers are short.',
  fixed32: '32-bit unsigned integer, always 4 bytes: shorter than `uint32` for numbers above 2^28.',
  fixed64: '64-bit unsigned integer, always 8 bytes: shorter than `uint64` for numbers above 2^56.',
  sfixed32: '32-bit signed integer, always 4 bytes.',
  sfixed64: '64-bit signed integer, always 8 bytes.',
  bool: 'true or false, one byte on the wire.',
  string: 'Text in UTF-8, up to 2 GiB.',
  bytes: 'Any sequence of bytes, up to 2 GiB.',
};

/** Help on keywords, in the places where they are keywords. */
export const keywordHelp: Readonly<Record<string, string>> = {
  syntax:
    'The version of the language that the file is written in: "proto2" or "proto3". The first statement of a file.',
  edition: 'The edition of the language that the file is written in, such as "2023". The first statement of a file.',
  package: 'The namespace of everything that the file declares.',
  import: 'Makes the declarations of another file usable in this one.',
  public: 'Files that import this one see the imported file too.',
  weak: 'The import may be missing at run time. Only used inside Google.',
  option: 'Sets an option of the declaration around it, or of the file.',
  message: 'Declares a message: a record of numbered fields.',
  enum: 'Declares an enum: a set of named numbers.',
  service: 'Declares a service: a set of methods that can be called.',
  extend: 'Declares fields that extend a message declared elsewhere.',
  extensions: 'Sets field numbers aside for extensions declared elsewhere.',
  reserved: 'Numbers and names that must not be used (again).',
  oneof: 'A set of fields of which at most one is set.',
  rpc: 'Declares a method: its request and its response type.',
  returns: 'The response type of the method follows.',
  stream: 'A sequence of messages in place of one.',
  map: 'A field that maps keys to values: `map<string, Value> name = 1;`. Keys are integers, bool or string.',
  group: 'A message and a field of its type in one, delimited on the wire. Only in proto2.',
  optional: 'A field that is set or not, and tells which.',
  required: 'A field that must be set. Only in proto2; removing it later breaks readers.',
  repeated: 'A field with any number of values, in order.',
  to: 'A range: both numbers belong to it.',
  max: 'The largest possible number.',
  export: 'The declaration can be used by other files (edition 2024 and later).',
  local: 'The declaration can be used in this file only (edition 2024 and later).',
  default: 'The value that a reader sees while the field is not set.',
  json_name: "The field's name in JSON, in place of the one derived from its name.",
};

/** Markdown about the keyword or scalar type at a token; undefined where the token is neither. */
export function describeKeyword(view: FileView, token: number): string | undefined {
  if (view.tokens.kinds[token] !== Token.identifier) return undefined;
  const word = view.tokenText(token);
  const node = view.nodeAt(token);
  const kind = view.kind(node);
  if (kind === Kind.typeRef) {
    if (word === 'stream') return paragraph(word, keywordHelp);
    return paragraph(word, scalarHelp);
  }
  // Names and values of options may be spelled like keywords.
  if (kind === Kind.namePart || kind === Kind.aggregateField || kind === Kind.scalar || kind === Kind.reservedName)
    return undefined;
  if (kind !== Kind.range && kind !== Kind.import && view.nodes[node + Node.aux] === token) return undefined;
  if (kind === Kind.import && word === 'option')
    return `**${word}** — Only the options that the file declares are used: it is not needed at run time (edition 2024 and later).`;
  return paragraph(word, keywordHelp);
}

function paragraph(word: string, help: Readonly<Record<string, string>>): string | undefined {
  return Object.hasOwn(help, word) ? `**${word}** — ${help[word]}` : undefined;
}
