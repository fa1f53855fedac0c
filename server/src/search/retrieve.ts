/** From a route to candidates: every leg asked side by side, each with its own ranks. */
import type { StoredChunk } from '../domain/chunk.ts';
import type { FileIds, Filter, Scored, Store, Within, WordLeg } from '../storage/store.ts';
import type { Catalogue, FileFacts, FileName } from './catalogue.ts';
import type { Route } from './route.ts';
import { picturesLike, type Showing } from './shown.ts';

/** The vectors of the question, as far as there are any. */
export type QueryVectors = {
	readonly static: Float32Array | undefined;
	readonly skills: Float32Array | undefined;
	/** The vectors of pictures, where pictures are asked for and there are any. */
	readonly shown?: Showing | undefined;
};

/** `shown` is what the image skill says of pictures. */
export type LegName = WordLeg | 'path' | 'static' | 'skills' | 'shown';

/** Where an item stands in one leg: rank from 1, the leg's own score (BM25, cosine, share of the file's name). */
export type Place = { readonly rank: number; readonly score: number };

/** A chunk that some leg found, with its place in each. */
export type Candidate = { readonly chunk: StoredChunk; readonly file: FileFacts; readonly legs: ReadonlyMap<LegName, Place> };

export type Retrieval = {
	readonly candidates: readonly Candidate[];
	/** log(1 + chunks / chunks with the term). */
	readonly idf: ReadonlyMap<string, number>;
	readonly chunks: number;
};

/** How deep each leg is read. */
const depth: Readonly<Record<LegName, number>> = { chunk: 80, names: 25, file: 15, path: 15, static: 50, skills: 50, shown: 20 };

/** What the legs of words say under a filter, for which no vector is needed. */
export type Words = {
	readonly idf: Retrieval['idf'];
	readonly chunk: readonly Scored[];
	readonly names: readonly Scored[];
	readonly file: readonly Scored[];
};

export function wordsOf(filter: Filter, route: Route, store: Store): Words {
	const known = store.documentFrequency(route.compounds);
	const asked = [...route.terms, ...route.compounds.filter((term) => (known.get(term) ?? 0) > 0)];
	return {
		idf: idfOf(route.terms, store),
		chunk: store.words('chunk', asked, depth.chunk, filter),
		names: store.words('names', asked, depth.names, filter),
		file: store.words('file', asked, depth.file, filter),
	};
}

export function retrieve(filter: Filter, route: Route, words: Words, vectors: QueryVectors, store: Store, files: Catalogue): Retrieval {
	const within = store.within(filter);
	const { idf } = words;
	const chunkLegs: readonly (readonly [LegName, readonly Scored[]])[] = [
		['chunk', words.chunk],
		['names', words.names],
		['static', vectors.static === undefined ? [] : store.nearest('static', vectors.static, depth.static, filter)],
		['skills', vectors.skills === undefined ? [] : store.nearest('skills', vectors.skills, depth.skills, filter)],
		['shown', shownBy(vectors, store, within)],
	];
	const fileLegs: readonly (readonly [LegName, readonly Scored[]])[] = [
		['file', words.file],
		['path', byName(files.named(route.terms), route.terms, idf, within.files, depth.path)],
	];
	return { candidates: gather(chunkLegs, fileLegs, store, files, within), idf, chunks: store.count(filter).chunks };
}

function shownBy({ skills, shown }: QueryVectors, store: Store, within: Within): Scored[] {
	return skills === undefined || shown === undefined ? [] : picturesLike(skills, shown, store, within, depth.shown);
}

function gather(
	chunkLegs: readonly (readonly [LegName, readonly Scored[]])[],
	fileLegs: readonly (readonly [LegName, readonly Scored[]])[],
	store: Store,
	files: Catalogue,
	within: Within,
): Candidate[] {
	const ofChunk = placesById(chunkLegs);
	const ofFile = placesById(fileLegs);
	const chunks = new Map(store.read([...ofChunk.keys()]).map((chunk) => [chunk.id, chunk]));
	const covered = new Set([...chunks.values()].map((chunk) => chunk.file));
	for (const file of ofFile.keys()) {
		const path = files.get(file)?.path;
		const face = covered.has(file) || path === undefined ? undefined : faceOf(store.chunksOf(path), within);
		if (face !== undefined) {
			chunks.set(face.id, face);
		}
	}
	return [...chunks.values()].flatMap((chunk) => {
		const file = files.get(chunk.file);
		return file === undefined
			? []
			: [{ chunk, file, legs: new Map([...(ofFile.get(chunk.file) ?? []), ...(ofChunk.get(chunk.id) ?? [])]) }];
	});
}

/** The chunk that stands for a file of which no chunk was found by itself: its first definition. */
function faceOf(chunks: readonly StoredChunk[], within: Within): StoredChunk | undefined {
	const allowed = chunks.filter((chunk) => within.has(chunk.id));
	return allowed.find((chunk) => chunk.names.length > 0) ?? allowed[0];
}

function placesById(legs: readonly (readonly [LegName, readonly Scored[]])[]): Map<number, Map<LegName, Place>> {
	const places = new Map<number, Map<LegName, Place>>();
	for (const [leg, items] of legs) {
		for (const [i, { id, score }] of items.entries()) {
			const of = places.get(id) ?? new Map<LegName, Place>();
			of.set(leg, { rank: i + 1, score });
			places.set(id, of);
		}
	}
	return places;
}

function idfOf(terms: readonly string[], store: Store): Map<string, number> {
	const { chunks } = store.count({});
	const frequency = store.documentFrequency(terms);
	return new Map(terms.map((term) => [term, Math.log(1 + chunks / Math.max(frequency.get(term) ?? 0, 0.5))]));
}

/** Of the files inside, those whose name says what the question says, best first. */
export function byName(
	names: Iterable<FileName>,
	terms: readonly string[],
	idf: ReadonlyMap<string, number>,
	inside: FileIds,
	limit: number,
): Scored[] {
	const scored = [...names].map(({ words, files }) => ({ files, score: coverage(words, terms, idf) })).sort((a, b) => b.score - a.score);
	const found: Scored[] = [];
	for (const { files, score } of scored) {
		if (score === 0 || (found.length >= limit && score < (found[limit - 1] as Scored).score)) {
			break;
		}
		for (const id of files) {
			if (inside.has(id)) {
				found.push({ id, score });
			}
		}
	}
	return found.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, limit);
}

/** The share of the question (weighted by how telling its terms are) that these words say, times the share of them the question says. */
export function coverage(words: readonly string[], terms: readonly string[], idf: ReadonlyMap<string, number>): number {
	if (words.length === 0 || terms.length === 0) {
		return 0;
	}
	let [said, all] = [0, 0];
	for (const term of terms) {
		const weight = idf.get(term) ?? 0;
		all += weight;
		said += words.includes(term) ? weight : 0;
	}
	return all === 0 ? 0 : (said / all) * (words.filter((word) => terms.includes(word)).length / words.length);
}

/**
 * The same candidates, the leg of the skills now counted among them all: candidates got vectors since. Pictures found by nothing but what they
 * show stay out of it: they would move the floor of the leg for all others.
 */
export function withSimilarities(retrieval: Retrieval, vector: Float32Array, store: Store): Retrieval {
	const similarity = store.similarities(
		'skills',
		vector,
		retrieval.candidates.filter(({ legs }) => !isOnlyShown(legs)).map(({ chunk }) => chunk.id),
	);
	const order = [...similarity].sort((a, b) => b[1] - a[1]);
	const places = new Map(order.map(([id, score], i) => [id, { rank: i + 1, score }]));
	return {
		...retrieval,
		candidates: retrieval.candidates.map((candidate) => {
			const place = places.get(candidate.chunk.id);
			const legs = new Map(candidate.legs);
			legs.delete('skills');
			return { ...candidate, legs: place === undefined ? legs : legs.set('skills', place) };
		}),
	};
}

function isOnlyShown(legs: Candidate['legs']): boolean {
	return legs.size === 1 && legs.has('shown');
}

/** What the other legs found, as if no chunk had a vector of the skills. */
export function withoutSkills(retrieval: Retrieval): Retrieval {
	const candidates = retrieval.candidates.map((candidate) => {
		const legs = new Map(candidate.legs);
		legs.delete('skills');
		return { ...candidate, legs };
	});
	return { ...retrieval, candidates: candidates.filter(({ legs }) => legs.size > 0) };
}
