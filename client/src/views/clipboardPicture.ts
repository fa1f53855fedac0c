/** A picture from the clipboard. Extensions cannot read one, pages can: a page takes it, and is gone once it has it. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { FromClipboard } from './diagramMessages.ts';
import { page } from './webviewPage.ts';

/** Where it is kept while it is looked up; undefined where the page was closed without one. */
export function pictureFromClipboard(extension: vscode.Uri, storage: vscode.Uri): Promise<vscode.Uri | undefined> {
	const panel = vscode.window.createWebviewPanel(
		'skilllens.clipboard',
		vscode.l10n.t('Picture from the Clipboard'),
		vscode.ViewColumn.Active,
		{
			enableScripts: true,
			localResourceRoots: [vscode.Uri.joinPath(extension, 'dist', 'webview')],
		},
	);
	const closed = new Promise<undefined>((resolve) => panel.onDidDispose(() => resolve(undefined)));
	const taken = new Promise<vscode.Uri>((resolve, reject) => {
		panel.webview.onDidReceiveMessage(({ name, bytes }: FromClipboard) => {
			keepPicture(storage, name, bytes).then(resolve, reject);
		});
	});
	panel.webview.html = page(panel.webview, extension, {
		script: 'clipboard',
		body: `<main tabindex="0" class="paste"><h1>${vscode.l10n.t('Paste a picture here')}</h1><p>${vscode.l10n.t('Press Ctrl+V (⌘V on a Mac), or drop a picture file.')}</p><p role="alert" class="note" hidden>${vscode.l10n.t('That is no picture. Copy one, and paste again.')}</p></main>`,
	});
	return Promise.race([taken, closed]).finally(() => panel.dispose());
}

/** Bytes of a picture that is no file on this machine, kept in the extension's own folder, one at a time. */
export async function keepPicture(storage: vscode.Uri, name: string, bytes: Uint8Array): Promise<vscode.Uri> {
	const kept = vscode.Uri.joinPath(storage, 'dropped', posix.basename(name.replaceAll('\\', '/')));
	await vscode.workspace.fs.writeFile(kept, bytes);
	return kept;
}
