/** Places of a file as they compare with a picture: the file's code by its best chunk, each section of its prose. Pure. */
import type { StoredChunk } from '../domain/chunk.ts';
import { parts, terms } from '../domain/terms.ts';
import { coloursIn, type Painted, painted, type Weighed } from './colours.ts';
import type { Scores } from './fuse.ts';
import type { Looks, Standing } from './looks.ts';
import { type Aligned, align, type Idf, type Overlap, overlap, termsOf } from './overlap.ts';
import type { Said } from './picture.ts';
import type { Relation } from './relations.ts';

export type Place = {
	readonly chunk: StoredChunk;
	readonly scores: Scores;
	/** Terms it shares with the picture, the rarest first, and lines in the same order. */
	readonly shared: readonly string[];
	readonly lines: number;
	/** The lines that the picture shows, where enough of them stand in order. */
	readonly shown?: { readonly startLine: number; readonly endLine: number };
	/** Different terms of the text. */
	readonly size: number;
	readonly because: string;
	/** Colours of the picture that it names, the most telling first. */
	readonly colours?: readonly string[];
	/** Where it stands by what the picture shows. */
	readonly looks?: Standing | undefined;
	/** What it names, or what names it, where that speaks for it. */
	readonly named?: string;
	/** A test of it that fits. */
	readonly test?: string;
};

export type Compared = {
	readonly said: Said;
	/** Terms of what is said of the picture. */
	readonly context: Said;
	readonly idf: Idf;
	readonly relations: ReadonlyMap<string, Relation>;
	readonly colours: readonly Weighed[];
	readonly looks: Looks;
};

/** How much pairs of neighbours count beside single words. */
const pairWeight = 1.5;

export function placesOf(
	chunks: readonly StoredChunk[],
	text: string,
	textOf: (chunk: StoredChunk) => string,
	compared: Compared,
): Place[] {
	const docs = chunks.filter(({ kind }) => kind === 'doc');
	const code = chunks.filter(({ kind }) => kind === 'code');
	return [...docs.map((chunk) => sectionPlace(chunk, `${chunk.symbol}\n${textOf(chunk)}`, compared)), ...codePlace(code, text, compared)];
}

function sectionPlace(chunk: StoredChunk, text: string, { said, context, idf, relations, colours, looks }: Compared): Place {
	const own = termsOf(text);
	const words = overlap(said, own, idf);
	const relation = relations.get(chunk.path);
	const paint = paintedIn(text, colours);
	const standing = looks.standing.get(chunk.id);
	const isThere = relation?.line === undefined || (chunk.startLine <= relation.line && relation.line <= chunk.endLine);
	return {
		chunk,
		scores: {
			words: words.words + pairWeight * words.pairs,
			context: sum(overlap(context, own, idf)),
			files: isThere ? (relation?.weight ?? 0) : 0.3 * (relation?.weight ?? 0),
			colours: paint.weight,
			looks: standing?.above ?? 0,
		},
		colours: paint.shared,
		looks: standing,
		shared: words.shared,
		size: own.all.size,
		lines: 0,
		because: isThere ? (relation?.because ?? '') : '',
	};
}

/** One for the file: its best chunk is where most lines stand in order, else where most words are. */
function codePlace(chunks: readonly StoredChunk[], text: string, { said, context, idf, relations, colours, looks }: Compared): Place[] {
	const [first] = chunks;
	if (first === undefined) {
		return [];
	}
	const own = termsOf(text);
	const words = overlap(said, own, idf);
	const aligned = align(said, text, idf);
	const relation = relations.get(first.path);
	const paint = paintedIn(text, colours);
	const nearest = chunks.reduce((best, chunk) => (above(chunk, looks) > above(best, looks) ? chunk : best), first);
	const standing = looks.standing.get(nearest.id);
	const chunk = words.shared.length > 0 || isLong(aligned) ? bestChunk(chunks, text, words, aligned, idf) : undefined;
	return [
		{
			chunk: chunk ?? (standing === undefined ? mostPainted(chunks, text, colours) : nearest),
			scores: {
				words: words.words + pairWeight * words.pairs,
				lines: aligned?.weight ?? 0,
				names: namesIn(chunks, said, idf),
				context: sum(overlap(context, own, idf)),
				files: relation?.weight ?? 0,
				colours: paint.weight,
				looks: standing?.above ?? 0,
			},
			colours: paint.shared,
			looks: standing,
			shared: words.shared,
			size: own.all.size,
			lines: aligned?.count ?? 0,
			...(isLong(aligned) ? { shown: { startLine: aligned.start + 1, endLine: aligned.end + 1 } } : {}),
			because: relation?.because ?? '',
		},
	];
}

function paintedIn(text: string, colours: readonly Weighed[]): Painted {
	return colours.length === 0 ? { weight: 0, shared: [] } : painted(colours, coloursIn(text));
}

function above({ id }: StoredChunk, { standing }: Looks): number {
	return standing.get(id)?.above ?? 0;
}

function mostPainted(chunks: readonly StoredChunk[], text: string, colours: readonly Weighed[]): StoredChunk {
	const lines = text.split('\n');
	const weight = ({ startLine, endLine }: StoredChunk): number => paintedIn(lines.slice(startLine - 1, endLine).join('\n'), colours).weight;
	return best(chunks, weight);
}

function sum({ words, pairs }: Overlap): number {
	return words + pairWeight * pairs;
}

/** Names it defines that stand in the picture as one word, each once. */
function namesIn(chunks: readonly StoredChunk[], said: Said, idf: Idf): number {
	const names = new Set(chunks.flatMap((chunk) => chunk.names.map((name) => parts(name).join(''))));
	return [...names].reduce((all, name) => all + (name.length > 3 && said.terms.has(name) ? (idf.get(name) ?? 0) : 0), 0);
}

/** Lines in the same order are a place by themselves from here on. */
const leastLines = 3;

function isLong(aligned: Aligned | undefined): aligned is Aligned {
	return aligned !== undefined && aligned.count >= leastLines;
}

function bestChunk(chunks: readonly StoredChunk[], text: string, words: Overlap, aligned: Aligned | undefined, idf: Idf): StoredChunk {
	const lines = text.split('\n');
	const shared = new Set(words.shared);
	const score = ({ startLine, endLine }: StoredChunk): number => {
		if (isLong(aligned)) {
			return Math.min(endLine, aligned.end + 1) - Math.max(startLine, aligned.start + 1);
		}
		const there = new Set(lines.slice(startLine - 1, endLine).flatMap((line) => terms(line)));
		return [...there].reduce((all, term) => all + (shared.has(term) ? (idf.get(term) ?? 0) : 0), 0);
	};
	return best(chunks, score);
}

/** The first of those with the highest score. */
function best(chunks: readonly StoredChunk[], score: (chunk: StoredChunk) => number): StoredChunk {
	return chunks.map((chunk) => ({ chunk, own: score(chunk) })).reduce((most, each) => (each.own > most.own ? each : most)).chunk;
}
