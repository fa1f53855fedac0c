/** What the state of the server looks like in one short word, and in full. */
import * as vscode from 'vscode';
import type { FolderStatus, Status } from '../../server/protocol/messages.ts';
import { chunkCount, fileCount } from './counts.ts';
import { bytes, count, parameters, percent, seconds } from './format.ts';
import type { ServerState } from './languageClient.ts';

export type Short = { readonly text: string; readonly label: string; readonly alarm: boolean };

const working = ({ state }: FolderStatus): boolean => state === 'indexing' || state === 'vectors' || state === 'pictures';

/** The item in the status bar: an icon, a short word, and the same for a screen reader. */
export function shortText(state: ServerState): Short {
	if (state.kind === 'stopped') {
		return short('error', 'SkillLens', vscode.l10n.t('SkillLens: the server is not running'), true);
	}
	if (state.kind !== 'running' || state.status === undefined) {
		return short('sync~spin', 'SkillLens', vscode.l10n.t('SkillLens: starting'));
	}
	const { folders, model, paused, onBattery = false } = state.status;
	if (folders.some((folder) => folder.state === 'failed')) {
		return short('error', 'SkillLens', vscode.l10n.t('SkillLens: a folder could not be indexed'), true);
	}
	if (paused) {
		return onBattery
			? short('debug-pause', 'SkillLens', vscode.l10n.t('SkillLens: indexing is paused on battery'))
			: short('debug-pause', 'SkillLens', vscode.l10n.t('SkillLens: indexing is paused'));
	}
	if (folders.some(working)) {
		const { done, total } = sum(folders.filter(working));
		const share = `${percent(done, total)} %`;
		return short('sync~spin', share, vscode.l10n.t('SkillLens: indexing, {0}', share));
	}
	if (model.problem !== undefined) {
		return short('warning', vscode.l10n.t('words only'), vscode.l10n.t('SkillLens: search by words only'));
	}
	return short('search-fuzzy', 'SkillLens', vscode.l10n.t('SkillLens: ready'));
}

/** The tooltip, in Markdown. */
export function longText(state: ServerState): string {
	if (state.kind === 'running' && state.status !== undefined) {
		return statusText(state.status);
	}
	const why = {
		stopped: vscode.l10n.t('The server ended several times in a row and is not running. The log says why.'),
		waiting: vscode.l10n.t('The server ended unexpectedly and is being started again.'),
		starting: vscode.l10n.t('The server is starting.'),
		running: vscode.l10n.t('The server is starting.'),
	};
	return why[state.kind];
}

function statusText({ folders, model, paused, onBattery = false }: Status): string {
	const rest = paused ? (onBattery ? vscode.l10n.t('Indexing is paused on battery.') : vscode.l10n.t('Indexing is paused.')) : undefined;
	const several = folders.length > 1;
	const lines = [
		...(folders.length === 0 ? [vscode.l10n.t('No folder is open.')] : folders.flatMap((folder) => folderText(folder, several, rest))),
		modelText(model),
		...model.refused.map(({ device, why }) => `$(warning) ${vscode.l10n.t('{0} is not used: {1}', device, plain(why))}`),
		...(model.problem === undefined ? [] : [`$(warning) ${plain(model.problem)}`]),
	];
	return lines.join('\n\n');
}

function folderText(folder: FolderStatus, named: boolean, rest: string | undefined): string[] {
	const counted = `${fileCount(folder.files)}, ${chunkCount(folder.chunks)}`;
	const vectors = folder.vectors < folder.chunks ? vscode.l10n.t('skill vectors of {0}', count(folder.vectors)) : undefined;
	const left = folder.skipped === 0 ? undefined : vscode.l10n.t('{0} left out', count(folder.skipped));
	const quarantined = folder.quarantined === 0 ? undefined : vscode.l10n.t('{0} in quarantine', count(folder.quarantined));
	const facts = [counted, vectors, left, quarantined, bytes(folder.bytes)].filter((fact) => fact !== undefined);
	return [
		`${named ? `**${plain(folder.name)}**: ` : ''}${facts.join(' · ')}`,
		...progress(folder, rest),
		...(folder.problem === undefined ? [] : [`$(error) ${plain(folder.problem)}`]),
		...folder.notes.map((note) => `$(info) ${plain(note)}`),
	];
}

function progress(folder: FolderStatus, rest: string | undefined): string[] {
	if (rest !== undefined) {
		return [`$(debug-pause) ${rest}`];
	}
	if (!working(folder)) {
		return [];
	}
	if (folder.state === 'pictures') {
		return [`$(sync) ${vscode.l10n.t('Reading pictures: {0} of {1}', count(folder.done), count(folder.total))}`];
	}
	const rate = folder.rate === undefined ? undefined : vscode.l10n.t('{0} chunks a second', count(Math.round(folder.rate)));
	const left = folder.secondsLeft === undefined ? undefined : vscode.l10n.t('about {0} left', seconds(folder.secondsLeft));
	const what = folder.state === 'indexing' ? vscode.l10n.t('Indexing') : vscode.l10n.t('Computing skill vectors');
	const done = vscode.l10n.t('{0}: {1} of {2} files', what, count(folder.done), count(folder.total));
	return [`$(sync) ${[done, rate, left].filter((part) => part !== undefined).join(' · ')}`];
}

function modelText(model: Status['model']): string {
	const loaded = model.loaded.length === 0 ? vscode.l10n.t('no skill loaded') : vscode.l10n.t('loaded: {0}', model.loaded.join(', '));
	const size = vscode.l10n.t('{0} parameters', parameters(model.totalParameters));
	return [plain(model.name), ...(model.totalParameters === 0 ? [] : [size]), model.device, loaded]
		.filter((part) => part !== '')
		.join(' · ');
}

function sum(folders: readonly FolderStatus[]): { done: number; total: number } {
	return folders.reduce((all, { done, total }) => ({ done: all.done + done, total: all.total + total }), { done: 0, total: 0 });
}

function short(icon: string, word: string, label: string, alarm = false): Short {
	return { text: `$(${icon}) ${word}`, label, alarm };
}

/** Text that came from elsewhere must not become links or icons. */
function plain(text: string): string {
	return text.replaceAll(/[\\`*_{}[\]()#+!<>|$~-]/g, '\\$&');
}
