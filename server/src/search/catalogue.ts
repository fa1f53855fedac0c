/** What a path alone says of every file: its words and its place (source, test, example, …), and which files are named by a word. */
import { Remembered } from '../base/remembered.ts';
import { type Place, placeOf } from '../domain/place.ts';
import { parts, stem } from '../domain/terms.ts';
import type { Store, StoredFile } from '../storage/store.ts';

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

/** A name that files have, as stemmed words, and which files those are. */
export type FileName = { readonly words: readonly string[]; readonly files: ReadonlySet<number> };

/** Files that carry the name of their folder: what they hold is what the folder is called. */
const faceOfFolder = /^(?:index|mod|__init__|init|package-info|doc|lib)$/i;
/** Files whose facts are kept from question to question, at the least. */
const remembered = 1_000;

export function factsOf({ id, path, hash }: Pick<StoredFile, 'id' | 'path' | 'hash'>): FileFacts {
	return { id, path, hash, stem: nameOf(path), folders: new Set(parts(folderOf(path)).map(stem)), place: placeOf(path) };
}

function nameOf(path: string): string[] {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const dot = name.indexOf('.', 1);
	const base = dot === -1 ? name : name.slice(0, dot);
	const folder = folderOf(path);
	return parts(faceOfFolder.test(base) ? folder.slice(folder.lastIndexOf('/') + 1) : base).map(stem);
}

function folderOf(path: string): string {
	return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

type Named = { readonly words: readonly string[]; readonly files: Set<number> };

/** Kept current with the index; what it costs to ask does not grow with the number of files. */
export class Catalogue {
	private readonly store: Pick<Store, 'generation' | 'files' | 'file'>;
	private readonly facts = new Remembered<FileFacts>(remembered);
	/** By the file, by the name, and by each of its words. */
	private readonly nameOfFile = new Map<number, Named>();
	private readonly names = new Map<string, Named>();
	private readonly byWord = new Map<string, Set<Named>>();
	private generation = -1;

	constructor(store: Pick<Store, 'generation' | 'files' | 'file'>) {
		this.store = store;
	}

	get(id: number): FileFacts | undefined {
		const file = this.store.file(id);
		const known = this.facts.get(`${id}`);
		if (file === undefined || known?.hash === file.hash) {
			return file && known;
		}
		const facts = factsOf(file);
		this.facts.set(`${id}`, facts);
		return facts;
	}

	/** The names that have one of these words. */
	named(words: readonly string[]): ReadonlySet<FileName> {
		this.bringUpToDate();
		return new Set(words.flatMap((word) => [...(this.byWord.get(word) ?? [])]));
	}

	private bringUpToDate(): void {
		const generation = this.store.generation();
		if (generation === this.generation) {
			return;
		}
		const files = this.store.files();
		for (const { id, path } of files) {
			if (!this.nameOfFile.has(id)) {
				this.add(id, nameOf(path));
			}
		}
		if (this.nameOfFile.size > files.length) {
			const alive = new Set(files.map(({ id }) => id));
			for (const [id, name] of this.nameOfFile) {
				if (!alive.has(id)) {
					this.remove(id, name);
				}
			}
		}
		this.generation = generation;
	}

	private add(id: number, words: readonly string[]): void {
		const key = words.join(' ');
		let name = this.names.get(key);
		if (name === undefined) {
			name = { words, files: new Set() };
			this.names.set(key, name);
			for (const word of words) {
				this.byWord.set(word, (this.byWord.get(word) ?? new Set<Named>()).add(name));
			}
		}
		name.files.add(id);
		this.nameOfFile.set(id, name);
	}

	private remove(id: number, name: Named): void {
		this.nameOfFile.delete(id);
		name.files.delete(id);
		if (name.files.size === 0) {
			this.names.delete(name.words.join(' '));
			for (const word of name.words) {
				const left = this.byWord.get(word);
				left?.delete(name);
				if (left?.size === 0) {
					this.byWord.delete(word);
				}
			}
		}
	}
}
