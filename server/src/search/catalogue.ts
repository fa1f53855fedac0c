/** What a path alone says of every file: its words and its place (source, test, example, …). Kept per generation of the index. */
import { type Place, placeOf } from '../domain/place.ts';
import { parts, stem } from '../domain/terms.ts';
import type { Store } from '../storage/store.ts';

export type { Place } from '../domain/place.ts';

export type FileFacts = {
	readonly id: number;
	readonly path: string;
	/** Of its content when it was indexed. */
	readonly hash: string;
	/** Stemmed words of the file's name without its ending; of its folder's name for `index`, `mod`, `__init__` and their like. */
	readonly stem: readonly string[];
	/** Stemmed words of its folders, each once. */
	readonly folders: ReadonlySet<string>;
	readonly place: Place;
};

/** Files that carry the name of their folder: what they hold is what the folder is called. */
const faceOfFolder = /^(?:index|mod|__init__|init|package-info|doc|lib)$/i;

export function factsOf({ id, path, hash }: { readonly id: number; readonly path: string; readonly hash: string }): FileFacts {
	const slash = path.lastIndexOf('/');
	const name = path.slice(slash + 1);
	const dot = name.indexOf('.', 1);
	const base = dot === -1 ? name : name.slice(0, dot);
	const folder = path.slice(0, Math.max(slash, 0));
	return {
		id,
		path,
		hash,
		stem: parts(faceOfFolder.test(base) ? folder.slice(folder.lastIndexOf('/') + 1) : base).map(stem),
		folders: new Set(parts(folder).map(stem)),
		place: placeOf(path),
	};
}

/** Facts of every file, made again only for files that are new. */
export class Catalogue {
	private readonly store: Store;
	private facts = new Map<number, FileFacts>();
	private generation = -1;

	constructor(store: Store) {
		this.store = store;
	}

	files(): ReadonlyMap<number, FileFacts> {
		const generation = this.store.generation();
		if (generation !== this.generation) {
			const known = this.facts;
			this.facts = new Map(
				this.store.files().map((file) => {
					const facts = known.get(file.id);
					return [file.id, facts?.path === file.path && facts.hash === file.hash ? facts : factsOf(file)];
				}),
			);
			this.generation = generation;
		}
		return this.facts;
	}
}
