// What the checks of the options of one file share, and what is asked of every field and enum value that an option
// uses: whether it may stand on the element, and whether the file's edition has it.
import type { Code } from '../../diagnostics/codes.js';
import { Edition, Kind, kindOf, Node } from '../../syntax/tree.js';
import type { LinkContext } from '../link-context.js';
import { closest } from './closest.js';
import { editionName, featureSupportOf } from './feature-support.js';
import { Target } from './option-names.js';
import type { OptionScope } from './option-scope.js';
import type { EnumType, OptionField } from './option-types.js';

/** More names are too many to compare with while somebody types. */
const maxCandidates = 2000;

export class OptionCheck {
  readonly context: LinkContext;
  readonly scope: OptionScope;
  /** Address of the element whose option is looked at, and of the option. */
  element = 0;
  option = 0;
  /** Set while a value is looked at that is neither kept nor visited as a part of the options: an Any's message. */
  isDetached = false;
  /** Suggestions cost time, and a file with so many mistakes has another problem. */
  #suggestionsLeft = 100;
  /** Neither editions nor targets count for `features` in files that cannot have any. */
  #ignoresEditions = false;

  constructor(scope: OptionScope) {
    this.scope = scope;
    this.context = scope.context;
  }

  start(option: number): void {
    const { nodes, edition } = this.context;
    this.option = option;
    this.element = nodes[option + Node.parent];
    this.#ignoresEditions =
      edition < Edition.e2023 && nodes[option + Node.name] === this.scope.types.wellKnown.features;
  }

  /** What a misspelled name may have been meant to be. */
  suggest(name: number, known: Iterable<number>): string | undefined {
    if (this.#suggestionsLeft === 0) return undefined;
    this.#suggestionsLeft--;
    const { names } = this.context;
    const candidates: string[] = [];
    for (const candidate of known) {
      if (candidates.length === maxCandidates) return undefined;
      candidates.push(names.text(candidate));
    }
    return closest(names.text(name), candidates);
  }

  /** Reports inside the option's value. The place begins where the value does, as protoc's. */
  reportInValue(code: Code, message: string, last: number): void {
    const { context } = this;
    context.report(code, message, context.nodes[this.option + Node.aux], context.nodes[last + Node.last]);
  }

  /** Notes that the option sets a field; `at` is the node that names it. */
  useField(field: OptionField, at: number): void {
    const { annotations } = field;
    if (this.isDetached) return;
    if (annotations.targets !== 0 && !this.#ignoresEditions) this.#checkTarget(field, annotations.targets, at);
    if (annotations.hasSupport) this.#checkLifetime(field.file, field.node, field.fullName, at);
  }

  /** Notes that the option's value is a value of an enum; `at` is the node that names it. */
  useEnumValue(type: EnumType, value: number, at: number): void {
    const { nodes } = this.context.snapshot.file(type.file).parsed;
    // Without options of its own there is nothing to know.
    if (this.isDetached || nodes[value + Node.end] === value + Node.size) return;
    const { paths, names } = this.context;
    const scope = paths.text(paths.parent(type.path));
    const name = names.text(nodes[value + Node.name]);
    this.#checkLifetime(type.file, value, scope === '' ? name : `${scope}.${name}`, at);
  }

  #checkTarget(field: OptionField, targets: number, at: number): void {
    const { context } = this;
    const kind = kindOf(context.nodes, this.element);
    const target = targetOf(kind);
    if (target === Target.unknown || targets & (1 << target)) return;
    const allowed = targetNames.filter((_, number) => targets & (1 << number));
    context.reportNode(
      'option-target',
      `The option "${field.fullName}" cannot be set on ${targetNames[target]}, only on ${allowed.join(', ')}.`,
      at,
    );
  }

  #checkLifetime(file: number, declaration: number, fullName: string, at: number): void {
    const { context } = this;
    if (this.#ignoresEditions) return;
    const { nodes } = context.snapshot.file(file).parsed;
    const support = featureSupportOf(nodes, context.names, declaration, this.scope.types.wellKnown);
    if (!support) return;
    const { introduced, removed, removalError, deprecated, deprecationWarning } = support;
    const edition = context.edition;
    if (introduced !== undefined && edition < introduced) {
      this.#reportAtElement(
        'option-not-introduced',
        `"${fullName}" needs ${editionName(introduced)}: it cannot be used in ${editionName(edition)}.`,
        at,
      );
    }
    if (removed !== undefined && edition >= removed) {
      const why = removalError ? ` ${removalError}` : '';
      this.#reportAtElement('option-removed', `"${fullName}" was removed in ${editionName(removed)}.${why}`, at);
    } else if (deprecated !== undefined && edition >= deprecated) {
      const why = deprecationWarning ? ` ${deprecationWarning}` : '';
      this.#reportAtElement(
        'option-deprecated',
        `"${fullName}" is deprecated since ${editionName(deprecated)}.${why}`,
        at,
      );
    }
  }

  /** Reports at the name of the element, where it has one, and points to the option from there. */
  #reportAtElement(code: Code, message: string, at: number): void {
    const { context, element } = this;
    const token = nameToken(context, element);
    if (token < 0) {
      context.reportNode(code, message, at);
      return;
    }
    const related = context.relatedToken(context.id, context.nodes[at + Node.first], 'It is used here.');
    context.report(code, message, token, undefined, { related: [related] });
  }
}

/** The token at which protoc reports about an element as a whole: its name, for a file its package; -1 without. */
export function nameToken(context: LinkContext, element: number): number {
  const { nodes } = context;
  switch (kindOf(nodes, element)) {
    case Kind.file: {
      let found = -1;
      for (let node = Node.size as number; node < nodes[Node.end]; node = nodes[node + Node.end]) {
        if (kindOf(nodes, node) === Kind.package) found = nodes[node + Node.first];
      }
      return found;
    }
    case Kind.oneof:
    case Kind.extensions:
      return -1;
    default:
      return nodes[element + Node.aux];
  }
}

/** What the options of an element are targeted at. */
export function targetOf(kind: Kind): Target {
  switch (kind) {
    case Kind.file:
      return Target.file;
    case Kind.extensions:
      return Target.extensionRange;
    case Kind.message:
    case Kind.groupMessage:
      return Target.message;
    case Kind.field:
    case Kind.mapField:
    case Kind.group:
      return Target.field;
    case Kind.oneof:
      return Target.oneof;
    case Kind.enum:
      return Target.enum;
    case Kind.enumValue:
      return Target.enumEntry;
    case Kind.service:
      return Target.service;
    case Kind.method:
      return Target.method;
    default:
      return Target.unknown;
  }
}

/** By Target. */
const targetNames: readonly string[] = [
  '',
  'files',
  'extension ranges',
  'messages',
  'fields',
  'oneofs',
  'enums',
  'enum values',
  'services',
  'methods',
];
