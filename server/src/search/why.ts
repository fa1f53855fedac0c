/** Why a place has its rank, as a text for people. Pure. */
import type { Hit, Signal } from '../domain/hit.ts';
import type { LastTaken } from './fuse.ts';
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
	/** What stands above it, best first; all that was found where it was not. */
	readonly better: readonly Ranked[];
	readonly candidates: number;
	/** What of a place that was not found fits best; undefined where nothing of it has to do with the question. */
	readonly nearest?: Hit | undefined;
	readonly last?: LastTaken;
};

const mostInstead = 3;
const forms = { words: 'a question in words', symbol: 'the name of a symbol', code: 'a piece of code' } as const;

export function whyText(facts: WhyFacts): string {
	const { path, line, rank, hit, route, filters, better, candidates } = facts;
	const place = line === undefined ? path : `${path}:${line}`;
	const within = filters.length === 0 ? '' : ` Only within ${filters.join(' ')}.`;
	const read = `Read as ${forms[route.form]}; searched for: ${route.words.slice(0, 20).join(' ')}.${within}`;
	if (hit === undefined || rank === undefined) {
		const missed = `${place} is indexed, but no leg of the search brought it among the ${candidates} candidates.`;
		return [missed, read, ...nearestLines(facts), ...insteadLines(facts)].join('\n');
	}
	const lines = [
		`${hit.path}:${hit.startLine}-${hit.endLine}${hit.symbol === '' ? '' : ` (${hit.symbol})`} stands at rank ${rank} of ${candidates} candidates, score ${hit.score}.`,
		read,
		'Found by:',
		...hit.signals.map((signal) => `  ${describeSignal(signal)}`),
		...(hit.rules.length === 0 ? [] : ['Rules applied:', ...hit.rules.map(({ rule, effect }) => `  ${effect} ${rule}`)]),
	];
	const [first] = better;
	if (first !== undefined) {
		lines.push(`${better.length === 1 ? 'One place fits' : `${better.length} places fit`} better, the first: ${named(first)}.`);
	}
	return lines.join('\n');
}

/** How far the best of it is from what the legs took. */
function nearestLines({ nearest, filters, last = {} }: WhyFacts): string[] {
	if (nearest === undefined) {
		return [`Nothing of it has to do with the question${filters.length === 0 ? '' : ', or a filter leaves it out'}.`];
	}
	const { signals, symbol } = nearest;
	const words = signals.flatMap((signal) => signal.words ?? []);
	const cosines = signals.flatMap(({ name, similarity }) => {
		const taken = last[name === 'static' ? 'static' : 'skills'];
		const beside = taken === undefined ? '' : `; the last of ${taken.taken} that count has ${taken.score.toFixed(3)}`;
		return similarity === undefined ? [] : [`  ${name}, cosine ${similarity.toFixed(3)}${beside}`];
	});
	return [
		`Nearest in it: ${nearest.path}:${nearest.startLine}-${nearest.endLine}${symbol === '' ? '' : ` (${symbol})`}:`,
		words.length === 0 ? '  no word of the question' : `  words: ${[...new Set(words)].join(' ')}`,
		...cosines,
	];
}

function insteadLines({ better }: WhyFacts): string[] {
	return better.length === 0 ? [] : ['First instead:', ...better.slice(0, mostInstead).map((item) => `  ${named(item)}`)];
}

function named({ candidate: { chunk } }: Ranked): string {
	return `${chunk.path}:${chunk.startLine}${chunk.symbol === '' ? '' : ` (${chunk.symbol})`}`;
}

function describeSignal({ name, rank, similarity, words }: Signal): string {
	const more = [
		similarity === undefined ? '' : `cosine ${similarity.toFixed(3)}`,
		words === undefined || words.length === 0 ? '' : `words: ${words.join(' ')}`,
	];
	return [`${name}, rank ${rank}`, ...more.filter((text) => text !== '')].join(', ');
}
