/** Why a place has its rank, as a text for people. Pure. */
import type { Hit, Signal } from '../domain/hit.ts';
import type { Ranked } from './rank.ts';
import type { Route } from './route.ts';

export type WhyFacts = {
	readonly path: string;
	readonly line: number | undefined;
	readonly rank: number | undefined;
	readonly hit: Hit | undefined;
	readonly route: Route;
	/** As they were typed. */
	readonly filters: readonly string[];
	/** What stands above it, best first. */
	readonly better: readonly Ranked[];
	readonly candidates: number;
};

const forms = { words: 'a question in words', symbol: 'the name of a symbol', code: 'a piece of code' } as const;

export function whyText({ path, line, rank, hit, route, filters, better, candidates }: WhyFacts): string {
	const place = line === undefined ? path : `${path}:${line}`;
	const within = filters.length === 0 ? '' : ` Only within ${filters.join(' ')}.`;
	const read = `Read as ${forms[route.form]}; searched for: ${route.terms.slice(0, 20).join(' ')}.${within}`;
	if (hit === undefined || rank === undefined) {
		return [`${place} is indexed, but no leg of the search brought it among the ${candidates} candidates.`, read].join('\n');
	}
	const lines = [
		`${hit.path}:${hit.startLine}-${hit.endLine}${hit.symbol === '' ? '' : ` (${hit.symbol})`} stands at rank ${rank} of ${candidates} candidates, score ${hit.score}.`,
		read,
		'Found by:',
		...hit.signals.map((signal) => `  ${describeSignal(signal)}`),
		...(hit.rules.length === 0 ? [] : ['Rules applied:', ...hit.rules.map(({ rule, effect }) => `  ${effect} ${rule}`)]),
	];
	const first = better[0]?.candidate.chunk;
	if (first !== undefined) {
		lines.push(
			`${better.length === 1 ? 'One place fits' : `${better.length} places fit`} better, the first: ${first.path}:${first.startLine}${first.symbol === '' ? '' : ` (${first.symbol})`}.`,
		);
	}
	return lines.join('\n');
}

function describeSignal({ name, rank, similarity, words }: Signal): string {
	const more = [
		similarity === undefined ? '' : `cosine ${similarity.toFixed(3)}`,
		words === undefined || words.length === 0 ? '' : `words: ${words.join(' ')}`,
	];
	return [`${name}, rank ${rank}`, ...more.filter((text) => text !== '')].join(', ');
}
