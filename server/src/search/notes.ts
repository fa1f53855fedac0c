/** Whatever makes an answer less than complete, in sentences. Pure. */
import type { Query } from '../domain/query.ts';
import type { Route } from './route.ts';

export type NoteFacts = {
	readonly query: Query;
	/** As they were typed. */
	readonly filters: readonly string[];
	/** What was typed as a filter and is none. */
	readonly typing: readonly string[];
	readonly route: Route;
	readonly counts: { readonly chunks: number; readonly vectors: Readonly<Record<'static' | 'skills', number>> };
	/** Chunks in the whole index, at least where `counts` has none. */
	readonly indexed: number;
	/** Why skills did not answer, each with its remedy. */
	readonly problems: readonly string[];
	/** Files that changed since they were indexed. */
	readonly stale: readonly string[];
	readonly storeNotes: readonly string[];
	/** Files still to be indexed. */
	readonly waiting: number;
	readonly hasEncoder: boolean;
};

const number = new Intl.NumberFormat('en');

export function answerNotes({
	query,
	filters,
	typing,
	route,
	counts,
	indexed,
	problems,
	stale,
	storeNotes,
	waiting: files,
	hasEncoder,
}: NoteFacts): string[] {
	const { chunks, vectors } = counts;
	const waiting = chunks - vectors.skills;
	const notes = [...storeNotes, ...new Set(problems), ...typing];
	if (route.terms.length === 0) {
		const bare = query.text === '' && filters.length + typing.length > 0;
		notes.push(bare ? 'Filters alone ask nothing: add words to search for.' : 'The question has no word to search for.');
	}
	if (files > 0) {
		notes.push(`${number.format(files)} ${files === 1 ? 'file is' : 'files are'} not indexed yet.`);
	}
	if (chunks === 0) {
		notes.push(
			indexed > 0 && filters.length > 0
				? `Nothing that is indexed fits ${filters.join(' ')}.`
				: query.root === undefined || query.root === ''
					? 'Nothing is indexed yet.'
					: `Nothing is indexed under ${query.root}.`,
		);
	} else if (hasEncoder && waiting > 0) {
		const have = vectors.static === 0 ? 'are found by words only' : 'still have static vectors only';
		notes.push(`${number.format(waiting)} of ${number.format(chunks)} chunks ${have}.`);
	}
	if (stale.length > 0) {
		notes.push(
			`${stale.length === 1 ? `${stale[0]} changed` : `${number.format(stale.length)} files changed`} since it was indexed and is left out until it is read again.`,
		);
	}
	if (isForeign(query.text)) {
		notes.push('The model reads English; this question was matched mostly by its words.');
	}
	return notes;
}

/** Most letters are of another script than Latin. */
function isForeign(text: string): boolean {
	const letters = text.match(/\p{L}/gu)?.length ?? 0;
	const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
	return letters > 0 && latin / letters < 0.5;
}
