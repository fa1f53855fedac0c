/** "Why not this file?": for a file that was expected, its rank for a question, or what keeps it out. */
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { openUri } from './opening.ts';
import type { RecentQuestions } from './recent.ts';
import type { Reports } from './reports.ts';

/** `given` is the file chosen in the explorer; without it, the file in front. The last question is offered. */
export async function whyNot(given: unknown, recent: RecentQuestions, reports: Reports): Promise<void> {
	const uri = given instanceof vscode.Uri ? given : openUri();
	if (uri === undefined) {
		void vscode.window.showInformationMessage(vscode.l10n.t('Open the file that you expected, or choose it in the explorer.'));
		return;
	}
	const query = await vscode.window.showInputBox({
		title: vscode.l10n.t('Why was {0} not found?', posix.basename(uri.path)),
		prompt: vscode.l10n.t('The question that it was expected for'),
		value: recent.list()[0] ?? '',
		validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Type the question that it was expected for.') : undefined),
	});
	if (query !== undefined) {
		await recent.add(query);
		await reports.whyFile({ query: query.trim(), uri: uri.toString() });
	}
}
