/** Hits as Markdown, for a chat, an issue or a note. */
import type { HitItem, SearchAnswer } from '../../server/protocol/messages.ts';
import { plainLegs, whereOf } from './evidence.ts';

/** `- [retry](src/retry.ts#L12): code of its first line (code · words)` */
export function hitAsMarkdown(hit: HitItem): string {
	const line = hit.range.start.line + 1;
	const name = hit.symbol === '' ? whereOf(hit) : hit.symbol;
	const target = encodeURI(hit.path).replaceAll('(', '%28').replaceAll(')', '%29');
	const preview = hit.preview === '' ? '' : `: ${codeSpan(hit.preview)}`;
	return `- [${escaped(name)}](${target}#L${line})${preview} (${plainLegs(hit)})`;
}

export function answerAsMarkdown(answer: SearchAnswer): string {
	return [`## ${escaped(answer.query)}`, '', ...answer.results.map(hitAsMarkdown), ...answer.notes.map((note) => `\n> ${note}`), ''].join(
		'\n',
	);
}

export function escaped(text: string): string {
	return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>#]/g, '\\$&');
}

/** A code span may hold back-ticks when its fence is longer than any run of them. */
function codeSpan(text: string): string {
	const runs = text.match(/`+/g) ?? [];
	const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
	const room = runs.length > 0 ? ' ' : '';
	return `${fence}${room}${text.trim()}${room}${fence}`;
}
