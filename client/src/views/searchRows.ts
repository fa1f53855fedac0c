/** The rows of the search box: what was found, what can be asked again, what went wrong. */
import * as vscode from 'vscode';
import type { CompleteAnswer, HitItem, SearchAnswer } from '../../../server/protocol/messages.ts';
import { activation } from '../activation.ts';
import { chunkCount, fileCount } from '../counts.ts';
import { plainLegs, signedLegs, symbolIcon, whereOf } from '../evidence.ts';
import { inert, milliseconds } from '../format.ts';
import type { HitAction } from '../hitActions.ts';

/** A button that runs a command, or one of the row's own actions. */
export type RowButton = vscode.QuickInputButton & { readonly act: HitAction | 'forget' | { readonly command: string } };
export type Row = vscode.QuickPickItem & {
	readonly hit?: HitItem;
	/** A question to ask, in words or as code of several lines. */
	readonly question?: string;
	/** What the box says when this row is taken; typing goes on. */
	readonly typed?: string;
};

export type Shown = { readonly legs: boolean; readonly folders: number; folderName(uri: string): string | undefined };

/** What fits on a row beside its buttons. Characters. */
const rowLength = 76;

/** The answer in the server's order, and what makes it less than complete. */
export function answerRows(answer: SearchAnswer, shown: Shown): Row[] {
	const notes = answer.notes.flatMap((note) => paragraph('info', note));
	return answer.results.length === 0 ? [nothingFound(answer), ...notes] : [...answer.results.map((hit) => hitRow(hit, shown)), ...notes];
}

/** Values for the filter that is being typed, above what was found so far. */
export function completionRows({ items }: CompleteAnswer): Row[] {
	const rows = items.map(({ filter, query, files }) => ({
		...plain('filter', filter),
		typed: query,
		...(files !== undefined && { description: fileCount(files) }),
	}));
	return rows.length === 0 ? [] : [header(vscode.l10n.t('filters')), ...rows, header(vscode.l10n.t('results'))];
}

/** Every filter there is, to begin with at the end of the question. */
export function filterRows(question: string): Row[] {
	const start = question.trim() === '' ? '' : `${question.trim()} `;
	const row = (begins: string, example: string, detail: string): Row => ({
		...plain('filter', example, detail),
		typed: `${start}${begins}`,
	});
	return [
		row('kind:', 'kind:code', vscode.l10n.t('Hits of one kind: code, doc or picture')),
		row('path:', 'path:src/**/*.ts', vscode.l10n.t('Files in a folder, with a name, or that fit a pattern')),
		row('lang:', 'lang:python', vscode.l10n.t('Files in a language')),
		row('skill:', 'skill:code', vscode.l10n.t('The skill that reads the question: text or code')),
		row('"', vscode.l10n.t('"exact words"'), vscode.l10n.t('Places with these words as they stand')),
		row('-', vscode.l10n.t('-word'), vscode.l10n.t('Places without this word; a minus also turns every other filter round')),
	];
}

/** What the answer cost: "text activated · 10.6 M of 49 M parameters · cpu · 8 ms". */
export function costLine(answer: SearchAnswer): string {
	return [...answer.filters.map(({ text }) => text), ...activation(answer), milliseconds(answer.ms)].join(' · ');
}

/** Before anything is typed: what was asked lately, the selection, and what one can ask. */
export function emptyRows(recent: readonly string[], selection: string): Row[] {
	const lines = selection.trim().split('\n');
	const selected: Row = {
		...plain('selection', vscode.l10n.t('Search for the selected text'), (lines[0] ?? '').trim().slice(0, 120)),
		question: selection,
	};
	const asked = recent.map((question): Row => ({ ...plain('history', question), question, buttons: [forgetButton()] }));
	return [
		...(selection.trim() === '' ? [] : [selected]),
		...(asked.length === 0 ? [] : [header(vscode.l10n.t('asked before')), ...asked]),
		...(asked.length === 0
			? [message('lightbulb', vscode.l10n.t('Ask in words, name a symbol, or paste code: “where are retries handled”'))]
			: []),
	];
}

/** What happened and what to do about it, with the buttons that do it. */
export function failureRows(error: unknown, running: boolean): Row[] {
	const [first, ...others] = paragraph('error', error instanceof Error ? error.message : String(error));
	const cure = running ? doctorButton() : commandButton('debug-restart', vscode.l10n.t('Restart the server'), 'skilllens.restart');
	return [{ label: '', ...first, buttons: [cure, commandButton('output', vscode.l10n.t('Show the log'), 'skilllens.log')] }, ...others];
}

function hitRow(hit: HitItem, { legs, folders, folderName }: Shown): Row {
	const folder = folders > 1 ? folderName(hit.uri) : undefined;
	const place = `${folder === undefined ? '' : `${folder} › `}${whereOf(hit)}`;
	const name = hit.symbol === '' ? hit.path.slice(hit.path.lastIndexOf('/') + 1) : hit.symbol;
	const evidence = legs && hit.signals.length > 0 ? `   ${signedLegs(hit)}` : '';
	return {
		...plain(symbolIcon(hit), name, hit.preview.trim()),
		description: `${inert(place)}${evidence}`,
		hit,
		buttons: [
			rowButton('question', vscode.l10n.t('Why this result ({0})', plainLegs(hit)), 'why'),
			rowButton('split-horizontal', vscode.l10n.t('Open to the side'), 'side'),
			rowButton('copy', vscode.l10n.t('Copy as Markdown'), 'copy'),
		],
	};
}

function nothingFound({ chunks }: SearchAnswer): Row {
	const row = message(
		'search-stop',
		vscode.l10n.t('Nothing found in {0}', chunkCount(chunks)),
		chunks === 0
			? vscode.l10n.t('Files may be left out or still to be read: the list of files left out and the doctor tell.')
			: vscode.l10n.t('Try other words, or see whether the file is among those left out of the index.'),
	);
	return {
		...row,
		buttons: [commandButton('list-filter', vscode.l10n.t('Files left out of the index'), 'skilllens.filesLeftOut'), doctorButton()],
	};
}

function header(label: string): Row {
	return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** A row that says something and does nothing. */
function message(icon: string, label: string, detail = ''): Row {
	return plain(icon, label, detail);
}

/** Rows do not wrap, sentences for people do. */
function paragraph(icon: string, text: string): Row[] {
	const lines = text.trim().match(new RegExp(`\\S.{0,${rowLength - 1}}(?=\\s|$)|\\S+`, 'g')) ?? [text];
	return lines.map((line, i) => message(i === 0 ? icon : 'blank', line));
}

/** `alwaysShow`: the server has chosen already; the box must not filter its answer by the letters typed. */
function plain(icon: string, label: string, detail = ''): Row {
	return {
		label: inert(label),
		iconPath: new vscode.ThemeIcon(icon),
		alwaysShow: true,
		...(detail !== '' && { detail: inert(detail) }),
	};
}

function rowButton(icon: string, tooltip: string, act: RowButton['act']): RowButton {
	return { iconPath: new vscode.ThemeIcon(icon), tooltip, act };
}

function commandButton(icon: string, tooltip: string, command: string): RowButton {
	return rowButton(icon, tooltip, { command });
}

function forgetButton(): RowButton {
	return rowButton('close', vscode.l10n.t('Forget this question'), 'forget');
}

function doctorButton(): RowButton {
	return commandButton('pulse', vscode.l10n.t('Doctor'), 'skilllens.doctor');
}
