/** How an answer came about, in a panel beside the code: asked of the server, copied as Markdown or JSON. */
import * as vscode from 'vscode';
import { type SearchParams, type TraceAnswer, traceRequest } from '../../../server/protocol/messages.ts';
import { oneLine } from '../format.ts';
import { guarded } from '../guard.ts';
import type { Server } from '../languageClient.ts';
import { traceMarkdown, traceTexts } from '../traceText.ts';
import type { FromTrace, ToTrace } from './traceMessages.ts';
import { page } from './webviewPage.ts';

export type TraceParts = { readonly server: Server; readonly log: vscode.LogOutputChannel; readonly extension: vscode.Uri };

/** Hits that are traced. */
const limit = 20;
/** Characters of a question on a tab. */
const longestTitle = 40;

export class TracePanel implements vscode.Disposable {
	private readonly parts: TraceParts;
	private panel: vscode.WebviewPanel | undefined;
	private question: SearchParams = { query: '' };
	private trace: TraceAnswer | undefined;

	constructor(parts: TraceParts) {
		this.parts = parts;
	}

	/** One panel for all questions: the last one is shown. */
	show(question: SearchParams): void {
		this.question = { ...question, limit: Math.min(question.limit ?? limit, limit) };
		const title = vscode.l10n.t('How: {0}', oneLine(question.query, longestTitle));
		if (this.panel !== undefined) {
			this.panel.title = title;
			this.panel.reveal();
			void guarded(this.parts.log, () => this.send());
			return;
		}
		const panel = vscode.window.createWebviewPanel('skilllens.trace', title, vscode.ViewColumn.Beside, {
			enableScripts: true,
			localResourceRoots: [vscode.Uri.joinPath(this.parts.extension, 'dist', 'webview')],
		});
		this.panel = panel;
		panel.onDidDispose(() => {
			this.panel = undefined;
		});
		panel.webview.onDidReceiveMessage((message: FromTrace) => guarded(this.parts.log, () => this.received(message)));
		panel.webview.html = page(panel.webview, this.parts.extension, { script: 'trace' });
	}

	dispose(): void {
		this.panel?.dispose();
	}

	private async received(message: FromTrace): Promise<void> {
		switch (message.kind) {
			case 'ready':
				return this.send();
			case 'copy':
				return this.copy(message.as);
			case 'open':
				return this.open(message.hit, message.side);
		}
	}

	private async send(): Promise<void> {
		let told: ToTrace;
		try {
			this.trace = await this.parts.server.ask(traceRequest, this.question);
			told = { kind: 'trace', ...traceTexts(this.trace) };
		} catch (error) {
			told = { kind: 'problem', message: error instanceof Error ? error.message : String(error) };
		}
		await this.panel?.webview.postMessage(told);
	}

	private async copy(as: 'markdown' | 'json'): Promise<void> {
		if (this.trace !== undefined) {
			await vscode.env.clipboard.writeText(as === 'json' ? `${JSON.stringify(this.trace, undefined, '\t')}\n` : traceMarkdown(this.trace));
		}
	}

	/** The passage that says most of the question is selected. */
	private async open(at: number, side: boolean): Promise<void> {
		const hit = this.trace?.answer.results[at];
		if (hit === undefined) {
			return;
		}
		const uri = vscode.Uri.parse(hit.uri);
		if (hit.kind === 'picture') {
			await vscode.commands.executeCommand('vscode.open', uri);
			return;
		}
		const { start, end } = this.trace?.hits[at]?.passage ?? { start: hit.range.start, end: hit.range.start };
		const selection = new vscode.Range(start.line, start.character, end.line, end.character);
		await vscode.window.showTextDocument(uri, { viewColumn: side ? vscode.ViewColumn.Beside : vscode.ViewColumn.One, selection });
	}
}
