/** What may follow a filter that is being typed at the end of a question. Pure. */
import { chunkKinds } from '../domain/chunk.ts';
import { isQuick, pathTest } from '../domain/paths.ts';
import { askedSkills, type FilterKey, filterKeys } from './filters.ts';

export type Completion = {
	/** The filter with this value. */
	readonly filter: string;
	/** The whole question with it, ready for further words. */
	readonly query: string;
	/** Files that have it, where files are counted. */
	readonly files: number | undefined;
};

export type IndexedFile = { readonly path: string; readonly language: string };

const most = 8;
const unfinished = /(?<=^|\s)(?<start>(?<not>-)?(?<key>[a-z]+):(?<quote>")?(?<before>(?:[^\s",]*,)*))(?<value>[^"]*)$/u;

/** Best first; none where no filter is being typed, or its value stands there already. */
export function complete(text: string, files: () => readonly IndexedFile[]): Completion[] {
	const { start = '', not = '', key, quote, before = '', value = '' } = unfinished.exec(text)?.groups ?? {};
	const name = filterKeys.find((known) => known === key);
	if (name === undefined || (quote === undefined && /\s/.test(value)) || (name === 'path' && !isQuick(value))) {
		return [];
	}
	const all = values(name, files);
	if (name !== 'path' && all.has(value)) {
		return [];
	}
	const fits = name === 'path' ? pathTest(value) : (option: string) => option.startsWith(value.toLowerCase());
	const taken = before.split(',');
	const head = text.slice(0, text.length - start.length - value.length);
	return [...all]
		.filter(([option]) => fits(option) && option !== value && !taken.includes(option))
		.sort((a, b) => (b[1] ?? 0) - (a[1] ?? 0))
		.slice(0, most)
		.map(([option, count]) => {
			const filter = `${not}${name}:${before}${/\s/.test(option) ? `"${option}"` : option}`;
			return { filter, query: `${head}${filter} `, files: count };
		});
}

/** Every value, with the number of its files where that says something. */
function values(name: FilterKey, files: () => readonly IndexedFile[]): Map<string, number | undefined> {
	switch (name) {
		case 'kind':
			return new Map(chunkKinds.map((kind) => [kind, undefined]));
		case 'skill':
			return new Map(askedSkills.map((skill) => [skill, undefined]));
		case 'lang':
			return counts(files().map(({ language }) => language));
		case 'path':
			return counts(files().flatMap(({ path }) => folders(path)));
	}
}

/** `src/http/retry.ts` lies in `src/` and `src/http/`. */
function folders(path: string): string[] {
	return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
}

function counts(names: readonly string[]): Map<string, number> {
	const found = new Map<string, number>();
	for (const name of names) {
		found.set(name, (found.get(name) ?? 0) + 1);
	}
	return found;
}
