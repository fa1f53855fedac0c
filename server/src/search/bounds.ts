/** From a query to what is asked within which bounds: typed filters and explicit ones together. Pure. */
import { chunkKinds, type StoredChunk } from '../domain/chunk.ts';
import type { Query, Span, TypedFilter } from '../domain/query.ts';
import { anyCaseTerms, terms } from '../domain/terms.ts';
import type { Filter } from '../storage/store.ts';
import { askedSkills, type KnownLanguages, readFilters, type Typed } from './filters.ts';

/** Phrases that a text must have as they were typed, and phrases that it must not have. */
export type ExactWords = { readonly has: readonly string[]; readonly lacks: readonly string[] };

export type Asked = {
	/** The question without its filters, and the skills that may read it. */
	readonly question: Query;
	readonly filter: Filter;
	/** Must be compared with the text of a chunk, which the index does not have; `filter` leaves few to compare. */
	readonly exact: ExactWords;
	readonly filters: readonly TypedFilter[];
	readonly notes: readonly string[];
};

/** Each group makes a search through the index dearer; of long quotes the first words are enough. */
const mostGroups = 16;

/** What of the index must be known to understand a query. */
export type KnownIndex = { readonly languages: KnownLanguages; chunksOf(path: string): readonly StoredChunk[] };

export function bound(query: Query, { languages, chunksOf }: KnownIndex): Asked {
	const plain: Typed = { text: query.text, filters: [], notes: [] };
	const typed = query.verbatim === true ? plain : readFilters(query.text, languages);
	const further = query.refine === undefined ? { ...plain, text: '' } : readFilters(query.refine, languages);
	const filters = [...typed.filters, ...further.filters];
	const of = (name: TypedFilter['name'], not: boolean): string[] =>
		filters.flatMap((filter) => (filter.name === name && (filter.not === true) === not ? filter.values : []));
	const choose = <T extends string>(name: TypedFilter['name'], given: readonly T[] | undefined, all: () => readonly T[]) => {
		const [wanted, unwanted] = [of(name, false), of(name, true)];
		return wanted.length + unwanted.length === 0
			? given
			: (given ?? all()).filter((value) => (wanted.length === 0 || wanted.includes(value)) && !unwanted.includes(value));
	};
	const kinds = choose('kind', query.kinds, () => chunkKinds);
	const skills = choose('skill', query.skills, () => askedSkills);
	const idsOf = (spans: readonly Span[], fits: (chunk: StoredChunk, span: Span) => boolean): number[] =>
		spans.flatMap((span) => chunksOf(span.path).flatMap((chunk) => (fits(chunk, span) ? [chunk.id] : [])));
	const exact = { has: of('exact', false), lacks: of('exact', true) };
	return {
		question: {
			text: further.text === '' ? typed.text : `${typed.text} ${further.text}`.trim(),
			top: query.top,
			...(query.root === undefined ? {} : { root: query.root }),
			...(skills === undefined ? {} : { skills }),
		},
		filter: {
			...(query.root === undefined ? {} : { root: query.root }),
			...(kinds === undefined ? {} : { kinds }),
			languages: choose('lang', undefined, () => languages.present()),
			paths: someOf(of('path', false)),
			notPaths: someOf(of('path', true)),
			having: someOf(exact.has.flatMap(anyCaseTerms).slice(0, mostGroups)),
			lacking: someOf(
				of('word', true)
					.map((word) => [...new Set(terms(word))])
					.filter((all) => all.length > 0),
			),
			among: query.among && idsOf(query.among, begins),
			except: query.except && idsOf(query.except, overlaps),
		},
		exact,
		filters,
		notes: [...typed.notes, ...further.notes],
	};
}

function begins(chunk: StoredChunk, span: Span): boolean {
	return chunk.startLine === span.startLine;
}

function overlaps(chunk: StoredChunk, span: Span): boolean {
	return chunk.startLine <= span.endLine && span.startLine <= chunk.endLine;
}

function someOf<T>(values: readonly T[]): readonly T[] | undefined {
	return values.length === 0 ? undefined : values;
}
