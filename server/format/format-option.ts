// Options and their values.
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { FormatContext } from './format.js';

const comma = 0x2c;
const colon = 0x3a;
const semicolon = 0x3b;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** `option name = value;` */
export function writeOptionStatement(context: FormatContext, node: number, compact: boolean): void {
  const { nodes, layout } = context;
  const first = nodes[node + Node.first];
  const last = nodes[node + Node.last];
  const valueToken = nodes[node + Node.aux];
  layout.start(first, compact);
  layout.space();
  layout.inlineRun(first + 1, valueToken - 2);
  layout.space();
  layout.inline(valueToken - 1);
  const value = optionValue(context, node);
  if (isCompoundString(context, value)) {
    writeCompoundString(context, value, true, true);
  } else {
    layout.space();
    if (isScalar(context, value) && !layout.hasCommentsBetween(first, last)) {
      layout.fit(
        () => writeValue(context, value),
        () => {
          layout.continueInNextLine();
          writeValue(context, value);
        },
      );
    } else writeValue(context, value);
  }
  layout.lineEnd(last);
}

/** `[…]` from the token `open` on, with the options among the children of a node. Returns the token behind it. */
export function writeBracketedOptions(context: FormatContext, node: number, open: number): number {
  const { nodes, layout } = context;
  const options: number[] = [];
  for (let child = node + Node.size; child < nodes[node + Node.end]; child = nodes[child + Node.end]) {
    const kind = nodes[child] & Flag.kind;
    if (kind === Kind.option || kind === Kind.default || kind === Kind.jsonName) options.push(child);
  }
  const lastOption = options[options.length - 1];
  const close = nodes[lastOption + Node.last] + 1;
  if (
    options.length === 1 &&
    !layout.hasTrailingComments(open) &&
    !layout.hasLeadingComments(nodes[lastOption + Node.first])
  ) {
    const single = (): void => writeSingleOption(context, lastOption, open, close);
    if (layout.hasCommentsBetween(open, close)) single();
    else layout.fit(single, () => writeOptionLines(context, options, open, close));
    return close + 1;
  }
  writeOptionLines(context, options, open, close);
  return close + 1;
}

/** `[`, each option in lines of its own, `]`. */
function writeOptionLines(context: FormatContext, options: readonly number[], open: number, close: number): void {
  const { nodes, layout } = context;
  const lastOption = options[options.length - 1];
  layout.open(open);
  for (const option of options) {
    const valueToken = nodes[option + Node.aux];
    const first = nodes[option + Node.first];
    layout.start(first);
    layout.inlineRun(first + 1, valueToken - 2);
    layout.space();
    layout.inline(valueToken - 1);
    layout.space();
    const value = optionValue(context, option);
    if (option === lastOption) {
      writeLastValue(context, value);
    } else {
      if (isCompoundString(context, value)) writeCompoundString(context, value, true, true);
      else writeValue(context, value);
      layout.lineEnd(nodes[option + Node.last] + 1);
    }
  }
  layout.closeInline(close);
}

/** `[name = value]` in one line. */
function writeSingleOption(context: FormatContext, option: number, open: number, close: number): void {
  const { nodes, layout } = context;
  const valueToken = nodes[option + Node.aux];
  layout.inline(open);
  layout.inlineRun(nodes[option + Node.first], valueToken - 2);
  layout.space();
  layout.inline(valueToken - 1);
  const value = optionValue(context, option);
  if (isCompoundString(context, value)) {
    writeCompoundString(context, value, false, true);
  } else {
    layout.space();
    writeValue(context, value);
  }
  layout.inline(close);
}

/** The value of an option, the last of its children. */
function optionValue(context: FormatContext, option: number): number {
  const { nodes } = context;
  let value = -1;
  for (let child = option + Node.size; child < nodes[option + Node.end]; child = nodes[child + Node.end]) value = child;
  return value;
}

function isCompoundString(context: FormatContext, value: number): boolean {
  const { nodes } = context;
  return (
    (nodes[value] & (Flag.kind | Flag.string)) === (Kind.scalar | Flag.string) &&
    nodes[value + Node.last] > nodes[value + Node.first]
  );
}

/** Strings side by side, each on a line of its own; with `open`, the line of the last one goes on. */
function writeCompoundString(context: FormatContext, value: number, indented: boolean, open: boolean): void {
  const { nodes, layout } = context;
  layout.newline();
  if (indented) layout.indent();
  const last = nodes[value + Node.last];
  for (let token = nodes[value + Node.first]; token <= last; token++) {
    if (open && token === last) layout.start(token);
    else layout.close(token);
  }
  if (indented) layout.outdent();
}

/** A value inside a line. */
function writeValue(context: FormatContext, value: number): void {
  const { nodes, layout } = context;
  switch (nodes[value] & Flag.kind) {
    case Kind.aggregate:
      writeAggregate(context, value, false, false);
      break;
    case Kind.list:
      writeList(context, value);
      break;
    default:
      if (isCompoundString(context, value)) writeCompoundString(context, value, true, false);
      else layout.inlineRun(nodes[value + Node.first], nodes[value + Node.last]);
  }
}

/** A value that ends its line. */
function writeLastValue(context: FormatContext, value: number): void {
  const { nodes, layout } = context;
  const first = nodes[value + Node.first];
  if ((nodes[value] & Flag.kind) === Kind.scalar && first === nodes[value + Node.last]) {
    layout.lineEnd(first);
    return;
  }
  writeValue(context, value);
  if (!layout.atLineStart) layout.newline();
}

function isScalar(context: FormatContext, value: number): boolean {
  return (context.nodes[value] & Flag.kind) === Kind.scalar;
}

/** `{ … }`: in one line with one scalar field and no comments, else a line a field. */
function writeAggregate(context: FormatContext, node: number, inList: boolean, lastInList: boolean): void {
  const { nodes, layout, tokens } = context;
  // `< … >` becomes `{ … }`.
  tokens.kinds[nodes[node + Node.first]] = openBrace;
  tokens.kinds[nodes[node + Node.last]] = closeBrace;
  const open = nodes[node + Node.first];
  const close = nodes[node + Node.last];
  const fields = childrenOf(context, node);
  if (
    fields.length === 1 &&
    isScalar(context, optionValue(context, fields[0])) &&
    !hasInnerComments(context, open, close)
  ) {
    layout.fit(
      () => {
        if (inList) layout.startOfLine(open);
        layout.inline(open);
        writeFieldName(context, fields[0], true);
        layout.space();
        writeValue(context, optionValue(context, fields[0]));
        layout.inline(close);
      },
      () => writeAggregateLines(context, node, fields, inList, lastInList),
    );
    return;
  }
  writeAggregateLines(context, node, fields, inList, lastInList);
}

/** `{`, each field in lines of its own, `}`. */
function writeAggregateLines(
  context: FormatContext,
  node: number,
  fields: readonly number[],
  inList: boolean,
  lastInList: boolean,
): void {
  const { nodes, layout } = context;
  const open = nodes[node + Node.first];
  const close = nodes[node + Node.last];
  const end = inList && lastInList ? layout.close.bind(layout) : layout.closeInline.bind(layout);
  if (fields.length === 0 && !layout.hasTrailingComments(open) && !layout.hasLeadingComments(close)) {
    if (inList) layout.startOfLine(open);
    layout.inline(open);
    end(close, true);
    return;
  }
  if (inList) layout.openAtLineStart(open);
  else layout.open(open);
  for (const field of fields) writeAggregateField(context, field);
  end(close);
}

function writeAggregateField(context: FormatContext, field: number): void {
  const { nodes, layout, tokens } = context;
  const value = optionValue(context, field);
  writeFieldName(context, field, false);
  layout.space();
  writeLastValue(context, value);
  const separator = nodes[field + Node.last] + 1;
  const kind = tokens.kinds[separator];
  if (kind === comma || kind === semicolon) layout.drop(separator);
}

/** The name and the colon of a field in an aggregate; a colon that was left out before a message is added. */
function writeFieldName(context: FormatContext, field: number, inline: boolean): void {
  const { nodes, layout, tokens } = context;
  const first = nodes[field + Node.first];
  const value = nodes[optionValue(context, field) + Node.first];
  if (inline) layout.inline(first);
  else layout.start(first);
  layout.inlineRun(first + 1, value - 1);
  if (tokens.kinds[value - 1] !== colon) layout.insert(':');
}

/** `[ … ]`: in one line with one scalar and no comments, else a line a value. */
function writeList(context: FormatContext, node: number): void {
  const { nodes, layout } = context;
  const open = nodes[node + Node.first];
  const close = nodes[node + Node.last];
  const values = childrenOf(context, node);
  if (values.length === 1 && isScalar(context, values[0]) && !hasInnerComments(context, open, close)) {
    layout.fit(
      () => {
        layout.inline(open);
        writeValue(context, values[0]);
        layout.inline(close);
      },
      () => writeListLines(context, values, open, close),
    );
    return;
  }
  if (values.length === 0 && !layout.hasTrailingComments(open) && !layout.hasLeadingComments(close)) {
    layout.inline(open);
    layout.closeInline(close, true);
    return;
  }
  writeListLines(context, values, open, close);
}

/** `[`, each value in lines of its own, `]`. */
function writeListLines(context: FormatContext, values: readonly number[], open: number, close: number): void {
  const { nodes, layout } = context;
  layout.open(open);
  values.forEach((value, i) => {
    const last = i === values.length - 1;
    writeListValue(context, value, last);
    if (!last) layout.lineEnd(nodes[value + Node.last] + 1);
  });
  layout.closeInline(close);
}

function writeListValue(context: FormatContext, value: number, last: boolean): void {
  const { nodes, layout } = context;
  const first = nodes[value + Node.first];
  const end = nodes[value + Node.last];
  if ((nodes[value] & Flag.kind) === Kind.aggregate) {
    writeAggregate(context, value, true, last);
    if (last && !layout.atLineStart) layout.newline();
  } else if (isCompoundString(context, value)) {
    for (let token = first; token <= end; token++) {
      if (!last && token === end) layout.start(token);
      else layout.close(token);
    }
  } else if (first === end) {
    if (last) layout.close(first);
    else layout.start(first);
  } else {
    layout.start(first);
    layout.inlineRun(first + 1, last ? end - 1 : end);
    if (last) layout.lineEnd(end);
  }
}

function childrenOf(context: FormatContext, node: number): number[] {
  const { nodes } = context;
  const children: number[] = [];
  for (let child = node + Node.size; child < nodes[node + Node.end]; child = nodes[child + Node.end])
    children.push(child);
  return children;
}

/** Whether a comment stands anywhere between two brackets. */
function hasInnerComments(context: FormatContext, open: number, close: number): boolean {
  const { layout } = context;
  for (let token = open; token <= close; token++) {
    if (token > open && layout.hasLeadingComments(token)) return true;
    if (token < close && layout.hasTrailingComments(token)) return true;
  }
  return false;
}
