/** Results that are kept: files with a count, under each its hits with the line that was found. */
import * as vscode from 'vscode';
import type { HitItem, Place, SearchAnswer, SearchParams } from '../../../server/protocol/messages.ts';
import { fileCount, hitCount } from '../counts.ts';
import { plainLegs, symbolIcon, whereOf } from '../evidence.ts';
import { count, oneLine } from '../format.ts';
import { answerAsMarkdown, hitAsMarkdown } from '../markdown.ts';
import { costLine } from './searchRows.ts';

export type FileNode = { readonly kind: 'file'; readonly uri: string; readonly path: string; readonly hits: readonly HitItem[] };
export type HitNode = { readonly kind: 'hit'; readonly hit: HitItem };
export type ResultNode = FileNode | HitNode;
/** An answer, and the further words and filters that narrowed it; empty where it is whole. */
export type Shown = { readonly answer: SearchAnswer | undefined; readonly refinement: string };

export class ResultsTree implements vscode.TreeDataProvider<ResultNode>, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<undefined>();
	readonly onDidChangeTreeData = this.changed.event;
	private readonly view: vscode.TreeView<ResultNode>;
	/** The answer that was kept, whole, and what of it is shown. */
	private whole: SearchAnswer | undefined;
	private current: Shown = { answer: undefined, refinement: '' };
	private asked: SearchParams = { query: '' };

	constructor() {
		this.view = vscode.window.createTreeView('skilllens.results', { treeDataProvider: this, showCollapseAll: true });
	}

	get shown(): Shown {
		return this.current;
	}

	/** The question behind what is shown. */
	get question(): SearchParams {
		const { refinement } = this.current;
		return refinement === '' ? this.asked : { ...this.asked, refine: refinement };
	}

	/** The same question with further words or filters, among the hits of the whole answer. */
	refined(refine: string): SearchParams {
		const among = this.whole?.results.map(({ uri, range }): Place => ({ uri, range })) ?? [];
		return { ...this.asked, refine, among, limit: among.length };
	}

	keep(answer: SearchAnswer, question: SearchParams): void {
		this.asked = question;
		this.whole = answer;
		this.show({ answer, refinement: '' });
		void vscode.commands.executeCommand('skilllens.results.focus');
	}

	/** The answer to a refined question, say; the whole answer is kept behind it. */
	show(shown: Shown): void {
		const { answer, refinement } = shown;
		this.current = shown;
		// the header of a lone view shows neither description nor the user's capitals; the message does
		this.view.message = answer === undefined ? '' : summary(answer, refinement, this.whole);
		void vscode.commands.executeCommand('setContext', 'skilllens.hasResults', answer !== undefined);
		void vscode.commands.executeCommand('setContext', 'skilllens.refined', refinement !== '');
		this.changed.fire(undefined);
	}

	showAll(): void {
		this.show({ answer: this.whole, refinement: '' });
	}

	clear(): void {
		this.whole = undefined;
		this.showAll();
	}

	dismiss(node: ResultNode): void {
		const gone = new Set(this.hits(node).map(placeOf));
		const without = (answer: SearchAnswer | undefined): SearchAnswer | undefined => {
			const results = answer?.results.filter((hit) => !gone.has(placeOf(hit))) ?? [];
			return answer && results.length > 0 ? { ...answer, results } : undefined;
		};
		const answer = without(this.current.answer);
		this.whole = without(this.whole);
		this.show(answer === undefined ? { answer: this.whole, refinement: '' } : { ...this.current, answer });
	}

	/** Those under a node, or all that are shown. */
	hits(node?: ResultNode): readonly HitItem[] {
		if (node === undefined) {
			return this.current.answer?.results ?? [];
		}
		return node.kind === 'hit' ? [node.hit] : node.hits;
	}

	/** Of a node, or of all that is shown. */
	asMarkdown(node?: ResultNode): string {
		const { answer } = this.current;
		return node !== undefined ? this.hits(node).map(hitAsMarkdown).join('\n') : answer === undefined ? '' : answerAsMarkdown(answer);
	}

	getChildren(node?: ResultNode): ResultNode[] {
		if (node === undefined) {
			return filesOf(this.hits());
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
}

/** In the order of their best hits. */
export function filesOf(hits: readonly HitItem[]): FileNode[] {
	return [...Map.groupBy(hits, ({ uri }) => uri)].map(([uri, own]) => ({ kind: 'file', uri, path: own[0]?.path ?? '', hits: own }));
}

function placeOf({ uri, range }: HitItem): string {
	return `${uri}#${range.start.line}`;
}

function summary(answer: SearchAnswer, refinement: string, whole: SearchAnswer | undefined): string {
	const files = new Set(answer.results.map(({ uri }) => uri)).size;
	const question = `“${oneLine(answer.query, 120)}”`;
	const found = vscode.l10n.t('{0} in {1}', hitCount(answer.results.length), fileCount(files));
	const cost = costLine(answer);
	return refinement === ''
		? [question, found, cost].join(' · ')
		: [
				question,
				vscode.l10n.t('refined by {0}', refinement),
				vscode.l10n.t('{0}, of {1}', found, hitCount(whole?.results.length ?? 0)),
				cost,
				...answer.notes,
			].join(' · ');
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
	item.description = [...(hit.kind === 'picture' ? [] : [vscode.l10n.t('line {0}', line)]), plainLegs(hit)].join(' · ');
	item.iconPath = new vscode.ThemeIcon(symbolIcon(hit));
	item.tooltip = [hit.symbol, whereOf(hit), plainLegs(hit)].filter((part) => part !== '').join('\n');
	item.contextValue = 'hit';
	item.command = { command: 'skilllens.results.open', title: vscode.l10n.t('Open'), arguments: [{ kind: 'hit', hit }] };
	return item;
}
