// The Targets view: what the workspace calls, and what each target serves when it is opened.
import * as vscode from 'vscode';
import { RpcError } from '../../../pipe/index.js';
import type { SessionManager } from '../../backend/session-manager.js';
import { servicesOf } from '../../calls/describe-target.js';
import { openTarget } from '../../calls/open-target.js';
import { methodTypes } from '../../calls/pick-method.js';
import type { Secrets } from '../../calls/secrets.js';
import { affectsTargets, type SavedTarget, savedTargets } from '../../config/targets.js';
import { type TargetNode, targetOf } from './target-nodes.js';

/** Reflection and health are there to be asked by tools. */
const plumbing = /^grpc\.(reflection|health)\./;

export class TargetsView implements vscode.TreeDataProvider<TargetNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TargetNode | undefined>();
  private readonly view: vscode.TreeView<TargetNode>;
  private readonly subscriptions: vscode.Disposable[];
  private readonly ending = new AbortController();
  /** Answers, kept until somebody refreshes. */
  private readonly known = new Map<string, Promise<TargetNode[]>>();

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly sessions: SessionManager,
    private readonly secrets: Secrets,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.view = vscode.window.createTreeView('protopipe.targets', { treeDataProvider: this });
    this.subscriptions = [
      this.view,
      this.changed,
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (affectsTargets(change)) this.refresh();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
    ];
  }

  /** Asks again: the target of an entry, or all. */
  refresh(node?: unknown): void {
    const address = targetOf(node)?.address;
    if (address === undefined) this.known.clear();
    else this.known.delete(address);
    this.changed.fire(undefined);
  }

  getTreeItem(node: TargetNode): vscode.TreeItem {
    switch (node.kind) {
      case 'target':
        return targetItem(node.target);
      case 'service': {
        const { name, comment, problem, deprecated } = node.service;
        const dot = name.lastIndexOf('.');
        const item = new vscode.TreeItem(name.slice(dot + 1), vscode.TreeItemCollapsibleState.Collapsed);
        item.id = `${node.target.address} ${name}`;
        item.description = `${name.slice(0, Math.max(0, dot))}${deprecated ? ' (deprecated)' : ''}`;
        item.tooltip = problem || comment || name;
        item.iconPath = new vscode.ThemeIcon(problem === '' ? 'symbol-interface' : 'warning');
        item.contextValue = 'service';
        return item;
      }
      case 'method': {
        const { name, comment, deprecated } = node.method;
        const item = new vscode.TreeItem(name.slice(name.indexOf('/') + 1));
        item.id = `${node.target.address} ${name}`;
        item.description = `${methodTypes(node.method)}${deprecated ? ' (deprecated)' : ''}`;
        item.tooltip = comment || name;
        item.iconPath = new vscode.ThemeIcon('symbol-method');
        item.contextValue = 'method';
        return item;
      }
      case 'problem': {
        const item = new vscode.TreeItem(node.message);
        item.tooltip = node.message;
        item.iconPath = new vscode.ThemeIcon('warning');
        item.contextValue = 'problem';
        return item;
      }
    }
  }

  getChildren(node?: TargetNode): TargetNode[] | Promise<TargetNode[]> {
    if (!vscode.workspace.isTrusted) return [];
    if (!node) return savedTargets().map((target) => ({ kind: 'target', target }));
    const { target } = node;
    switch (node.kind) {
      case 'target': {
        const known = this.known.get(target.address) ?? this.ask(target);
        this.known.set(target.address, known);
        return known;
      }
      case 'service':
        if (node.service.problem !== '') return [{ kind: 'problem', target, message: node.service.problem }];
        return node.service.methods.map((method) => ({ kind: 'method', target, method }));
      case 'method':
      case 'problem':
        return [];
    }
  }

  dispose(): void {
    this.ending.abort();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async ask(target: SavedTarget): Promise<TargetNode[]> {
    const problem = (message: string): TargetNode[] => [{ kind: 'problem', target, message }];
    try {
      const opened = await openTarget(target, this.secrets);
      if (!opened) return problem('A secret is missing');
      const session = await this.sessions.ready(this.ending.signal);
      const services = await servicesOf(session, opened, this.ending.signal);
      const own = services.filter(({ name }) => !plumbing.test(name));
      if (own.length === 0) return problem('No services');
      return own.map((service) => ({ kind: 'service', target, service }));
    } catch (error) {
      const failure = RpcError.from(error);
      this.log.info(`${target.address} was not described: ${failure}`);
      return problem(failure.message);
    }
  }
}

function targetItem(target: SavedTarget): vscode.TreeItem {
  const item = new vscode.TreeItem(target.name ?? target.address, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = target.address;
  item.description = target.name === undefined ? '' : target.address;
  item.tooltip = target.address;
  item.iconPath = new vscode.ThemeIcon('server');
  item.contextValue = 'target';
  return item;
}
