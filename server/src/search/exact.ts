/** Words that must stand in a text as they were typed. The index knows where their terms are; the text itself decides. Pure. */
import type { StoredChunk } from '../domain/chunk.ts';
import type { Filter } from '../storage/store.ts';
import type { Asked, ExactWords } from './bounds.ts';
import type { Candidate, Retrieval } from './retrieve.ts';

/** Candidates without the words make room for further ones so often, and until so many are left. */
const mostRounds = 5;
const enough = 40;

/** The candidates that have the words; `note` where the likeliest were compared and there may be more. */
export function withExactWords(
	{ question, filter, exact }: Asked,
	find: (filter: Filter) => Retrieval,
	/** Undefined for what has changed since it was indexed: that is for others to leave out, and to say so. */
	textOf: (chunk: StoredChunk, hash: string) => string | undefined,
): Retrieval & { readonly note?: string } {
	if (exact.has.length + exact.lacks.length === 0) {
		return find(filter);
	}
	const test = exactTest(exact);
	const fits = ({ chunk, file }: Candidate): boolean => {
		const text = textOf(chunk, file.hash);
		return text === undefined || test(text);
	};
	const except = [...(filter.except ?? [])];
	for (let round = 1; ; round++) {
		const found = find(round === 1 ? filter : { ...filter, except });
		const { fit = [], unfit = [] } = Object.groupBy(found.candidates, (candidate) => (fits(candidate) ? 'fit' : 'unfit'));
		if (unfit.length === 0 || fit.length >= Math.max(question.top, enough) || round === mostRounds) {
			const few = unfit.length > 0 && fit.length < question.top;
			return {
				...found,
				candidates: fit,
				...(few && { note: 'More places may have these exact words; only the likeliest were compared.' }),
			};
		}
		except.push(...unfit.map(({ chunk }) => chunk.id));
	}
}

/** Letters that make a word with their neighbours; scripts written without spaces have no ends of words. */
const inWord = String.raw`[[\p{L}\p{M}\p{N}_$]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]]`;
const startsInWord = new RegExp(`^${inWord}`, 'v');
const endsInWord = new RegExp(`${inWord}$`, 'v');

/** Whether a text has the words that it must have, and none that it must not. */
export function exactTest({ has, lacks }: ExactWords): (text: string) => boolean {
	const [wanted, unwanted] = [has.map(exactPattern), lacks.map(exactPattern)];
	return (text) => wanted.every((pattern) => pattern.test(text)) && !unwanted.some((pattern) => pattern.test(text));
}

/** Whole words, any white space between them. Upper and lower case are one unless an upper-case letter was typed. */
function exactPattern(phrase: string): RegExp {
	const words = phrase.trim().split(/\s+/).map(escaped).join(String.raw`\s+`);
	const before = startsInWord.test(phrase.trim()) ? `(?<!${inWord})` : '';
	const after = endsInWord.test(phrase.trim()) ? `(?!${inWord})` : '';
	return new RegExp(`${before}${words}${after}`, /\p{Lu}/u.test(phrase) ? 'v' : 'iv');
}

function escaped(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
