/** The log of answers: opened as the file that it is, erased when a person says so twice. */
import * as vscode from 'vscode';
import { answerLogRequest, eraseAnswerLogRequest } from '../../server/protocol/messages.ts';
import type { Server } from './languageClient.ts';

const setting = 'skilllens.trace.answerLog';

export async function openAnswerLog(server: Server): Promise<void> {
	const { uri, on, exists } = await server.ask(answerLogRequest);
	if (exists) {
		await vscode.window.showTextDocument(vscode.Uri.parse(uri), { preview: true });
		return;
	}
	const turnOn = vscode.l10n.t('Open Settings');
	const chosen = on
		? await vscode.window.showInformationMessage(vscode.l10n.t('The log of answers is empty: nothing was asked since it was turned on.'))
		: await vscode.window.showInformationMessage(vscode.l10n.t('The log of answers is off, and there is none.'), turnOn);
	if (chosen === turnOn) {
		await vscode.commands.executeCommand('workbench.action.openSettings', setting);
	}
}

export async function eraseAnswerLog(server: Server): Promise<void> {
	const erase = vscode.l10n.t('Erase');
	const detail = vscode.l10n.t('Questions, places and what was opened are gone for good. The index stays as it is.');
	const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Erase the log of answers?'), { modal: true, detail }, erase);
	if (chosen === erase) {
		await server.ask(eraseAnswerLogRequest);
	}
}
