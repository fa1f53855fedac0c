/**
 * The filters typed in a question: `kind:code path:src/http lang:python skill:code "exact words"`, each also left out with a minus before
 * it, and `-word`. Whatever is none of them stays an ordinary word; a backslash before one makes it one. Pure.
 */
import { chunkKinds } from '../domain/chunk.ts';
import { isQuick } from '../domain/paths.ts';
import type { TypedFilter } from '../domain/query.ts';
import { formOf } from './route.ts';

export type Typed = {
	/** What is asked: the words in quotes stay in it, every other filter is gone. The text as it was where it has no filter. */
	readonly text: string;
	readonly filters: readonly TypedFilter[];
	/** What was typed as a filter and cannot be one, in sentences. */
	readonly notes: readonly string[];
};

/** What may follow `lang:`. */
export type KnownLanguages = {
	/** By the name it has in the index; undefined for what is no language. */
	named(name: string): string | undefined;
	/** Those in the index, for people to choose from. */
	present(): readonly string[];
};

export const filterKeys = ['kind', 'path', 'lang', 'skill'] as const;
export type FilterKey = (typeof filterKeys)[number];
/** Skills that read questions. */
export const askedSkills = ['text', 'code'] as const;

/** Longer questions are pasted code. Characters. */
const longest = 4_000;
/** What stands between spaces, as far as it may be a filter. */
const pieces = /(?<=^|\s)(?<escape>\\)?(?<not>-)?(?:(?<key>[a-z]+):)?(?:"(?<quoted>(?:\\.|[^"\\])*)"|(?<bare>[^\s"]\S*)?)(?=\s|$)/gu;
/** What a minus may leave out: a word or name of two signs or more; `-1`, `-v` and `--top` stay what they are. */
const word = /^[\p{L}_$][\p{L}\p{M}\p{N}_$]+$/u;

type Reading = {
	/** What stays of it in the question. */
	readonly instead: string;
	readonly filter?: TypedFilter | undefined;
	readonly note?: string | undefined;
	/** Quotes and a minus are ordinary signs in a line of code; a key and a colon are not. */
	readonly soft?: boolean;
};
type Found = Reading & { readonly start: number; readonly end: number };

/** Text of several lines is pasted code and taken as it stands. */
export function readFilters(text: string, languages: KnownLanguages): Typed {
	if (text.length > longest || text.trim().includes('\n')) {
		return { text, filters: [], notes: [] };
	}
	const all = [...text.matchAll(pieces)].flatMap((match) => found(match, text, languages) ?? []);
	const bare = replaced(
		text,
		all.map((item) => ({ ...item, instead: '' })),
	);
	const isCode = formOf(bare) === 'code';
	const taken = isCode ? all.filter(({ soft }) => soft !== true) : all;
	return {
		text: replaced(text, taken),
		filters: taken.flatMap(({ filter }) => filter ?? []),
		notes: taken.flatMap(({ note }) => note ?? []),
	};
}

function found(match: RegExpExecArray, text: string, languages: KnownLanguages): Found | undefined {
	const [start, end] = [match.index, match.index + match[0].length];
	const reading = readPiece(match, text.slice(end).trim() === '', languages);
	if (reading === undefined) {
		return undefined;
	}
	const { soft = false } = reading;
	return match.groups?.escape === undefined ? { ...reading, start, end } : { instead: match[0].slice(1), soft, start, end };
}

function readPiece({ groups = {} }: RegExpExecArray, isLast: boolean, languages: KnownLanguages): Reading | undefined {
	const { not, key, quoted, bare = '' } = groups;
	const value = quoted === undefined ? bare : quoted.replaceAll(/\\(["\\])/g, '$1').trim();
	const filter = (name: TypedFilter['name'], ...values: string[]): TypedFilter =>
		typedFilter({ name, values, ...(not === undefined ? {} : { not: true }) });
	if (key === undefined) {
		if (quoted !== undefined && value !== '') {
			return { instead: not === undefined ? value : '', filter: filter('exact', value), soft: true };
		}
		return not !== undefined && word.test(bare) ? { instead: '', filter: filter('word', bare), soft: true } : undefined;
	}
	const name = filterKeys.find((known) => known === key);
	if (name === undefined || (value === '' && !isLast)) {
		return undefined;
	}
	const given = name === 'path' ? [value.replace(/^(?:\.\/)+/, '')] : value.split(',').map((item) => item.trim().toLowerCase());
	const wrong = given.filter((item) => known(name, item, languages) === undefined);
	const values = [...new Set(given.flatMap((item) => known(name, item, languages) ?? []))];
	return {
		instead: '',
		filter: values.length === 0 ? undefined : filter(name, ...values),
		note: wrong.length === 0 ? undefined : `${not ?? ''}${key}:${wrong.join(',')} is left aside: ${choices(name, languages)}.`,
	};
}

function typedFilter(filter: Omit<TypedFilter, 'text'>): TypedFilter {
	const { name, values, not } = filter;
	const quoted = (value: string): string => `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
	const shown = values.map((value) => (name === 'exact' || /[\s"]/.test(value) ? quoted(value) : value)).join(',');
	return { ...filter, text: `${not === true ? '-' : ''}${name === 'exact' || name === 'word' ? '' : `${name}:`}${shown}` };
}

/** The value as the index has it; undefined for what it never has. */
function known(name: FilterKey, value: string, languages: KnownLanguages): string | undefined {
	switch (name) {
		case 'kind':
			return chunkKinds.find((kind) => kind === value);
		case 'skill':
			return askedSkills.find((skill) => skill === value);
		case 'lang':
			return languages.named(value);
		case 'path':
			return value === '' || !isQuick(value) ? undefined : value;
	}
}

function choices(name: FilterKey, languages: KnownLanguages): string {
	switch (name) {
		case 'kind':
			return `kind can be ${listed(chunkKinds)}`;
		case 'skill':
			return `skill can be ${listed(askedSkills)}`;
		case 'lang':
			return languages.present().length === 0 ? 'no language is indexed yet' : `lang can be ${listed(languages.present())}`;
		case 'path':
			return 'path wants a folder, a file or a pattern such as src/**/*.ts, with * or ** four times at most';
	}
}

function listed(values: readonly string[]): string {
	return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function replaced(text: string, taken: readonly Found[]): string {
	if (taken.length === 0) {
		return text;
	}
	const ends = [0, ...taken.map(({ end }) => end)];
	const kept = taken.map(({ start, instead }, i) => text.slice(ends[i], start) + instead);
	return [...kept, text.slice(ends.at(-1))].join('').replaceAll(/\s+/g, ' ').trim();
}
