// Resolves the types that a file names: of fields, map keys and values, extendees and methods.
import type { Code } from '../diagnostics/codes.js';
import { Flag, Kind, kindOf, Node } from '../syntax/tree.js';
import type { LinkContext, ProblemExtras } from './link-context.js';
import { optionOnlyType } from './option-only-types.js';
import { Found, foundKind, makeResolution, type Resolution, resolveName, Wanted } from './resolve-name.js';
import { suggestTypes } from './suggest-types.js';

/** Fills `context.refs` and reports names that are not defined, not visible, or no types. */
export function resolveTypes(context: LinkContext): void {
  const { nodes, refs } = context;
  const end = nodes[Node.end];
  const result = makeResolution();
  for (let node = Node.size as number; node < end; node += Node.size) {
    const head = nodes[node];
    if ((head & Flag.kind) !== Kind.typeRef || head & (Flag.scalar | Flag.broken)) continue;
    const role = kindOf(nodes, nodes[node + Node.parent]);
    const needsMessage = role === Kind.method || role === Kind.extend;
    const name = nodes[node + Node.name];
    const scope = context.scopeOf(nodes[node + Node.parent]);
    const found = resolveName(context, scope, name, needsMessage ? Wanted.any : Wanted.type, false, result);
    if (found === Found.symbol) {
      const kind = foundKind(context, result);
      if (kind === Kind.message || (kind === Kind.enum && !needsMessage)) {
        const ref = nodes[node + Node.value] * 2;
        refs[ref] = result.file;
        refs[ref + 1] = result.path;
        continue;
      }
    }
    reportUnresolved(context, node, needsMessage, result);
  }
}

function reportUnresolved(context: LinkContext, node: number, needsMessage: boolean, result: Resolution): void {
  const { nodes, names } = context;
  const text = names.text(nodes[node + Node.name]);
  const report = (code: Code, message: string, extras?: ProblemExtras): void =>
    context.report(code, message, nodes[node + Node.first], nodes[node + Node.last], extras);
  switch (result.found) {
    case Found.symbol: {
      const wanted = needsMessage ? 'a message' : 'a message or an enum';
      report('not-a-type', `"${text}" is ${describeKind(foundKind(context, result))}, but ${wanted} is needed here.`, {
        related: [
          context.relatedName(result.file, result.path, `"${context.paths.text(result.path)}" is declared here.`),
        ],
      });
      return;
    }
    case Found.package:
      report(
        'not-a-type',
        `"${text}" is a package, but ${needsMessage ? 'a message' : 'a message or an enum'} is needed here.`,
      );
      return;
    case Found.partial:
      if (context.declaringFile(context.paths.findText(text), context.visible) < 0) break;
      report(
        'undefined-type',
        `"${text}" is taken for "${result.partial}", which is not defined, since the innermost scope is searched first. Start the name with a dot to search from the outermost scope: ".${text}".`,
        { fixes: [leadingDot(context, node, text)] },
      );
      return;
  }
  const forOptions = optionOnlyType(context, node);
  if (forOptions) {
    report(
      'undefined-type',
      `"${text}" is declared in ${forOptions.fileName}, which is imported for options only. Import it without "option" to use its types.`,
      forOptions.extras,
    );
  } else report('undefined-type', `"${text}" is not defined.`, suggestTypes(context, node));
}

function leadingDot({ nodes, tokens }: LinkContext, node: number, text: string) {
  const { start } = tokens.span(nodes[node + Node.first], nodes[node + Node.last]);
  return { title: `Change to ".${text}"`, edits: [{ start, end: start, text: '.' }] };
}

const kindNames: Partial<Record<Kind, string>> = {
  [Kind.field]: 'a field',
  [Kind.mapField]: 'a map field',
  [Kind.group]: 'a group field',
  [Kind.oneof]: 'a oneof',
  [Kind.enum]: 'an enum',
  [Kind.enumValue]: 'an enum value',
  [Kind.service]: 'a service',
  [Kind.method]: 'a method',
  [Kind.message]: 'a message',
  [Kind.package]: 'a package',
};

/** "a message", "an enum value", … */
export function describeKind(kind: Kind): string {
  return kindNames[kind] ?? 'something else';
}
