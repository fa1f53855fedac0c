/** Pictures with what their regions show, one panel a picture: asked of the server, decided by the user, undone again. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import {
	type DecideParams,
	type DiagramAnswer,
	decideRequest,
	diagramRequest,
	type LinkItem,
	type TargetItem,
} from '../../../server/protocol/messages.ts';
import { count } from '../format.ts';
import { guarded } from '../guard.ts';
import type { Server } from '../languageClient.ts';
import { openTarget } from '../opening.ts';
import type { FromPanel, ShownRegion, ToPanel, Words } from './diagramMessages.ts';
import { chooseSymbol } from './symbolPicker.ts';
import { page } from './webviewPage.ts';

const viewType = 'skilllens.diagram';

export type DiagramParts = { readonly server: Server; readonly log: vscode.LogOutputChannel; readonly extension: vscode.Uri };

export class DiagramPanels implements vscode.Disposable {
	private readonly parts: DiagramParts;
	private readonly open = new Map<string, DiagramPanel>();
	private readonly owned: vscode.Disposable[];

	constructor(parts: DiagramParts) {
		this.parts = parts;
		this.owned = [
			parts.server.onDidChangeLinks(() => this.refresh()),
			vscode.window.registerWebviewPanelSerializer(viewType, {
				deserializeWebviewPanel: async (panel, state: unknown) => {
					const uri = typeof state === 'object' && state !== null && 'uri' in state ? String(state.uri) : '';
					if (uri === '') {
						panel.dispose();
					} else {
						this.add(panel, vscode.Uri.parse(uri));
					}
				},
			}),
		];
	}

	show(uri: vscode.Uri, viewColumn = vscode.ViewColumn.Active): void {
		const known = this.open.get(uri.toString());
		if (known !== undefined) {
			known.panel.reveal();
			return;
		}
		this.add(vscode.window.createWebviewPanel(viewType, titleOf(uri), viewColumn), uri);
	}

	dispose(): void {
		for (const item of [...this.owned, ...this.open.values()]) {
			item.dispose();
		}
	}

	private add(panel: vscode.WebviewPanel, uri: vscode.Uri): void {
		const made = new DiagramPanel(panel, uri, this.parts);
		this.open.set(uri.toString(), made);
		panel.onDidDispose(() => {
			this.open.delete(uri.toString());
			made.dispose();
		});
	}

	private refresh(): void {
		for (const panel of this.open.values()) {
			panel.refresh();
		}
	}
}

/** One decision, and what takes it back. */
type Step = { readonly back: DecideParams; readonly said: string };

class DiagramPanel implements vscode.Disposable {
	readonly panel: vscode.WebviewPanel;
	private readonly uri: vscode.Uri;
	private readonly parts: DiagramParts;
	private readonly steps: Step[] = [];
	private readonly lifetime = new vscode.CancellationTokenSource();
	private readonly owned: vscode.Disposable[];
	private diagram: DiagramAnswer | undefined;
	private said = '';

	constructor(panel: vscode.WebviewPanel, uri: vscode.Uri, parts: DiagramParts) {
		this.panel = panel;
		this.uri = uri;
		this.parts = parts;
		const folder = vscode.Uri.joinPath(uri, '..');
		panel.webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(parts.extension), folder] };
		this.owned = [this.lifetime, panel.webview.onDidReceiveMessage((message: FromPanel) => this.do(() => this.received(message)))];
		panel.webview.html = page(panel.webview, parts.extension, { script: 'diagram', state: { uri: uri.toString() } });
	}

	/** Asks again, quietly where it cannot be answered at this moment. */
	refresh(): void {
		void this.show().catch((error: unknown) => this.parts.log.warn(`No diagram: ${String(error)}`));
	}

	dispose(): void {
		this.lifetime.cancel();
		for (const item of this.owned) {
			item.dispose();
		}
	}

	private async received(message: FromPanel): Promise<void> {
		switch (message.kind) {
			case 'ready':
				return this.show();
			case 'undo':
				return this.undo();
			case 'open':
				return this.open(this.linkOf(message), message.side);
			case 'decide':
				return this.decide(message.region, this.linkOf(message), message.decision);
			case 'other':
				return this.chooseOther(message.region);
		}
	}

	private linkOf({ region, link }: { readonly region: number; readonly link: number }): LinkItem | undefined {
		return this.diagram?.regions[region]?.links[link];
	}

	private async show(): Promise<void> {
		try {
			this.diagram = await this.parts.server.ask(diagramRequest, { uri: this.uri.toString() }, this.lifetime.token);
		} catch (error) {
			if (!(error instanceof vscode.CancellationError)) {
				await this.tell({ kind: 'problem', message: error instanceof Error ? error.message : String(error) });
			}
			return;
		}
		const { notes, regions, width } = this.diagram;
		const lines = this.diagram.source.map(({ text, line }) => ({ text, line: line + 1 }));
		await this.tell({
			...{ kind: 'diagram', title: titleOf(this.uri), source: width === 0 ? '' : this.panel.webview.asWebviewUri(this.uri).toString() },
			...{ summary: summary(this.diagram), notes, lines, regions: regions.map((region) => shownRegion(region, this.diagram)) },
			...{ canUndo: this.steps.length > 0, words: words(), said: this.said },
		});
	}

	private async open(link: LinkItem | undefined, side: boolean): Promise<void> {
		await (link && openTarget(link, side ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active));
	}

	/** `byLine`: where the server knows no symbol by that path, the one at its line is meant. */
	private async decide(region: number, target: TargetItem | undefined, decision: 'confirmed' | 'rejected', byLine = false): Promise<void> {
		const text = this.diagram?.regions[region]?.text;
		if (target === undefined || text === undefined) {
			return;
		}
		const uri = this.uri.toString();
		const { line, symbol: asked } = target;
		const { symbol, before } = await this.parts.server.ask(decideRequest, {
			...{ uri, region: text, decision },
			target: { uri: target.uri, symbol: asked, ...(byLine ? { line } : {}) },
		});
		const back: DecideParams = {
			uri,
			region: text,
			target: { uri: target.uri, symbol },
			...(before === undefined ? {} : { decision: before }),
		};
		const name = symbol === '' ? target.path : symbol;
		this.steps.push({ back, said: name });
		this.said = decision === 'confirmed' ? vscode.l10n.t('{0} confirmed', name) : vscode.l10n.t('{0} rejected', name);
		await this.show();
	}

	private async undo(): Promise<void> {
		const step = this.steps.pop();
		if (step !== undefined) {
			await this.parts.server.ask(decideRequest, step.back);
			this.said = vscode.l10n.t('Decision on {0} taken back', step.said);
			await this.show();
		}
	}

	private async chooseOther(region: number): Promise<void> {
		const text = this.diagram?.regions[region]?.text;
		const found = text === undefined ? undefined : await chooseSymbol(this.parts.server, this.uri, text);
		await this.decide(region, found, 'confirmed', true);
	}

	private async tell(message: ToPanel): Promise<void> {
		await this.panel.webview.postMessage(message);
	}

	private do(action: () => Promise<void>): void {
		void guarded(this.parts.log, action);
	}
}

function titleOf(uri: vscode.Uri): string {
	return posix.basename(uri.path);
}

function shownRegion({ text, box, line, links }: DiagramAnswer['regions'][number], diagram: DiagramAnswer | undefined): ShownRegion {
	const [width, height] = [diagram?.width || 1, diagram?.height || 1];
	return {
		...{ text, line: line === undefined ? undefined : line + 1 },
		box: { left: box.left / width, top: box.top / height, width: box.width / width, height: box.height / height },
		links: links.map(({ symbol, path, line, state, because }, id) => ({ id, symbol, where: `${path}:${line + 1}`, state, because })),
	};
}

/** "6 regions, 4 linked, 1 probably, 1 unknown": the picture as a whole is no region. */
export function summary({ regions }: Pick<DiagramAnswer, 'regions'>): string {
	const states = regions
		.filter(({ text }) => text !== '')
		.map(({ links }) => links.find(({ state }) => state !== 'rejected')?.state ?? 'unknown');
	const of = (state: (typeof states)[number]): string => count(states.filter((each) => each === state).length);
	return [
		vscode.l10n.t(
			'{0} labels: {1} confirmed, {2} probable, {3} unknown',
			count(states.length),
			of('confirmed'),
			of('suggested'),
			of('unknown'),
		),
		vscode.l10n.t('what you confirm is kept in .skilllens/links.json'),
	].join(' · ');
}

function words(): Words {
	return {
		whole: vscode.l10n.t('The whole picture'),
		regions: vscode.l10n.t('What the labels show'),
		confirmed: vscode.l10n.t('confirmed'),
		probably: vscode.l10n.t('probably'),
		rejected: vscode.l10n.t('rejected'),
		unknown: vscode.l10n.t('unknown'),
		confirm: vscode.l10n.t('Confirm'),
		reject: vscode.l10n.t('Reject'),
		other: vscode.l10n.t('Choose…'),
		open: vscode.l10n.t('Open'),
		undo: vscode.l10n.t('Undo'),
		keys: vscode.l10n.t('Arrow keys move, Enter opens the code, C confirms, X rejects, O chooses other code, Ctrl+Z takes back.'),
	};
}

function webviewFolder(extension: vscode.Uri): vscode.Uri {
	return vscode.Uri.joinPath(extension, 'dist', 'webview');
}
