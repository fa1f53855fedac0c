/** The files and sections worth comparing with a picture: what its words, its context, its relations, its colours and its looks find. */
import type { StoredChunk } from '../domain/chunk.ts';
import { isPictureName } from '../domain/picture.ts';
import type { Filter, Store } from '../storage/store.ts';
import type { Idf } from './overlap.ts';

/** How deep each leg is read, and files that are compared at most. */
const depth = { chunk: 150, file: 60, names: 60, context: 40, colours: 150, numbers: 30, looks: 40 } as const;
const mostFiles = 160;
/** Terms that a leg is asked for: the rarest. */
const mostTerms = 60;

export type Asked = {
	readonly words: readonly string[];
	readonly context: readonly string[];
	readonly related: readonly string[];
	/** Terms of the names of its colours, and the numbers of each. */
	readonly colours: readonly string[];
	readonly numbers: readonly (readonly string[])[];
	/** Chunks that are near to what it shows, the nearest first. */
	readonly looks: readonly number[];
};

/** Paths, those found by more legs and higher first. */
export function candidates({ words, context, related, colours, numbers, looks }: Asked, idf: Idf, store: Store, filter: Filter): string[] {
	const paths = new Map(store.files().map(({ id, path }) => [id, path]));
	const asked = rarest(words, idf);
	const legs: (readonly string[])[] = [
		related.slice(0, mostFiles / 2),
		pathsOf(store.read(store.words('chunk', asked, depth.chunk, filter).map(({ id }) => id))),
		store.words('file', asked, depth.file, filter).map(({ id }) => paths.get(id) ?? ''),
		pathsOf(store.read(store.words('names', asked, depth.names, filter).map(({ id }) => id))),
		pathsOf(store.read(store.words('chunk', rarest(context, idf), depth.context, filter).map(({ id }) => id))),
		pathsOf(store.read(store.words('chunk', rarest(colours, idf), depth.colours, filter).map(({ id }) => id))),
		...numbers.map((each) => pathsOf(store.read(store.words('chunk', each, depth.numbers, filter).map(({ id }) => id)))),
		pathsOf(store.read(looks.slice(0, depth.looks))),
	];
	const score = new Map<string, number>();
	for (const leg of legs) {
		for (const [rank, path] of [...new Set(leg)].entries()) {
			score.set(path, (score.get(path) ?? 0) + 1 / (20 + rank));
		}
	}
	return [...score]
		.filter(([path]) => path !== '' && !isPictureName(path))
		.sort((a, b) => b[1] - a[1])
		.slice(0, mostFiles)
		.map(([path]) => path);
}

function pathsOf(chunks: readonly StoredChunk[]): string[] {
	return chunks.map(({ path }) => path);
}

function rarest(terms: readonly string[], idf: Idf): string[] {
	return [...new Set(terms)]
		.filter((term) => (idf.get(term) ?? 0) > 0)
		.sort((a, b) => (idf.get(b) ?? 0) - (idf.get(a) ?? 0))
		.slice(0, mostTerms);
}
