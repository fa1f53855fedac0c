/** Code that is near a symbol in meaning: by the vectors of the skills where they are there, by static ones else. Nothing is computed. */
import type { Explanation } from '../domain/explanation.ts';
import { placeOf } from '../domain/place.ts';
import { terms } from '../domain/terms.ts';
import type { Store } from '../storage/store.ts';
import type { Files } from './files.ts';
import type { Found } from './find.ts';

/** Cosines from which two pieces are related when their names have a word in common, and when they have none. */
const least = { skills: [0.6, 0.78], static: [0.82, 0.92] } as const;
const depth = 24;
/** A word in so large a share of all chunks tells nothing apart. */
const common = 0.15;

export type RelatedOptions = { readonly store: Store; readonly files: Files };

export function relatedTo(
	{ file, nested: { definition } }: Found,
	limit: number,
	{ store, files }: RelatedOptions,
): Explanation['related'] {
	const line = definition.declared + 1;
	const own = store.chunksOf(file.path).find(({ startLine, endLine }) => startLine <= line && line <= endLine);
	if (own === undefined || own.symbol !== definition.path.join('.')) {
		return []; // its chunk is about something else
	}
	const rare = [...store.documentFrequency(terms(own.symbol))].filter(([, count]) => count < common * store.count({}).chunks);
	const words = new Set(rare.map(([term]) => term));
	for (const set of ['skills', 'static'] as const) {
		const vector = store.vectorOf(set, own.id);
		const near =
			vector === undefined ? [] : store.nearest(set, vector, depth, { kinds: ['code'] }).filter(({ score }) => score >= least[set][0]);
		if (vector === undefined) {
			continue;
		}
		const cosines = new Map(near.map(({ id, score }) => [id, score]));
		const chunks = store.read(near.map(({ id }) => id)).filter((chunk) => {
			const name = chunk.symbol.split('.').at(-1) ?? '';
			const isOther = chunk.path !== file.path && !definition.names.includes(name) && name !== chunk.symbol.split('.').at(-2);
			const shares = terms(chunk.symbol).some((term) => words.has(term));
			return (
				isOther &&
				(shares || (cosines.get(chunk.id) ?? 0) >= least[set][1]) &&
				chunk.names.includes(name) &&
				placeOf(chunk.path) === 'source' &&
				files.current(chunk.path) !== undefined
			);
		});
		const once = [...Map.groupBy(chunks, ({ path }) => path).values()].flatMap(([first]) => first ?? []).slice(0, limit);
		return once.map((chunk) => ({
			path: chunk.path,
			line: chunk.startLine,
			symbol: chunk.symbol,
			signal: set === 'skills' ? chunk.skill : 'static',
			similarity: Number((cosines.get(chunk.id) ?? 0).toFixed(4)),
		}));
	}
	return [];
}
