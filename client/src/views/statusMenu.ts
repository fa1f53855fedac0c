/** What can be done from the status item: a short menu under one line that tells the state. */
import * as vscode from 'vscode';
import type { ServerState } from '../languageClient.ts';
import { shortText } from '../statusText.ts';

type Entry = vscode.QuickPickItem & { readonly command?: string };

export async function showStatusMenu(state: ServerState): Promise<void> {
	const picked = await vscode.window.showQuickPick(entries(state), { title: 'SkillLens', placeHolder: shortText(state).label });
	if (picked?.command !== undefined) {
		await vscode.commands.executeCommand(picked.command);
	}
}

export function entries(state: ServerState): Entry[] {
	const status = state.kind === 'running' ? state.status : undefined;
	const separator: Entry = { label: '', kind: vscode.QuickPickItemKind.Separator };
	const running: Entry[] = [
		entry('search', vscode.l10n.t('Search'), 'skilllens.search'),
		separator,
		status?.paused === true
			? entry('debug-start', vscode.l10n.t('Resume indexing'), 'skilllens.resume')
			: entry('debug-pause', vscode.l10n.t('Pause indexing'), 'skilllens.pause'),
		entry('refresh', vscode.l10n.t('Bring the index up to date'), 'skilllens.reindex'),
		entry('sync', vscode.l10n.t('Read every file again'), 'skilllens.reindexAll'),
		entry('list-filter', vscode.l10n.t('Files left out of the index'), 'skilllens.filesLeftOut'),
		separator,
		entry('pulse', vscode.l10n.t('Doctor: device, model, index'), 'skilllens.doctor'),
	];
	return [
		...(state.kind === 'running' ? running : [entry('debug-restart', vscode.l10n.t('Restart the server'), 'skilllens.restart')]),
		entry('output', vscode.l10n.t('Log'), 'skilllens.log'),
		entry('gear', vscode.l10n.t('Settings'), 'skilllens.settings'),
	];
}

function entry(icon: string, label: string, command: string): Entry {
	return { label, iconPath: new vscode.ThemeIcon(icon), command };
}
