// Grows a syntax tree in source order while the parser descends.
import { Flag, type Kind, Node } from './tree.js';

export class TreeBuilder {
  nodes = new Int32Array(1 << 12);
  length = 0;
  #open = -1;

  reset(): void {
    this.length = 0;
    this.#open = -1;
  }

  /** Opens a node that starts at a token; what is opened before it is closed becomes its descendant. */
  open(head: number, token: number): number {
    const node = this.length;
    if (node + Node.size > this.nodes.length) {
      const larger = new Int32Array(this.nodes.length * 2);
      larger.set(this.nodes);
      this.nodes = larger;
    }
    const { nodes } = this;
    nodes[node] = head;
    nodes[node + Node.first] = token;
    nodes[node + Node.last] = token - 1;
    nodes[node + Node.end] = node + Node.size;
    nodes[node + Node.name] = 0;
    nodes[node + Node.value] = 0;
    nodes[node + Node.aux] = 0;
    nodes[node + Node.parent] = this.#open;
    this.length = node + Node.size;
    this.#open = node;
    return node;
  }

  /** Closes the node opened last, which ends with a token. */
  close(node: number, lastToken: number): void {
    const { nodes } = this;
    nodes[node + Node.last] = lastToken;
    nodes[node + Node.end] = this.length;
    this.#open = nodes[node + Node.parent];
  }

  /** Drops a node that was opened and everything in it. */
  drop(node: number): void {
    this.#open = this.nodes[node + Node.parent];
    this.length = node;
  }

  set(node: number, column: Node, value: number): void {
    this.nodes[node + column] = value;
  }

  flag(node: number, flags: number): void {
    this.nodes[node] |= flags;
  }

  /** Gives an open node another kind, once more of it was read. */
  become(node: number, kind: Kind): void {
    this.nodes[node] = (this.nodes[node] & ~Flag.kind) | kind;
  }

  finish(): Int32Array {
    return this.nodes.slice(0, this.length);
  }
}
