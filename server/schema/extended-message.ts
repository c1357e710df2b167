// What a message says about its extensions, read once for all the extend blocks of a file.
import { Kind, Node } from '../syntax/tree.js';
import { declarationsOf, type ExtensionDeclaration, needsDeclarations } from './extension-declarations.js';
import type { LinkContext } from './link-context.js';
import { isMessageSet, type NumberRange, rangesOf, sortedByFirst } from './number-ranges.js';

/** Declarations of an `extensions` statement. */
export interface DeclaredExtensions {
  readonly byNumber: ReadonlyMap<number, ExtensionDeclaration>;
  /** Whether the statement asks for every extension to be declared. */
  readonly isComplete: boolean;
}

export class ExtendedMessage {
  /** Its extension ranges, sorted by their first numbers. */
  readonly ranges: readonly NumberRange[];
  readonly isMessageSet: boolean;
  readonly #context: LinkContext;
  readonly #nodes: Int32Array;
  readonly #statements = new Map<number, DeclaredExtensions>();

  constructor(context: LinkContext, file: number, node: number) {
    this.#context = context;
    this.#nodes = context.snapshot.table(file).parsed.nodes;
    this.isMessageSet = isMessageSet(this.#nodes, node);
    this.ranges = sortedByFirst(rangesOf(this.#nodes, node, Kind.extensions));
  }

  /** What the statement of a range declares. */
  declarations(range: NumberRange): DeclaredExtensions {
    const { names } = this.#context;
    const statement = this.#nodes[range.node + Node.parent];
    let found = this.#statements.get(statement);
    if (!found) {
      const byNumber = new Map<number, ExtensionDeclaration>();
      for (const each of declarationsOf(this.#nodes, names, statement)) {
        if (!byNumber.has(each.number)) byNumber.set(each.number, each);
      }
      found = { byNumber, isComplete: byNumber.size > 0 || needsDeclarations(this.#nodes, names, statement) };
      this.#statements.set(statement, found);
    }
    return found;
  }
}

/** By file and node. */
const known = new WeakMap<LinkContext, Map<string, ExtendedMessage>>();

/** The message at an address of a file, as long as the context lives. */
export function extendedMessage(context: LinkContext, file: number, node: number): ExtendedMessage {
  let messages = known.get(context);
  if (!messages) {
    messages = new Map();
    known.set(context, messages);
  }
  const key = `${file}:${node}`;
  let message = messages.get(key);
  if (!message) {
    message = new ExtendedMessage(context, file, node);
    messages.set(key, message);
  }
  return message;
}
