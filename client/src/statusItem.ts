/** The item in the status bar: state in a word, everything else in its tooltip and behind a click; and the same among the states of the language in front. */
import * as vscode from 'vscode';
import type { Server } from './languageClient.ts';
import { longText, shortText } from './statusText.ts';

/** Links of the tooltip; the only commands its text may run. */
const links = [
	'skilllens.restart',
	'skilllens.search',
	'skilllens.pause',
	'skilllens.resume',
	'skilllens.index.focus',
	'skilllens.filesLeftOut',
	'skilllens.doctor',
	'skilllens.log',
] as const;

export class StatusItem implements vscode.Disposable {
	private readonly item = vscode.window.createStatusBarItem('skilllens.status', vscode.StatusBarAlignment.Right, 100);
	private readonly language = vscode.languages.createLanguageStatusItem('skilllens.language', { scheme: 'file' });
	private readonly listener: vscode.Disposable;
	private readonly server: Server;

	constructor(server: Server) {
		this.server = server;
		this.item.name = 'SkillLens';
		this.item.command = 'skilllens.status';
		this.language.name = 'SkillLens';
		this.language.command = { command: 'skilllens.status', title: vscode.l10n.t('Actions') };
		this.listener = server.onDidChange(() => this.update());
		this.update();
		this.item.show();
	}

	dispose(): void {
		this.listener.dispose();
		this.item.dispose();
		this.language.dispose();
	}

	private update(): void {
		const { state } = this.server;
		const { text, label, alarm } = shortText(state);
		const paused = state.kind === 'running' && state.status?.paused === true;
		this.item.text = text;
		this.item.accessibilityInformation = { label, role: 'button' };
		this.item.backgroundColor = alarm ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
		this.language.text = label;
		this.language.busy = text.includes('~spin');
		this.language.severity = alarm ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
		this.item.tooltip = tooltip(longText(state), paused, state.kind === 'running');
		void vscode.commands.executeCommand('setContext', 'skilllens.paused', paused);
	}
}

function tooltip(text: string, paused: boolean, running: boolean): vscode.MarkdownString {
	const titles: Record<(typeof links)[number], string | undefined> = {
		'skilllens.restart': running ? undefined : vscode.l10n.t('Restart'),
		'skilllens.search': running ? vscode.l10n.t('Search') : undefined,
		'skilllens.pause': running && !paused ? vscode.l10n.t('Pause') : undefined,
		'skilllens.resume': paused ? vscode.l10n.t('Resume') : undefined,
		'skilllens.index.focus': running ? vscode.l10n.t('Index') : undefined,
		'skilllens.filesLeftOut': running ? vscode.l10n.t('Files left out') : undefined,
		'skilllens.doctor': running ? vscode.l10n.t('Doctor') : undefined,
		'skilllens.log': vscode.l10n.t('Log'),
	};
	const shown = links.filter((link) => titles[link] !== undefined).map((link) => `[${titles[link]}](command:${link})`);
	const markdown = new vscode.MarkdownString(`**SkillLens**\n\n${text}\n\n---\n\n${shown.join(' · ')}`, true);
	markdown.isTrusted = { enabledCommands: links };
	return markdown;
}
