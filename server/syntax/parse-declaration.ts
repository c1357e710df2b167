// Declarations: everything that is not an option. Long because the grammar is one recursion: each statement is a short
// function of its own, and splitting them over files would only add imports in a circle.
import type { Parser } from './parse.js';
import { checkAllowAlias } from './parse-enum-alias.js';
import { parseBracketedOptions, parseOptionStatement } from './parse-option.js';
import { Token } from './tokens.js';
import { Edition, Flag, Kind, Node } from './tree.js';
import { Word } from './words.js';

const dot = 0x2e;
const comma = 0x2c;
const semicolon = 0x3b;
const equals = 0x3d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openParen = 0x28;
const closeParen = 0x29;
const less = 0x3c;
const greater = 0x3e;

const maxInt32 = 0x7fffffff;

/** protoc's limit for messages in messages. Groups count too, but that is found when the file is linked. */
const maxMessageDepth = 31;
/** For messages and groups in each other, so that the stack is large enough. */
const maxBlockDepth = 250;

/** The whole file. */
export function parseTopLevel(p: Parser): void {
  const { tree } = p;
  const file = tree.open(Kind.file, 0);
  parseSyntax(p);
  const seen = { package: false, optionImport: false };
  while (!p.atEnd) {
    const before = p.at;
    if (!p.isSymbol(closeBrace)) {
      if (parseTopLevelStatement(p, seen)) continue;
      p.skipStatement();
    }
    if (p.isSymbol(closeBrace)) {
      const message = 'This "}" closes nothing. Remove it, or look for a missing "{" above.';
      p.report('unmatched-brace', message, p.at, p.at, p.removal('Remove "}"'));
      p.at++;
    } else if (p.at === before) p.at++;
  }
  tree.set(file, Node.value, p.edition);
  tree.set(file, Node.name, p.typeRefs);
  tree.close(file, p.tokenCount - 1);
}

/** `syntax = "…";` or `edition = "…";`, if the file starts with one. */
function parseSyntax(p: Parser): void {
  const { tree } = p;
  const isEdition = p.isWord(Word.edition);
  if (!isEdition && !p.isWord(Word.syntax)) return;
  const word = isEdition ? 'edition' : 'syntax';
  const first = p.at++;
  const node = tree.open(Kind.syntax | (isEdition ? Flag.edition : 0), first);
  if (!parseSyntaxParts(p, node, word)) {
    tree.flag(node, Flag.broken);
    p.skipStatement();
  }
  tree.close(node, p.at - 1);
  const value = tree.nodes[node + Node.name];
  const text = p.names.text(value);
  const known = (isEdition ? editions : syntaxes).get(text) ?? (isEdition ? unsupportedEditions.get(text) : undefined);
  if (known !== undefined) {
    p.edition = known;
    return;
  }
  const valueToken = tree.nodes[node + Node.aux];
  if (value !== 0) {
    const choice = [...(isEdition ? editions : syntaxes).keys()].map((name) => `"${name}"`).join(', ');
    p.report('unknown-syntax', `Unknown ${word} "${text}". Known: ${choice}.`, valueToken);
  }
  p.edition = isEdition ? Edition.e2024 : Edition.proto3;
  p.muted = true;
}

function parseSyntaxParts(p: Parser, node: number, word: string): boolean {
  const { tree } = p;
  if (!p.expectSymbol(equals, `after "${word}"`)) return false;
  const token = p.at;
  tree.set(node, Node.aux, token);
  const value = p.expectString(
    'expected-syntax',
    word === 'edition' ? 'an edition such as "2023"' : '"proto2" or "proto3"',
  );
  tree.set(node, Node.name, value);
  return p.at > token && (p.expectSymbol(semicolon, `after the ${word}`) || statementFollows(p));
}

const syntaxes = new Map<string, Edition>([
  ['proto2', Edition.proto2],
  ['proto3', Edition.proto3],
]);

const editions = new Map<string, Edition>([
  ['2023', Edition.e2023],
  ['2024', Edition.e2024],
  ['2026', Edition.e2026],
]);

/**
 * The names of descriptor.proto that are no editions to write files in, with the editions that their files are read
 * as. They are refused when the file is linked.
 */
const unsupportedEditions = new Map<string, Edition>([
  ['LEGACY', Edition.e2023],
  ['1_TEST_ONLY', Edition.e2023],
  ['2_TEST_ONLY', Edition.e2023],
  ['UNSTABLE', Edition.e2026],
  ['MAX', Edition.e2026],
  ['99997_TEST_ONLY', Edition.e2026],
  ['99998_TEST_ONLY', Edition.e2026],
  ['99999_TEST_ONLY', Edition.e2026],
]);

function parseTopLevelStatement(p: Parser, seen: { package: boolean; optionImport: boolean }): boolean {
  if (p.takeSymbol(semicolon)) return true;
  const first = p.at;
  const visibility = parseVisibility(p);
  if (p.kinds[p.at] === Token.identifier) {
    switch (p.values[p.at]) {
      case Word.message:
        return parseMessage(p, first, visibility);
      case Word.enum:
        return parseEnum(p, first, visibility);
    }
    if (visibility) return refuseVisibility(p);
    switch (p.values[p.at]) {
      case Word.service:
        return parseService(p);
      case Word.extend:
        return parseExtend(p);
      case Word.import:
        return parseImport(p, seen);
      case Word.package:
        return parsePackage(p, seen);
      case Word.option:
        return parseOptionStatement(p);
    }
  }
  if (visibility) return refuseVisibility(p);
  const word = p.kinds[p.at] === Token.identifier ? p.values[p.at] : 0;
  const hint =
    word === Word.export || word === Word.local
      ? ` "${p.sourceText(p.at)}" needs edition 2024.`
      : word === Word.syntax || word === Word.edition
        ? ' It must be the first statement of the file.'
        : '';
  p.report('expected-declaration', `Expected a declaration such as "message", but found ${p.describe()}.${hint}`);
  return false;
}

/** `export` or `local`, where the edition knows them. Returns the flag. */
function parseVisibility(p: Parser): number {
  if (p.edition < Edition.e2024) return 0;
  if (p.takeWord(Word.export)) return Flag.export;
  if (p.takeWord(Word.local)) return Flag.local;
  return 0;
}

function refuseVisibility(p: Parser): false {
  p.report(
    'visibility-not-allowed',
    `"export" and "local" can stand before "message" and "enum" only, not before ${p.describe()}. Remove it.`,
    p.at,
    p.at,
    p.removal(`Remove "${p.sourceText(p.at - 1)}"`, p.at - 1),
  );
  return false;
}

function parsePackage(p: Parser, seen: { package: boolean }): boolean {
  const { tree } = p;
  const node = tree.open(Kind.package, p.at);
  if (seen.package) p.report('duplicate-package', 'The file has a package already. Remove one of the two statements.');
  seen.package = true;
  p.at++;
  const first = p.at;
  tree.set(node, Node.aux, first);
  let complete = p.expectIdentifier('expected-identifier', 'the name of the package') !== 0;
  while (complete && p.takeSymbol(dot))
    complete = p.expectIdentifier('expected-identifier', 'an identifier after "."') !== 0;
  if (complete) {
    tree.set(node, Node.name, p.nameOfTokens(first, p.at - 1));
    complete = p.expectSymbol(semicolon, 'after the package name');
  }
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function parseImport(p: Parser, seen: { optionImport: boolean }): boolean {
  const { tree } = p;
  const node = tree.open(Kind.import, p.at);
  p.at++;
  const modifier = p.at;
  if (p.isWord(Word.option)) {
    if (p.edition < Edition.e2024) {
      const message = '"import option" needs edition 2024. Remove "option".';
      p.report('import-modifier', message, p.at, p.at, p.removal('Remove "option"'));
    }
    seen.optionImport = true;
    p.at++;
    tree.flag(node, Flag.optionImport);
  } else {
    if (seen.optionImport) {
      p.report('import-order', 'Imports must stand before all "import option" statements. Move this one up.');
    }
    if (p.isWord(Word.public)) {
      p.at++;
      tree.flag(node, Flag.public);
    } else if (p.isWord(Word.weak)) {
      if (p.edition >= Edition.e2024) {
        p.report(
          'import-modifier',
          '"import weak" is not supported from edition 2024 on. Remove "weak", or use "import option" for what only options need.',
          p.at,
          p.at,
          p.removal('Remove "weak"'),
        );
      }
      p.at++;
      tree.flag(node, Flag.weak);
    }
  }
  const first = p.at;
  tree.set(node, Node.aux, first);
  const path = p.expectString('expected-import-path', 'a string that names the file to import');
  tree.set(node, Node.name, path);
  const complete = p.at > first && p.expectSymbol(semicolon, 'after the import');
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete || (p.at > modifier && first !== p.at && statementFollows(p));
}

/** After a missing `;`: whether the next statement starts on a line of its own, so that nothing needs skipping. */
function statementFollows(p: Parser): boolean {
  return (p.kinds[p.at] === Token.identifier && p.startsLine(p.at)) || p.isSymbol(closeBrace);
}

function parseMessage(p: Parser, first: number, visibility: number): boolean {
  const { tree } = p;
  if (p.messageDepth >= maxMessageDepth || p.blockDepth >= maxBlockDepth) {
    reportTooDeep(p, p.at);
    return false;
  }
  const node = tree.open(Kind.message | visibility, first);
  p.at++;
  tree.set(node, Node.aux, p.at);
  const name = p.expectIdentifier('expected-name', 'the name of the message');
  tree.set(node, Node.name, name);
  p.messageDepth++;
  const complete = name !== 0 && parseMessageBlock(p);
  p.messageDepth--;
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function reportTooDeep(p: Parser, token: number): void {
  p.report('nesting-too-deep', `Messages may be nested ${maxMessageDepth} deep at most.`, token);
}

function parseMessageBlock(p: Parser): boolean {
  p.blockDepth++;
  const complete = parseBlock(p, 'message', false, parseMessageStatement);
  p.blockDepth--;
  return complete;
}

/** `{ … }`; with `filled`, an empty block is an error at its `}`, since protoc reads a statement first. */
function parseBlock(p: Parser, what: string, filled: boolean, statement: (p: Parser) => boolean): boolean {
  const brace = p.at;
  if (!p.expectSymbol(openBrace, `to open the ${what}`)) return false;
  let empty = filled;
  while (empty || !p.takeSymbol(closeBrace)) {
    if (p.atEnd) {
      p.report(
        'unterminated-block',
        `The ${what} that opens with "{" in line ${p.lineOf(brace)} is not closed. Add "}".`,
      );
      return false;
    }
    const before = p.at;
    if (!statement(p)) {
      p.skipStatement();
      if (p.at === before && !p.isSymbol(closeBrace)) p.at++;
    }
    empty = false;
  }
  return true;
}

function parseMessageStatement(p: Parser): boolean {
  if (p.takeSymbol(semicolon)) return true;
  const first = p.at;
  const visibility = parseVisibility(p);
  if (p.kinds[p.at] === Token.identifier) {
    switch (p.values[p.at]) {
      case Word.message:
        return parseMessage(p, first, visibility);
      case Word.enum:
        return parseEnum(p, first, visibility);
    }
    if (visibility) return refuseVisibility(p);
    switch (p.values[p.at]) {
      case Word.extensions:
        return parseExtensions(p);
      case Word.reserved:
        return parseReserved(p, false);
      case Word.extend:
        return parseExtend(p);
      case Word.option:
        return parseMessageOption(p);
      case Word.oneof:
        return parseOneof(p);
    }
  }
  if (visibility) return refuseVisibility(p);
  return parseField(p, 0);
}

function parseMessageOption(p: Parser): boolean {
  const { tree } = p;
  const node = tree.length;
  const complete = parseOptionStatement(p);
  const name = node + Node.size;
  if (tree.nodes[node + Node.name] === Word.map_entry && !(tree.nodes[name] & Flag.extension)) {
    p.report(
      'map-entry-option',
      'The option map_entry cannot be set. Declare a field of a type such as map<string, int32> instead.',
      tree.nodes[name + Node.first],
    );
  }
  return complete;
}

/** Whether a word stands where a label should, as in `optinal string name = 1`. */
function standsForLabel({ kinds, at }: Parser): boolean {
  return (
    kinds[at] === Token.identifier &&
    kinds[at + 1] === Token.identifier &&
    kinds[at + 2] === Token.identifier &&
    kinds[at + 3] === equals
  );
}

/** Whether a block of a kind that is not known starts here, as in `oneoff kind { … }`. */
function opensBlock({ kinds, at }: Parser): boolean {
  return kinds[at] === Token.identifier && kinds[at + 1] === Token.identifier && kinds[at + 2] === openBrace;
}

/** Whether a message or enum with a visibility starts here, which before edition 2024 reads as a field. */
function opensVisibleBlock({ kinds, values, at }: Parser): boolean {
  if (kinds[at] !== Token.identifier || (values[at] !== Word.export && values[at] !== Word.local)) return false;
  if (kinds[at + 1] !== Token.identifier || kinds[at + 2] !== Token.identifier) return false;
  return (values[at + 1] === Word.message || values[at + 1] === Word.enum) && kinds[at + 3] === openBrace;
}

/** protoc misses a label at the start, or "=" where the name of the message or enum is. */
function refuseEarlyVisibility(p: Parser): false {
  const place = p.edition === Edition.proto2 ? p.at : p.at + 2;
  const message = `"${p.sourceText(p.at)}" can be written from edition 2024 on. Remove it.`;
  p.report('visibility-not-allowed', message, place, place, p.removal(`Remove "${p.sourceText(p.at)}"`));
  return false;
}

/** A field, map field or group. `context` holds inOneof or extension. */
function parseField(p: Parser, context: number): boolean {
  const { tree } = p;
  if (context === 0 && opensVisibleBlock(p)) return refuseEarlyVisibility(p);
  const node = tree.open(Kind.field | context, p.at);
  const label = parseLabel(p, context);
  tree.flag(node, label);
  const isMap = p.isWord(Word.map) && p.kinds[p.at + 1] === less;
  let complete: boolean;
  if (isMap) {
    tree.become(node, Kind.mapField);
    complete = parseMapType(p, label, context);
  } else {
    // A oneof's fields have no label; proto3 and editions need none.
    if (!label && !(context & Flag.inOneof) && p.edition === Edition.proto2) {
      // protoc has read "map" when it misses the label.
      const isMisspelled = standsForLabel(p);
      const place = p.isWord(Word.map) ? p.at + 1 : p.at;
      p.report(
        'missing-label',
        `Expected "required", "optional" or "repeated" before the field, but found ${p.describe()}.`,
        place,
        place,
        p.kinds[p.at] !== Token.identifier
          ? undefined
          : isMisspelled
            ? p.replacement('Change to "optional"', 'optional', 'instead')
            : p.replacement('Insert "optional"', 'optional ', 'before'),
      );
      if (isMisspelled) p.at++;
      else if (opensBlock(p)) {
        tree.flag(node, Flag.broken);
        tree.close(node, p.at);
        return false;
      }
    }
    complete = p.isWord(Word.group) ? parseGroup(p, node) : parseSingularOrRepeated(p, node);
    tree.close(node, p.at - 1);
    return complete;
  }
  complete = complete && parseFieldRest(p, node);
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function parseLabel(p: Parser, context: number): number {
  if (p.kinds[p.at] !== Token.identifier) return 0;
  const word = p.values[p.at];
  let label: number;
  if (word === Word.optional) label = Flag.optional;
  else if (word === Word.repeated) label = Flag.repeated;
  else if (word === Word.required) label = Flag.required;
  else return 0;
  if (context & Flag.inOneof) {
    reportLabel(p, `A field in a oneof cannot be "${p.sourceText(p.at)}". Remove the label.`);
    p.at++;
    return 0;
  }
  if (p.edition >= Edition.e2023 && label === Flag.optional) {
    reportLabel(
      p,
      'Editions have no "optional" label: singular fields have presence unless features.field_presence says otherwise. Remove it.',
    );
  } else if (p.edition >= Edition.e2023 && label === Flag.required) {
    reportLabel(p, 'Editions have no "required" label. Use [features.field_presence = LEGACY_REQUIRED].');
  }
  p.at++;
  return label;
}

function reportLabel(p: Parser, message: string): void {
  p.report('label-not-allowed', message, p.at, p.at, p.removal(`Remove "${p.sourceText(p.at)}"`));
}

function parseSingularOrRepeated(p: Parser, node: number): boolean {
  const complete = p.parseType('allowed') && parseFieldRest(p, node);
  if (!complete) p.tree.flag(node, Flag.broken);
  return complete;
}

/** `map<K, V>`, where maps may be. */
function parseMapType(p: Parser, label: number, context: number): boolean {
  p.at++;
  if (context & Flag.inOneof) {
    p.report(
      'map-not-allowed',
      'A oneof cannot hold a map. Move the field out of the oneof, or wrap the map in a message.',
    );
    return false;
  }
  if (label) {
    const message = 'A map field has no label. Remove it: a map is repeated by itself.';
    const before = p.at - 2;
    p.report('map-not-allowed', message, p.at, p.at, p.removal(`Remove "${p.sourceText(before)}"`, before));
    return false;
  }
  if (context & Flag.extension) {
    p.report('map-not-allowed', 'An extension cannot be a map. Wrap the map in a message.');
    return false;
  }
  return (
    p.expectSymbol(less, 'after "map"') &&
    p.parseType('allowed') &&
    p.expectSymbol(comma, 'after the key type') &&
    p.parseType('allowed') &&
    p.expectSymbol(greater, 'after the value type')
  );
}

/** Everything of a field behind its type. */
function parseFieldRest(p: Parser, node: number): boolean {
  if (!parseNameAndNumber(p, node, 'field')) return false;
  const complete = parseBracketedOptions(p, node) && p.expectSymbol(semicolon, 'after the field');
  return complete || statementFollows(p);
}

function parseNameAndNumber(p: Parser, node: number, what: string): boolean {
  const { tree } = p;
  const nameToken = p.at;
  const name = p.expectIdentifier('expected-name', `the name of the ${what}`);
  if (!name) return false;
  tree.set(node, Node.name, name);
  tree.set(node, Node.aux, nameToken);
  if (!p.takeSymbol(equals)) {
    p.report(
      'missing-number',
      `Expected "=" and the number of the ${what} "${p.names.text(name)}", but found ${p.describe()}.`,
    );
    return false;
  }
  const number = p.expectInteger(maxInt32, 'expected-number', `the number of the ${what} "${p.names.text(name)}"`);
  if (Number.isNaN(number)) return false;
  tree.set(node, Node.value, number);
  tree.flag(node, Flag.numbered);
  return true;
}

/** `group Name = 1 { … }`, a field and a message in one. */
function parseGroup(p: Parser, node: number): boolean {
  const { tree } = p;
  tree.become(node, Kind.group);
  if (p.edition >= Edition.e2023) {
    p.report(
      'group-not-allowed',
      'Editions have no groups. Use a message field with [features.message_encoding = DELIMITED].',
    );
  }
  p.at++;
  const nameToken = p.at;
  let complete = parseNameAndNumber(p, node, 'group') && parseBracketedOptions(p, node);
  if (complete) {
    const name = p.names.text(tree.nodes[node + Node.name]);
    if (!/^[A-Z]/.test(name)) {
      const capital = name.charAt(0).toUpperCase() + name.slice(1);
      p.report(
        'group-name',
        'The name of a group must start with a capital letter, since it names a message too.',
        nameToken,
        nameToken,
        /^[A-Z]/.test(capital)
          ? [{ title: `Change to ${capital}`, edits: [{ ...p.span(nameToken, nameToken), text: capital }] }]
          : undefined,
      );
    }
    if (p.blockDepth >= maxBlockDepth) {
      reportTooDeep(p, nameToken);
      complete = false;
    } else if (p.isSymbol(openBrace)) {
      const message = tree.open(Kind.groupMessage, nameToken);
      tree.set(message, Node.name, tree.nodes[node + Node.name]);
      tree.set(message, Node.aux, nameToken);
      complete = parseMessageBlock(p);
      tree.close(message, p.at - 1);
    } else {
      p.report('missing-group-body', `Expected "{" and the fields of the group, but found ${p.describe()}.`);
      complete = false;
    }
  }
  if (!complete) tree.flag(node, Flag.broken);
  return complete;
}

function parseOneof(p: Parser): boolean {
  const { tree } = p;
  const node = tree.open(Kind.oneof, p.at);
  p.at++;
  tree.set(node, Node.aux, p.at);
  const name = p.expectIdentifier('expected-name', 'the name of the oneof');
  tree.set(node, Node.name, name);
  const complete = name !== 0 && parseBlock(p, 'oneof', true, parseOneofStatement);
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function parseOneofStatement(p: Parser): boolean {
  if (p.isWord(Word.option)) return parseOptionStatement(p);
  return parseField(p, Flag.inOneof);
}

function parseExtend(p: Parser): boolean {
  const { tree } = p;
  const node = tree.open(Kind.extend, p.at);
  p.at++;
  const complete = p.parseType('refused') && parseBlock(p, 'extend block', true, parseExtendStatement);
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function parseExtendStatement(p: Parser): boolean {
  return parseField(p, Flag.extension);
}

function parseExtensions(p: Parser): boolean {
  const { tree } = p;
  const node = tree.open(Kind.extensions, p.at);
  p.at++;
  let complete = true;
  do complete = parseRange(p, 'a number or a range of field numbers', false);
  while (complete && p.takeSymbol(comma));
  complete = complete && parseBracketedOptions(p, -1) && p.expectSymbol(semicolon, 'after the extension range');
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

/** `1`, `1 to 5` or `1 to max`; in an enum (`signed`) also negative numbers. */
function parseRange(p: Parser, expected: string, signed: boolean): boolean {
  const { tree } = p;
  const node = tree.open(Kind.range, p.at);
  const complete = parseRangeParts(p, node, expected, signed);
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function parseRangeParts(p: Parser, node: number, expected: string, signed: boolean): boolean {
  const { tree } = p;
  const number = (what: string): number =>
    signed ? p.expectSignedInteger('expected-number', what) : p.expectInteger(maxInt32, 'expected-number', what);
  // Descriptors hold the number behind the last one, which would not fit. protoc reports it behind the number.
  const endsInTime = (value: number): boolean => {
    if (signed || value < maxInt32) return true;
    p.report('number-out-of-range', `Field numbers end before ${maxInt32}. Write "max" for the largest one.`);
    return false;
  };
  tree.set(node, Node.aux, p.at);
  const first = number(expected);
  if (Number.isNaN(first) || !endsInTime(first)) return false;
  let last = first;
  if (p.takeWord(Word.to)) {
    tree.set(node, Node.aux, p.at);
    if (p.takeWord(Word.max)) {
      tree.flag(node, Flag.max);
      last = maxInt32;
    } else {
      last = number('the last number of the range, or "max"');
      if (Number.isNaN(last) || !endsInTime(last)) return false;
    }
  }
  tree.set(node, Node.value, first);
  tree.set(node, Node.name, last);
  return true;
}

function parseReserved(p: Parser, signed: boolean): boolean {
  const { tree } = p;
  const node = tree.open(Kind.reserved, p.at);
  p.at++;
  const complete = parseReservedParts(p, signed) && p.expectSymbol(semicolon, 'after the reserved numbers or names');
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function parseReservedParts(p: Parser, signed: boolean): boolean {
  const what = signed ? 'an enum value' : 'a field';
  if (p.kinds[p.at] === Token.string) {
    if (p.edition >= Edition.e2023) {
      const name = p.names.text(p.values[p.at]);
      p.report(
        'reserved-name-form',
        'In editions, reserved names are written as identifiers. Remove the quotes.',
        p.at,
        p.at,
        isIdentifier(name) ? p.replacement('Remove the quotes', name, 'instead') : undefined,
      );
      return false;
    }
    do if (!parseReservedName(p, true, `the name of ${what} in quotes`)) return false;
    while (p.takeSymbol(comma));
    return true;
  }
  if (p.kinds[p.at] === Token.identifier) {
    if (p.edition < Edition.e2023) {
      p.report(
        'reserved-name-form',
        `Reserved names are written as strings before edition 2023: "${p.sourceText(p.at)}".`,
        p.at,
        p.at,
        p.replacement('Put it in quotes', `"${p.sourceText(p.at)}"`, 'instead'),
      );
      return false;
    }
    do if (!parseReservedName(p, false, `the name of ${what}`)) return false;
    while (p.takeSymbol(comma));
    return true;
  }
  let expected = `the name or number of ${what}`;
  do {
    if (!parseRange(p, expected, signed)) return false;
    expected = `the number of ${what}`;
  } while (p.takeSymbol(comma));
  return true;
}

function parseReservedName(p: Parser, quoted: boolean, expected: string): boolean {
  const { tree } = p;
  const first = p.at;
  const node = tree.open(Kind.reservedName | (quoted ? Flag.string : 0), first);
  const name = quoted ? p.expectString('expected-name', expected) : p.expectIdentifier('expected-name', expected);
  tree.set(node, Node.name, name);
  tree.set(node, Node.aux, first);
  tree.close(node, p.at - 1);
  if (p.at === first) return false;
  if (quoted && !isIdentifier(p.names.text(name))) {
    p.report(
      'reserved-name-invalid',
      `"${p.names.text(name)}" is no identifier, so nothing can have this name.`,
      first,
      p.at - 1,
    );
  }
  return true;
}

function isIdentifier(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

function parseEnum(p: Parser, first: number, visibility: number): boolean {
  const { tree } = p;
  const node = tree.open(Kind.enum | visibility, first);
  p.at++;
  tree.set(node, Node.aux, p.at);
  const name = p.expectIdentifier('expected-name', 'the name of the enum');
  tree.set(node, Node.name, name);
  const complete = name !== 0 && parseBlock(p, 'enum', false, parseEnumStatement);
  if (complete) checkAllowAlias(p, node);
  else tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function parseEnumStatement(p: Parser): boolean {
  if (p.takeSymbol(semicolon)) return true;
  if (p.isWord(Word.option)) return parseOptionStatement(p);
  if (p.isWord(Word.reserved)) return parseReserved(p, true);
  return parseEnumValue(p);
}

function parseEnumValue(p: Parser): boolean {
  const { tree } = p;
  const node = tree.open(Kind.enumValue, p.at);
  const complete = parseEnumValueParts(p, node);
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete || ((tree.nodes[node] & Flag.numbered) !== 0 && statementFollows(p));
}

function parseEnumValueParts(p: Parser, node: number): boolean {
  const { tree } = p;
  tree.set(node, Node.aux, p.at);
  const name = p.expectIdentifier('expected-name', 'the name of an enum value');
  if (!name) return false;
  tree.set(node, Node.name, name);
  if (!p.takeSymbol(equals)) {
    p.report(
      'missing-number',
      `Expected "=" and the number of the enum value "${p.names.text(name)}", but found ${p.describe()}.`,
    );
    return false;
  }
  const number = p.expectSignedInteger('expected-number', `the number of the enum value "${p.names.text(name)}"`);
  if (Number.isNaN(number)) return false;
  tree.set(node, Node.value, number);
  tree.flag(node, Flag.numbered);
  return parseBracketedOptions(p, -1) && p.expectSymbol(semicolon, 'after the enum value');
}

function parseService(p: Parser): boolean {
  const { tree } = p;
  const node = tree.open(Kind.service, p.at);
  p.at++;
  tree.set(node, Node.aux, p.at);
  const name = p.expectIdentifier('expected-name', 'the name of the service');
  tree.set(node, Node.name, name);
  const complete = name !== 0 && parseBlock(p, 'service', false, parseServiceStatement);
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function parseServiceStatement(p: Parser): boolean {
  if (p.takeSymbol(semicolon)) return true;
  if (p.isWord(Word.option)) return parseOptionStatement(p);
  return parseMethod(p);
}

function parseMethod(p: Parser): boolean {
  const { tree } = p;
  if (!p.isWord(Word.rpc)) {
    p.report('expected-declaration', `Expected "rpc" or "option", but found ${p.describe()}.`);
    return false;
  }
  const node = tree.open(Kind.method, p.at);
  p.at++;
  tree.set(node, Node.aux, p.at);
  const name = p.expectIdentifier('expected-name', 'the name of the method');
  tree.set(node, Node.name, name);
  let complete =
    name !== 0 && parseMethodType(p, 'the name of the method') && expectReturns(p) && parseMethodType(p, '"returns"');
  if (complete) {
    if (p.isSymbol(openBrace)) complete = parseBlock(p, 'method', false, parseMethodStatement);
    else complete = p.expectSymbol(semicolon, 'after the method') || statementFollows(p);
  }
  if (!complete) tree.flag(node, Flag.broken);
  tree.close(node, p.at - 1);
  return complete;
}

function expectReturns(p: Parser): boolean {
  if (p.takeWord(Word.returns)) return true;
  p.report('expected-token', `Expected "returns" after the request type, but found ${p.describe()}.`);
  return false;
}

/** `(T)` or `(stream T)` */
function parseMethodType(p: Parser, after: string): boolean {
  if (!p.expectSymbol(openParen, `after ${after}`)) return false;
  const stream = p.takeWord(Word.stream) ? Flag.stream : 0;
  return p.parseType('refused', stream) && p.expectSymbol(closeParen, 'after the type');
}

function parseMethodStatement(p: Parser): boolean {
  if (p.takeSymbol(semicolon)) return true;
  if (p.isWord(Word.option)) return parseOptionStatement(p);
  p.report('expected-token', `Expected "option", but found ${p.describe()}.`);
  return false;
}
