/** The extension's log; the server's lines go to the same channel. */
import * as vscode from 'vscode';

export function openLog(): vscode.LogOutputChannel {
	return vscode.window.createOutputChannel('SkillLens', { log: true });
}
