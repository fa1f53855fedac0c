/** What the commands print: results on standard output, everything else on standard error; colours only where they are wanted. */
import { styleText } from 'node:util';
import { type Bar, Presets, SingleBar } from 'cli-progress';
import { explanationText, type Paint, placeText } from '../../protocol/toolText.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Explanation, Source } from '../domain/explanation.ts';
import type { Answer, Hit } from '../domain/hit.ts';
import type { SkillCost } from '../domain/skill.ts';
import type { Indexer } from '../indexing/indexer.ts';

const number = new Intl.NumberFormat('en');

type Style = Parameters<typeof styleText>[0];

/** Styled where `stream` is a terminal and NO_COLOR is not set. No sign in the text is obeyed, line ends aside. */
export function style(format: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
	return styleText(format, shown(text), { stream });
}

/** On standard error. */
export function say(text: string, format?: Style): void {
	process.stderr.write(`${format === undefined ? shown(text) : style(format, text, process.stderr)}\n`);
}

export function sayAll(notes: readonly string[]): void {
	for (const note of notes) {
		say(note);
	}
}

export function withNotes<T extends { readonly notes: readonly string[] }>(answer: T, notes: readonly string[]): T {
	return { ...answer, notes: [...answer.notes, ...notes] };
}

/** On standard output: text of several lines. */
export function print(text: string): void {
	process.stdout.write(`${shown(text)}\n`);
}

/** A bar on a terminal, nothing elsewhere. */
export function showProgress(indexer: Indexer): Disposable {
	if (!process.stderr.isTTY) {
		return { dispose: () => undefined };
	}
	const bar: Bar = new SingleBar(
		{ format: '{what} {bar} {value}/{total} · {rate} chunks/s · {left}', stream: process.stderr, clearOnComplete: true, hideCursor: true },
		Presets.shades_classic,
	);
	let phase = '';
	const listening = indexer.onProgress((progress) => {
		if (progress.phase !== phase) {
			bar.stop();
			phase = progress.phase;
			if (phase === 'files' || phase === 'vectors' || phase === 'pictures') {
				bar.start(progress.total, 0, { what: phase, rate: 0, left: '' });
			}
		}
		const left = progress.secondsLeft === undefined ? '' : `${Math.ceil(progress.secondsLeft)} s left`;
		bar.update(progress.done, { what: phase, rate: Math.round(progress.rate), left });
	});
	return {
		dispose: () => {
			listening.dispose();
			bar.stop();
		},
	};
}

/** One JSON line per answer, as in contracts.md. */
export function answerJson(answer: Answer, id?: string): string {
	return JSON.stringify({ ...(id === undefined ? {} : { id }), ...resultObject(answer) });
}

/** The result object of contracts.md. */
export function resultObject({ query, filters, ms, device, skills, results, notes }: Answer) {
	return { query, filters, ms, device, skills, results: results.map(resultJson), notes };
}

function resultJson({ path, startLine, endLine, kind, skill, symbol, score, signals, rules, preview }: Hit) {
	return { path, startLine, endLine, kind, skill, symbol, score, signals, rules, preview };
}

export function printAnswer(answer: Answer, totalParameters: number): void {
	for (const [i, hit] of answer.results.entries()) {
		process.stdout.write(`${placeText({ ...hit, where: whereOf(hit), preview: printable(hit.preview) }, i + 1, paint)}\n`);
	}
	if (answer.results.length === 0) {
		say('Nothing found.');
	}
	for (const note of answer.notes) {
		say(note, 'yellow');
	}
	if (answer.filters.length > 0) {
		say(`filters: ${answer.filters.map(({ text }) => text).join(' ')}`, 'dim');
	}
	say(costLine(answer, totalParameters), 'dim');
}

/** Where a hit is, as one types it. */
export function whereOf({ path, startLine, endLine }: Pick<Hit, 'path' | 'startLine' | 'endLine'>): string {
	return `${path}:${startLine}-${endLine}`;
}

const colours = { where: 'cyan', symbol: 'bold', legs: 'dim' } as const;
export const paint: Paint = (part, text) => style(colours[part], printable(text));

function costLine({ skills, device, ms, chunks }: Answer, totalParameters: number): string {
	return [...activatedTexts(skills, totalParameters), device, `${Math.round(ms)} ms`, `${number.format(chunks)} chunks`].join(' · ');
}

/** Which skills were activated, and what of the model that was. */
export function activatedTexts(skills: readonly SkillCost[], totalParameters: number): string[] {
	return skills.length === 0
		? ['no skill activated']
		: skills.map(({ skill, parameters }) => `${skill} activated (${millions(parameters)} of ${millions(totalParameters)} parameters)`);
}

/** What the hover shows, for a terminal. */
export function printExplanation(explanation: Explanation): void {
	process.stdout.write(`${explanationText(printed(explanation), (source) => placed(source, paint))}\n`);
	say(`${explanation.signals.join(' · ')} · ${Math.round(explanation.ms)} ms`, 'dim');
}

export function placed({ path, line, symbol }: Source, paint: Paint = (_, text) => text): string {
	const where = paint('where', `${printable(path)}:${line}`);
	return symbol === '' ? where : `${where}  ${paint('symbol', printable(symbol))}`;
}

function printed({ doc, described, shown, ...explanation }: Explanation): Explanation {
	const quoted = described.map(({ quote, ...source }) => ({ ...source, quote: printable(quote) }));
	const pictures = shown.map((each) => ({ ...each, picture: printable(each.picture), region: printable(each.region) }));
	return { ...explanation, doc: doc === undefined ? undefined : printable(doc), described: quoted, shown: pictures };
}

function millions(count: number): string {
	return `${(count / 1e6).toFixed(1)} M`;
}

const obeyed = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** What comes from the workspace, on one line: signs that control a terminal or the direction of text are shown, not obeyed. */
export function printable(text: string): string {
	return text.replace(obeyed, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}

/** The same with its line ends and tabs. */
function shown(text: string): string {
	return text.replace(/[^\n\t]+/g, printable);
}
