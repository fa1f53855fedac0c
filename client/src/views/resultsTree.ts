/** Results that are kept: files with a count, under each its hits with the line that was found. */
import * as vscode from 'vscode';
import type { HitItem, SearchAnswer } from '../../../server/protocol/messages.ts';
import { fileCount, hitCount } from '../counts.ts';
import { plainLegs, symbolIcon } from '../evidence.ts';
import { count } from '../format.ts';
import { answerAsMarkdown } from '../markdown.ts';
import { costLine } from './searchRows.ts';

export type FileNode = { readonly kind: 'file'; readonly uri: string; readonly path: string; readonly hits: readonly HitItem[] };
export type HitNode = { readonly kind: 'hit'; readonly hit: HitItem };
export type ResultNode = FileNode | HitNode;

export class ResultsTree implements vscode.TreeDataProvider<ResultNode>, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<undefined>();
	readonly onDidChangeTreeData = this.changed.event;
	private readonly view: vscode.TreeView<ResultNode>;
	private kept: SearchAnswer | undefined;

	constructor() {
		this.view = vscode.window.createTreeView('skilllens.results', { treeDataProvider: this, showCollapseAll: true });
	}

	get query(): string {
		return this.kept?.query ?? '';
	}

	keep(answer: SearchAnswer): void {
		this.show(answer);
		void vscode.commands.executeCommand('skilllens.results.focus');
	}

	clear(): void {
		this.show(undefined);
	}

	dismiss(node: ResultNode): void {
		if (this.kept !== undefined) {
			const gone = node.kind === 'hit' ? [node.hit] : node.hits;
			const results = this.kept.results.filter((hit) => !gone.includes(hit));
			this.show(results.length === 0 ? undefined : { ...this.kept, results });
		}
	}

	asMarkdown(): string {
		return this.kept === undefined ? '' : answerAsMarkdown(this.kept);
	}

	getChildren(node?: ResultNode): ResultNode[] {
		if (node === undefined) {
			return filesOf(this.kept?.results ?? []);
		}
		return node.kind === 'file' ? node.hits.map((hit) => ({ kind: 'hit', hit })) : [];
	}

	getTreeItem(node: ResultNode): vscode.TreeItem {
		return node.kind === 'file' ? fileItem(node) : hitItem(node.hit);
	}

	dispose(): void {
		this.view.dispose();
		this.changed.dispose();
	}

	private show(answer: SearchAnswer | undefined): void {
		this.kept = answer;
		// the header of a lone view shows neither description nor the user's capitals; the message does
		this.view.message = answer === undefined ? '' : summary(answer);
		void vscode.commands.executeCommand('setContext', 'skilllens.hasResults', answer !== undefined);
		this.changed.fire(undefined);
	}
}

/** In the order of their best hits. */
export function filesOf(hits: readonly HitItem[]): FileNode[] {
	return [...Map.groupBy(hits, ({ uri }) => uri)].map(([uri, own]) => ({ kind: 'file', uri, path: own[0]?.path ?? '', hits: own }));
}

function summary(answer: SearchAnswer): string {
	const files = new Set(answer.results.map(({ uri }) => uri)).size;
	const question = `“${answer.query.trim().replaceAll(/\s+/g, ' ').slice(0, 120)}”`;
	return [question, vscode.l10n.t('{0} in {1}', hitCount(answer.results.length), fileCount(files)), costLine(answer)].join(' · ');
}

function fileItem({ uri, path, hits }: FileNode): vscode.TreeItem {
	const item = new vscode.TreeItem(vscode.Uri.parse(uri), vscode.TreeItemCollapsibleState.Expanded);
	const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
	item.iconPath = vscode.ThemeIcon.File;
	item.description = [folder, count(hits.length)].filter((part) => part !== '').join(' · ');
	item.tooltip = path;
	item.contextValue = 'file';
	return item;
}

function hitItem(hit: HitItem): vscode.TreeItem {
	const line = hit.range.start.line + 1;
	const item = new vscode.TreeItem(hit.preview.trim() || hit.symbol || hit.path);
	item.description = [vscode.l10n.t('line {0}', line), plainLegs(hit)].join(' · ');
	item.iconPath = new vscode.ThemeIcon(symbolIcon(hit));
	item.tooltip = [hit.symbol, `${hit.path}:${line}`, plainLegs(hit)].filter((part) => part !== '').join('\n');
	item.contextValue = 'hit';
	item.command = { command: 'skilllens.results.open', title: vscode.l10n.t('Open'), arguments: [{ kind: 'hit', hit }] };
	return item;
}
