// Document symbols: the outline of a file.
import type { SchemaSnapshot } from '../schema/schema.js';
import { Flag, Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { detailOf, isDeprecated } from './describe-symbol.js';
import { FileView } from './file-view.js';

export type OutlineKind =
  | 'package'
  | 'message'
  | 'field'
  | 'oneof'
  | 'enum'
  | 'enumValue'
  | 'extension'
  | 'extend'
  | 'service'
  | 'method';

export interface DocumentSymbol {
  readonly name: string;
  /** The type of a field, the number of a value, the types of a method; otherwise ''. */
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly deprecated: boolean;
  /** The whole declaration. */
  readonly span: Span;
  /** The name, inside `span`. */
  readonly selection: Span;
  readonly children: readonly DocumentSymbol[];
}

/** In source order. Declarations whose name is missing are left out. */
export function documentSymbols(snapshot: SchemaSnapshot, file: number): DocumentSymbol[] {
  return childrenOf(new FileView(snapshot, file), 0);
}

const outlineKinds: Partial<Record<Kind, OutlineKind>> = {
  [Kind.package]: 'package',
  [Kind.message]: 'message',
  [Kind.group]: 'field',
  [Kind.field]: 'field',
  [Kind.mapField]: 'field',
  [Kind.oneof]: 'oneof',
  [Kind.enum]: 'enum',
  [Kind.enumValue]: 'enumValue',
  [Kind.extend]: 'extend',
  [Kind.service]: 'service',
  [Kind.method]: 'method',
};

function childrenOf(view: FileView, node: number): DocumentSymbol[] {
  const found: DocumentSymbol[] = [];
  const end = view.nodes[node + Node.end];
  for (let child = node + Node.size; child < end; child = view.nodes[child + Node.end]) {
    // The message of a group is the group's own block.
    if (view.kind(child) === Kind.groupMessage) found.push(...childrenOf(view, child));
    else {
      const symbol = symbolOf(view, child);
      if (symbol) found.push(symbol);
    }
  }
  return found;
}

function symbolOf(view: FileView, node: number): DocumentSymbol | undefined {
  const kind = outlineKinds[view.kind(node)];
  if (!kind) return undefined;
  const children = childrenOf(view, node);
  if (kind === 'extend') {
    const typeRef = node + Node.size;
    if (typeRef >= view.nodes[node + Node.end] || view.name(typeRef) === 0) return undefined;
    const selection = view.span(typeRef);
    const name = `extend ${view.nameText(typeRef)}`;
    return { name, detail: '', kind, deprecated: false, span: view.span(node), selection, children };
  }
  const name = view.nameText(node);
  if (name === '') return undefined;
  return {
    name,
    detail: detailOf(view, node),
    kind: view.nodes[node] & Flag.extension && kind === 'field' ? 'extension' : kind,
    deprecated: kind !== 'package' && isDeprecated(view, node),
    span: view.span(node),
    selection: kind === 'package' ? view.packageNameSpan(node) : view.nameSpan(node),
    children,
  };
}
