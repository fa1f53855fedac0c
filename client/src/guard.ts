/** The edge of everything the user starts: an error is told once and logged whole; cancellation is not an error. */
import * as vscode from 'vscode';
import { inert } from './format.ts';

export async function guarded(log: vscode.LogOutputChannel, action: () => unknown): Promise<void> {
	try {
		await action();
	} catch (error) {
		if (!(error instanceof vscode.CancellationError)) {
			log.error(error instanceof Error ? error : String(error));
			await tell(error instanceof Error ? error.message : String(error), log);
		}
	}
}

async function tell(text: string, log: vscode.LogOutputChannel): Promise<void> {
	const showLog = vscode.l10n.t('Show the log');
	if ((await vscode.window.showErrorMessage(inert(text), showLog)) === showLog) {
		log.show();
	}
}
