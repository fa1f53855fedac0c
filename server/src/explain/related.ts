/** Code that is near a symbol in meaning: by the vectors of the skills where they are there, by static ones else. Nothing is computed. */
import type { Explanation } from '../domain/explanation.ts';
import { placeOf } from '../domain/place.ts';
import type { Store } from '../storage/store.ts';
import type { Files } from './files.ts';
import type { Found } from './find.ts';

/** Cosines below which nearness says nothing. */
const least = { skills: 0.5, static: 0.6 } as const;
const depth = 24;

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
	for (const set of ['skills', 'static'] as const) {
		const vector = store.vectorOf(set, own.id);
		const near =
			vector === undefined ? [] : store.nearest(set, vector, depth, { kinds: ['code'] }).filter(({ score }) => score >= least[set]);
		if (vector === undefined) {
			continue;
		}
		const cosines = new Map(near.map(({ id, score }) => [id, score]));
		const chunks = store.read(near.map(({ id }) => id)).filter((chunk) => {
			const name = chunk.symbol.split('.').at(-1) ?? '';
			const isOther = chunk.path !== file.path && !definition.names.includes(name);
			return isOther && chunk.names.includes(name) && placeOf(chunk.path) === 'source' && files.current(chunk.path) !== undefined;
		});
		const once = [...new Map(chunks.map((chunk) => [chunk.symbol, chunk])).values()].slice(0, limit);
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
