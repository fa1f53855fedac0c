/** Opens a place that was found at its line, and reads what the user has selected. */
import * as vscode from 'vscode';
import type { HitItem, Place, TargetItem } from '../../server/protocol/messages.ts';

export type Where = { readonly side?: boolean; readonly preview?: boolean; readonly preserveFocus?: boolean };

/** Undefined for what has no text, like a picture. */
export async function openHit(
	hit: HitItem,
	{ side = false, preview = false, preserveFocus = false }: Where,
): Promise<vscode.TextEditor | undefined> {
	const uri = vscode.Uri.parse(hit.uri);
	const viewColumn = side ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
	if (hit.kind === 'picture') {
		await vscode.commands.executeCommand('vscode.open', uri, { viewColumn, preview, preserveFocus });
		return undefined;
	}
	const start = new vscode.Position(hit.range.start.line, hit.range.start.character);
	const editor = await vscode.window.showTextDocument(uri, {
		viewColumn,
		preview,
		preserveFocus,
		selection: new vscode.Range(start, start),
	});
	// a preview is looked at below the search box
	editor.revealRange(
		new vscode.Range(start, start),
		preview ? vscode.TextEditorRevealType.InCenter : vscode.TextEditorRevealType.InCenterIfOutsideViewport,
	);
	return editor;
}

/** At the line of its definition. */
export async function openTarget({ uri, line }: TargetItem, viewColumn: vscode.ViewColumn): Promise<void> {
	const start = new vscode.Position(line, 0);
	await vscode.window.showTextDocument(vscode.Uri.parse(uri), { viewColumn, preview: false, selection: new vscode.Range(start, start) });
}

/** The file in front, in whatever editor it is shown. */
export function openUri(): vscode.Uri | undefined {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
}

export function rangeOf(hit: HitItem): vscode.Range {
	const { start, end } = hit.range;
	return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** All of them in a window over the code: at the cursor where there is one, else at the first. */
export async function peekHits(hits: readonly HitItem[]): Promise<void> {
	const locations = hits.map((hit) => new vscode.Location(vscode.Uri.parse(hit.uri), rangeOf(hit).start));
	const editor = vscode.window.activeTextEditor;
	const [first] = locations;
	if (first !== undefined) {
		const [uri, position] = editor === undefined ? [first.uri, first.range.start] : [editor.document.uri, editor.selection.active];
		await vscode.commands.executeCommand('editor.action.peekLocations', uri, position, locations, 'peek');
	}
}

/** Where the selection is. */
export function selectedPlace(): Place | undefined {
	const editor = vscode.window.activeTextEditor;
	const place = ({ line, character }: vscode.Position) => ({ line, character });
	return (
		editor && { uri: editor.document.uri.toString(), range: { start: place(editor.selection.start), end: place(editor.selection.end) } }
	);
}

export function selectedText(): string {
	const editor = vscode.window.activeTextEditor;
	return editor === undefined ? '' : editor.document.getText(editor.selection);
}
