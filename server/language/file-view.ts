// One file of a snapshot as the language features look at it: its tree with tokens, links and text at hand.
import { type FileTable, findSymbol, scopeInside } from '../schema/file-table.js';
import { LinkContext } from '../schema/link-context.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { TokenSpans } from '../syntax/token-spans.js';
import { tokensOf } from '../syntax/tokenize.js';
import { Token, type Tokens } from '../syntax/tokens.js';
import { childOf, Flag, Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';

/** Made for one request and dropped after it. Everything costly is made when it is asked for. */
export class FileView {
  readonly snapshot: SchemaSnapshot;
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly nodes: Int32Array;
  readonly table: FileTable;
  #tokens: Tokens | undefined;
  #isNamed = false;
  #context: LinkContext | undefined;

  constructor(snapshot: SchemaSnapshot, id: number) {
    const { parsed } = snapshot.file(id);
    this.snapshot = snapshot;
    this.id = id;
    this.bytes = parsed.bytes;
    this.nodes = parsed.nodes;
    this.table = snapshot.table(id);
  }

  get names() {
    return this.snapshot.schema.names;
  }

  get paths() {
    return this.snapshot.schema.paths;
  }

  /** The file's tokens. `values` is empty; that saves looking up each name. */
  get tokens(): Tokens {
    this.#tokens ??= tokensOf(this.bytes);
    return this.#tokens;
  }

  /** The file's tokens; `values` holds their names. */
  get namedTokens(): Tokens {
    if (!this.#isNamed) this.#tokens = tokensOf(this.bytes, this.names);
    this.#isNamed = true;
    return this.tokens;
  }

  /** What names of the file are looked up with. */
  get context(): LinkContext {
    this.#context ??= new LinkContext(this.snapshot, this.id, this.snapshot.closure(this.id));
    return this.#context;
  }

  kind(node: number): Kind {
    return this.nodes[node] & Flag.kind;
  }

  /** The Names id of a node. */
  name(node: number): number {
    return this.nodes[node + Node.name];
  }

  /** The name of a node as text. */
  nameText(node: number): string {
    return this.names.text(this.nodes[node + Node.name]);
  }

  parent(node: number): number {
    return this.nodes[node + Node.parent];
  }

  /** The bytes of a node from its first to its last token; empty for a node without tokens. */
  span(node: number): Span {
    const first = this.nodes[node + Node.first];
    const { starts, ends } = this.tokens;
    const last = this.nodes[node + Node.last];
    return { start: starts[first], end: last < first ? starts[first] : ends[last] };
  }

  /** The place of the name of a declaration; of its first token if the name is missing. */
  nameSpan(node: number): Span {
    const token = this.nodes[node + Node.aux] || this.nodes[node + Node.first];
    return this.tokens.span(token, token);
  }

  /** Source text of a stretch of bytes. */
  text(start: number, end: number): string {
    return decoder.decode(this.bytes.subarray(start, end));
  }

  /** The Names id of a token's text; of a word of the language it is its Word. */
  tokenName(token: number): number {
    return this.names.internText(this.tokenText(token));
  }

  tokenText(token: number): string {
    return this.text(this.tokens.starts[token], this.tokens.ends[token]);
  }

  /** The declaration under a path in this file: its node, or -1. */
  declaration(path: number): number {
    const index = findSymbol(this.table, path);
    return index < 0 ? -1 : this.table.nodes[index];
  }

  /** The path that a declaration's node has, or 0 for a node that declares nothing. */
  pathOf(node: number): number {
    const { nodes, table } = this;
    switch (this.kind(node)) {
      case Kind.message:
      case Kind.enum:
      case Kind.service:
      case Kind.groupMessage:
      case Kind.field:
      case Kind.mapField:
      case Kind.oneof:
      case Kind.method:
      case Kind.enumValue: {
        const name = nodes[node + Node.name];
        if (name === 0) return 0;
        const parent = nodes[node + Node.parent];
        return this.paths.find(scopeInside(table, parent), name);
      }
      case Kind.group: {
        const message = childOf(nodes, node, Kind.groupMessage);
        return message < 0 ? 0 : this.pathOf(message);
      }
      default:
        return 0;
    }
  }

  /** The first package statement with a name, or -1. */
  packageNode(): number {
    const end = this.nodes[Node.end];
    for (let node = Node.size as number; node < end; node = this.nodes[node + Node.end]) {
      if (this.kind(node) === Kind.package && this.nodes[node + Node.name] !== 0) return node;
    }
    return -1;
  }

  /** The dotted name in a package statement. */
  packageNameSpan(node: number): Span {
    return this.packageSpans(node).name;
  }

  /** A package statement and the dotted name in it; reads no further than that. */
  packageSpans(node: number): { readonly statement: Span; readonly name: Span } {
    const { nodes } = this;
    const end = nodes[node + Node.last];
    const tokens = new TokenSpans(this.bytes);
    let last = end;
    while (last > nodes[node + Node.aux] && tokens.kind(last) !== Token.identifier) last--;
    return { statement: tokens.span(nodes[node + Node.first], end), name: tokens.span(nodes[node + Node.aux], last) };
  }

  /** The token that an offset lies in or, where it lies between two, touches; identifiers, literals first. -1 for none. */
  tokenAt(offset: number): number {
    const { tokens } = this;
    const token = tokens.at(offset);
    const inside = tokens.starts[token] <= offset && offset < tokens.ends[token];
    if (inside && isWordlike(tokens.kinds[token])) return token;
    const before = tokens.starts[token] < offset ? token : token - 1;
    if (before >= 0 && tokens.ends[before] === offset && isWordlike(tokens.kinds[before])) return before;
    return inside ? token : -1;
  }

  /** The innermost node that holds a token. */
  nodeAt(token: number): number {
    const { nodes } = this;
    let node = 0;
    for (;;) {
      let inner = -1;
      const end = nodes[node + Node.end];
      for (let child = node + Node.size; child < end; child = nodes[child + Node.end]) {
        if (nodes[child + Node.first] > token || nodes[child + Node.last] < token) continue;
        // The message of a group and the group's options overlap: the shorter one is inside.
        if (inner < 0 || length(nodes, child) < length(nodes, inner)) inner = child;
      }
      if (inner < 0) return node;
      node = inner;
    }
  }
}

function length(nodes: Int32Array, node: number): number {
  return nodes[node + Node.last] - nodes[node + Node.first];
}

function isWordlike(kind: number): boolean {
  return kind >= Token.identifier && kind <= Token.string;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
