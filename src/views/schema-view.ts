// The Schema view: the tree with its search, and what leads from an editor into it.
import * as vscode from 'vscode';
import type { Session } from '../backend/session.js';
import type { SessionManager } from '../backend/session-manager.js';
import { documentPosition } from '../convert/place.js';
import { type SchemaElement, SchemaTree } from './schema-tree.js';

const filterContext = 'protopipe.schemaFiltered';

export class SchemaView implements vscode.Disposable {
  private readonly tree: SchemaTree;
  private readonly view: vscode.TreeView<SchemaElement>;

  constructor(sessions: SessionManager, log: vscode.LogOutputChannel) {
    this.tree = new SchemaTree(sessions, log);
    this.view = vscode.window.createTreeView('protopipe.schema', {
      treeDataProvider: this.tree,
      showCollapseAll: true,
    });
    this.tree.onDidListPackages((count) => {
      const { filter } = this.tree;
      const nothing = filter !== '' && count === 0;
      this.view.message = nothing ? `Nothing is called “${filter}”.` : undefined;
    });
  }

  get filter(): string {
    return this.tree.filter;
  }

  /** Shows only what fits; empty shows everything. */
  setFilter(filter: string): void {
    this.tree.setFilter(filter);
    this.view.description = filter === '' ? undefined : `“${filter}”`;
    if (filter === '') this.view.message = undefined;
    void vscode.commands.executeCommand('setContext', filterContext, filter !== '');
  }

  refresh(): void {
    this.tree.refresh();
  }

  /** Opens the view without taking the focus from where it is. */
  async show(): Promise<void> {
    await vscode.commands.executeCommand('protopipe.schema.focus', { preserveFocus: true });
  }

  /** Selects the declaration at a place. Returns the names on the way to it; undefined when there is none. */
  async reveal(
    session: Session,
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<string[] | undefined> {
    const { nodes } = await session.locate({ position: documentPosition(document, position) });
    if (nodes.length === 0) return undefined;
    if (this.filter !== '') this.setFilter('');
    let element: SchemaElement | undefined;
    for (const node of nodes) element = this.tree.elementOf(node, element);
    if (element) await this.view.reveal(element, { select: true, focus: true, expand: false });
    return nodes.map(({ name }) => name);
  }

  dispose(): void {
    this.view.dispose();
    this.tree.dispose();
  }
}
