/** Shows places while the user moves through a list, and puts the editor back as it was when they change their mind. */
import * as vscode from 'vscode';
import type { HitItem } from '../../../server/protocol/messages.ts';
import { openHit, rangeOf } from '../opening.ts';

export class Preview implements vscode.Disposable {
	private readonly before = remember();
	private readonly mark = vscode.window.createTextEditorDecorationType({
		isWholeLine: true,
		backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
		border: '1px none',
		borderColor: new vscode.ThemeColor('editor.rangeHighlightBorder'),
		overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
		overviewRulerLane: vscode.OverviewRulerLane.Full,
	});
	private wanted: HitItem | undefined;
	private shown: HitItem | undefined;
	private work: Promise<void> = Promise.resolve();
	private readonly failed: (error: unknown) => void;

	constructor(failed: (error: unknown) => void) {
		this.failed = failed;
	}

	/** One at a time; of many asked for meanwhile, the last. */
	show(hit: HitItem): void {
		const idle = this.wanted === undefined;
		this.wanted = hit;
		if (idle) {
			this.work = this.work.then(() => this.open()).catch(this.failed);
		}
	}

	/** The user changed their mind. */
	async restore(): Promise<void> {
		this.wanted = undefined;
		await this.work;
		if (this.shown !== undefined) {
			await this.before(vscode.Uri.parse(this.shown.uri));
		}
	}

	dispose(): void {
		this.wanted = undefined;
		this.mark.dispose();
	}

	private async open(): Promise<void> {
		const hit = this.wanted;
		this.wanted = undefined;
		if (hit === undefined) {
			return;
		}
		this.shown = hit;
		const editor = await openHit(hit, { preview: true, preserveFocus: true });
		editor?.setDecorations(this.mark, [rangeOf(hit)]);
	}
}

/** Gives back what brings the present view back. */
function remember(): (shown: vscode.Uri) => Promise<void> {
	const editor = vscode.window.activeTextEditor;
	const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
	if (editor === undefined) {
		const known = new Set(vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((open) => keyOf(open))));
		return (shown) => closePreview(shown, known);
	}
	const { document, viewColumn, selection } = editor;
	const [top] = editor.visibleRanges;
	return async () => {
		const back = await vscode.window.showTextDocument(document, {
			...(viewColumn && { viewColumn }),
			selection,
			preview: tab?.isPreview ?? false,
		});
		if (top !== undefined) {
			back.revealRange(new vscode.Range(top.start, top.start), vscode.TextEditorRevealType.AtTop);
		}
	};
}

/** There was no text editor: closing the preview brings forward what was there. */
async function closePreview(shown: vscode.Uri, known: ReadonlySet<string>): Promise<void> {
	const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
	const opened = tabs.filter((tab) => tab.isPreview && keyOf(tab) === shown.toString() && !known.has(keyOf(tab)));
	await vscode.window.tabGroups.close(opened);
}

function keyOf(tab: vscode.Tab): string {
	return tab.input instanceof vscode.TabInputText || tab.input instanceof vscode.TabInputCustom ? tab.input.uri.toString() : '';
}
