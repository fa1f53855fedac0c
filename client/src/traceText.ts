/** A trace as text for people: for its panel, and as Markdown for an issue or a note. Pure. */
import * as vscode from 'vscode';
import type { TraceAnswer } from '../../server/protocol/messages.ts';
import { whereOf } from './evidence.ts';
import { count, milliseconds, oneLine, parameters } from './format.ts';
import { escaped } from './markdown.ts';
import { costLine } from './views/searchRows.ts';
import type { ToTrace, TraceHit } from './views/traceMessages.ts';

type Shown = Extract<ToTrace, { kind: 'trace' }>;

const longestTitle = 200;
/** In this order on every page; legs that gave nothing are left out. */
const legOrder = ['words', 'names', 'file', 'path', 'static', 'text', 'code', 'image', 'sound', 'video'];

export function traceTexts({ answer, form, words, candidates, skills, shares, hits }: TraceAnswer): Omit<Shown, 'kind'> {
	const costs = new Map(answer.skills.map((cost) => [cost.skill, cost]));
	const states = {
		activated: vscode.l10n.t('activated'),
		notNeeded: vscode.l10n.t('not needed'),
		notInModel: vscode.l10n.t('not in this model'),
	};
	const forms = {
		words: vscode.l10n.t('a question in words'),
		symbol: vscode.l10n.t('the name of a symbol'),
		code: vscode.l10n.t('a piece of code'),
	};
	const legs = legOrder.filter((leg) => answer.results.some(({ signals }) => signals.some(({ name }) => name === leg)));
	return {
		title: `“${oneLine(answer.query, longestTitle)}”`,
		cost: costLine(answer),
		read: vscode.l10n.t(
			'Read as {0}; {1} chunks searched for: {2}; {3} candidates.',
			forms[form],
			count(answer.chunks),
			words.slice(0, 20).join(' '),
			count(candidates),
		),
		skills: {
			caption: vscode.l10n.t('Skills'),
			head: [
				vscode.l10n.t('skill'),
				vscode.l10n.t('state'),
				vscode.l10n.t('parameters'),
				'GFLOP',
				vscode.l10n.t('time'),
				vscode.l10n.t('device'),
			],
			rows: skills.map(({ skill, state }) => {
				const cost = costs.get(skill);
				return cost === undefined
					? [skill, states[state], '', '', '', '']
					: [skill, states[state], parameters(cost.parameters), (cost.flops / 1e9).toFixed(2), milliseconds(cost.ms), answer.device];
			}),
		},
		sharesCaption: vscode.l10n.t('What decided the order'),
		shares: shares.map(({ signal, share }) => ({ name: signal, share, text: `${Math.round(share * 100)} %` })),
		hitsCaption: vscode.l10n.t('Hits, with their rank in each leg'),
		hitsHead: [vscode.l10n.t('rank'), ...legs, vscode.l10n.t('before rules'), vscode.l10n.t('place'), vscode.l10n.t('rules and words')],
		hits: answer.results.map((hit, i): TraceHit => {
			const rankIn = (leg: string): string => String(hit.signals.find(({ name }) => name === leg)?.rank ?? '–');
			const { fusedRank = 0, passage } = hits[i] ?? {};
			const found = hit.signals.flatMap((signal) => signal.words ?? []);
			const isPicture = hit.kind === 'picture';
			return {
				name: hit.symbol === '' ? hit.path.slice(hit.path.lastIndexOf('/') + 1) : hit.symbol,
				where: whereOf(hit),
				cells: [String(i + 1), ...legs.map(rankIn), String(fusedRank)],
				rules: [
					...hit.rules.map(({ rule, effect }) => `${effect} ${rule}`),
					...(found.length === 0 ? [] : [vscode.l10n.t('words: {0}', [...new Set(found)].join(' '))]),
				],
				passage: passage === undefined || isPicture ? '' : vscode.l10n.t('lines {0} to {1}', passage.start.line + 1, passage.end.line),
			};
		}),
		legend: vscode.l10n.t(
			'Legs: words, names and file count words, static and the skills compare meaning. 1 is the best of its leg, – means that the leg did not find it. Rules act on what the legs give together.',
		),
		notes: answer.notes,
		copyMarkdown: vscode.l10n.t('Copy as Markdown'),
		copyJson: vscode.l10n.t('Copy as JSON'),
	};
}

export function traceMarkdown(trace: TraceAnswer): string {
	const { title, cost, read, skills, sharesCaption, shares, hitsCaption, hitsHead, hits, legend, notes } = traceTexts(trace);
	const rows = hits.map(({ name, where, cells, rules, passage }) => [
		...cells,
		`${name} (${where})`,
		[...rules, ...(passage === '' ? [] : [passage])].join('; '),
	]);
	return [
		`## ${escaped(title)}`,
		escaped(cost),
		escaped(read),
		table(skills.head, skills.rows),
		`${sharesCaption}: ${shares.map(({ name, text }) => `${name} ${text}`).join(', ')}`,
		`### ${hitsCaption}`,
		table(hitsHead, rows),
		legend,
		...notes.map((note) => `> ${escaped(note)}`),
		'',
	].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]): string => `| ${cells.map((cell) => escaped(cell).replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
