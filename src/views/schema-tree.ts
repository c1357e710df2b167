// The tree of the Schema view: asks the backend for one level at a time and keeps what VS Code shows until the next
// answer is there, so that nothing flickers.
import * as vscode from 'vscode';
import type { ListChildrenRequest, SchemaNode } from '../../protos/gen/protopipe/v1/schema.js';
import { SymbolKind } from '../../protos/gen/protopipe/v1/workspace.js';
import type { SessionManager } from '../backend/session-manager.js';
import { toLocation } from '../convert/range.js';
import { toSymbolIcon } from '../convert/symbol.js';

/** A node where it stands in the tree. */
export interface SchemaElement {
  /** Stays the same over refreshes, so that VS Code keeps what is expanded and selected. */
  readonly id: string;
  readonly node: SchemaNode;
  readonly parent: SchemaElement | undefined;
}

export class SchemaTree implements vscode.TreeDataProvider<SchemaElement>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<SchemaElement | undefined>();
  private readonly filled = new vscode.EventEmitter<number>();
  private readonly subscription: vscode.Disposable;
  /** What was last given for a parent, by its id; the root's is ''. */
  private readonly given = new Map<string, SchemaElement[]>();
  private wanted = '';

  readonly onDidChangeTreeData = this.changed.event;
  /** Fires with the number of packages when they were listed. */
  readonly onDidListPackages = this.filled.event;

  constructor(
    private readonly sessions: SessionManager,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = sessions.onDidChangePackages(({ packages, all }) => {
      if (all) this.refresh();
      for (const name of packages) this.refreshPackage(name);
    });
  }

  get filter(): string {
    return this.wanted;
  }

  /** Shows only what fits; empty shows everything. */
  setFilter(filter: string): void {
    if (filter === this.wanted) return;
    this.wanted = filter;
    this.given.clear();
    this.refresh();
  }

  refresh(): void {
    this.changed.fire(undefined);
  }

  getTreeItem({ id, node }: SchemaElement): vscode.TreeItem {
    const item = new vscode.TreeItem(node.name || '(no package)', this.stateOf(node));
    item.id = id;
    item.description = node.detail;
    item.iconPath = toSymbolIcon(node.kind);
    item.tooltip = tooltip(node);
    item.contextValue = node.kind === SymbolKind.PACKAGE ? 'package' : 'declaration';
    if (node.deprecated) item.description = `${node.detail} deprecated`.trim();
    if (node.location) {
      const { uri, range } = toLocation(node.location);
      // The cursor before the name, as VS Code's own search leaves it.
      const selection = new vscode.Range(range.start, range.start);
      item.command = { command: 'vscode.open', title: 'Open', arguments: [uri, { selection }] };
    }
    return item;
  }

  getParent({ parent }: SchemaElement): SchemaElement | undefined {
    return parent;
  }

  async getChildren(parent?: SchemaElement): Promise<SchemaElement[]> {
    const key = parent?.id ?? '';
    const { session } = this.sessions;
    // Between two backends, and when the backend does not know the node any more, what is shown stays.
    if (!session) return this.given.get(key) ?? [];
    const filter = this.wanted;
    const found: SchemaElement[] = [];
    try {
      const request = { parent: encodeParent(parent?.node), filter };
      for await (const { nodes } of session.listChildren(request, neverAborted))
        for (const node of nodes) found.push(this.elementOf(node, parent));
    } catch (error) {
      this.log.debug(`the schema tree could not be read: ${error}`);
      return this.given.get(key) ?? [];
    }
    // An answer that another filter was asked for since is replaced by the refresh that comes with it.
    if (filter === this.wanted) {
      this.given.set(key, found);
      if (!parent) this.filled.fire(found.length);
    }
    return found;
  }

  /** The element of a node as `getChildren` makes it. */
  elementOf(node: SchemaNode, parent: SchemaElement | undefined): SchemaElement {
    // Two files may declare the same name, and a method may take what it returns.
    const file = node.declaration && parent?.node.kind === SymbolKind.PACKAGE ? ` ${node.declaration.uri}` : '';
    const role = parent?.node.kind === SymbolKind.METHOD ? ` ${node.detail}` : '';
    const filter = parent || this.wanted === '' ? '' : `${this.wanted}?`;
    return { id: `${parent?.id ?? filter}/${node.kind} ${node.name}${file}${role}`, node, parent };
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
    this.filled.dispose();
  }

  private refreshPackage(name: string): void {
    const element = this.given.get('')?.find(({ node }) => node.name === name);
    // With a filter, a package may come to fit it.
    if (this.wanted !== '') this.refresh();
    else if (element) this.changed.fire(element);
  }

  /** What only holds what fits the filter is opened, so that it can be seen. */
  private stateOf(node: SchemaNode): vscode.TreeItemCollapsibleState {
    if (!node.hasChildren) return vscode.TreeItemCollapsibleState.None;
    const opened = this.wanted !== '' && !node.matched && (this.given.get('')?.length ?? 0) <= maxOpened;
    return opened ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  }
}

/** With more packages than this, a filter opens none: it would ask for most of the workspace. */
const maxOpened = 20;

const neverAborted = new AbortController().signal;

function encodeParent(node: SchemaNode | undefined): ListChildrenRequest['parent'] {
  if (!node) return undefined;
  if (node.declaration) return { $case: 'declaration', value: node.declaration };
  return { $case: 'package', value: node.name };
}

function tooltip({ kind, name, detail, declaration }: SchemaNode): string {
  if (!declaration) return name;
  const what = kind === SymbolKind.METHOD ? `${declaration.fullName}${detail}` : declaration.fullName;
  return `${what}\n${vscode.workspace.asRelativePath(vscode.Uri.parse(declaration.uri))}`;
}
