/** The pictures of the workspace that were read, by the names that their labels have. */
import { isPictureName, type PictureKind, type Reading } from '../domain/picture.ts';
import { type Block, blocksOf, kindOf, type Pictures } from '../skills/pictures.ts';
import type { Store } from '../storage/store.ts';
import { type LabelName, labelText, namesIn } from './label.ts';

export type Label = { readonly text: string; readonly names: readonly LabelName[] };
export type Shelved = {
	readonly path: string;
	readonly hash: string;
	readonly kind: PictureKind;
	/** Its words were read from a source, not by OCR. */
	readonly isCertain: boolean;
	readonly labels: readonly Label[];
};

/** Labels of one picture that are kept. */
const mostLabels = 300;

export class Shelf {
	private readonly store: Store;
	private readonly pictures: Pictures;
	/** What readings say does not change. */
	private readonly byHash = new Map<string, Omit<Shelved, 'path' | 'hash'>>();
	private current:
		| { readonly generation: number; readonly all: readonly Shelved[]; readonly byKey: ReadonlyMap<string, readonly Shelved[]> }
		| undefined;

	constructor(store: Store, pictures: Pictures) {
		this.store = store;
		this.pictures = pictures;
	}

	/** In order of their paths. */
	all(): readonly Shelved[] {
		return this.now().all;
	}

	/** Those with a label that has this name. */
	named(key: string): readonly Shelved[] {
		return this.now().byKey.get(key) ?? [];
	}

	private now() {
		const generation = this.store.generation();
		if (this.current?.generation !== generation) {
			const all = this.store.files().flatMap(({ path, hash }) => (isPictureName(path) ? this.shelved(path, hash) : []));
			const byKey = new Map<string, Shelved[]>();
			for (const picture of all) {
				for (const key of new Set(picture.labels.flatMap(({ names }) => names.map((name) => name.key)))) {
					byKey.set(key, [...(byKey.get(key) ?? []), picture]);
				}
			}
			this.current = { generation, all, byKey };
		}
		return this.current;
	}

	private shelved(path: string, hash: string): Shelved[] {
		const known = this.byHash.get(hash);
		const reading = known === undefined ? this.pictures.kept(hash) : undefined;
		const made = known ?? (reading && { kind: kindOf(reading), isCertain: reading.source === 'text', labels: labelsOf(reading) });
		if (made !== undefined) {
			this.byHash.set(hash, made);
		}
		return made === undefined ? [] : [{ path, hash, ...made }];
	}
}

export function labelsOf({ lines }: Pick<Reading, 'lines'>): Label[] {
	return blocksOf(lines)
		.map(({ text }: Block) => ({ text: labelText(text), names: namesIn(text) }))
		.filter(({ names }) => names.length > 0)
		.slice(0, mostLabels);
}
