/** The pictures of the workspace that were read, and the diagrams that are kept as text, by the names that their labels have. */
import type { SourceFile } from '../domain/file.ts';
import { isPictureName, type PictureKind, type Reading } from '../domain/picture.ts';
import { blocksOf, type DiagramSource, diagramSource, hasDiagramSource, kindOf, type Pictures } from '../skills/pictures.ts';
import type { Store } from '../storage/store.ts';
import { keyOf, type LabelName, labelText, namesIn } from './label.ts';

export type Label = {
	readonly text: string;
	readonly names: readonly LabelName[];
	/** Of a diagram that is kept as text. */
	readonly line?: number;
};
export type Shelved = {
	readonly path: string;
	readonly hash: string;
	readonly kind: PictureKind;
	/** Pixels; 0 of a diagram that is kept as text. */
	readonly width: number;
	readonly height: number;
	/** Its words were read from a source, not by OCR. */
	readonly isCertain: boolean;
	readonly labels: readonly Label[];
};

/** Labels of one picture that are kept. */
const mostLabels = 500;

export class Shelf {
	private readonly store: Store;
	private readonly pictures: Pictures;
	private readonly read: (path: string) => SourceFile | undefined;
	/** What readings say does not change. */
	private readonly byHash = new Map<string, Omit<Shelved, 'path' | 'hash'>>();
	private current:
		| { readonly generation: number; readonly all: readonly Shelved[]; readonly byKey: ReadonlyMap<string, readonly Shelved[]> }
		| undefined;

	/** `read` gives a file as it is on disk. */
	constructor(store: Store, pictures: Pictures, read: (path: string) => SourceFile | undefined) {
		this.store = store;
		this.pictures = pictures;
		this.read = read;
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
			const all = this.store
				.files()
				.flatMap(({ path, hash }) => (isPictureName(path) || hasDiagramSource(path) ? this.shelved(path, hash) : []));
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
		const made = known ?? (isPictureName(path) ? this.seen(hash) : this.drawn(path, hash));
		if (made !== undefined) {
			this.byHash.set(hash, made);
		}
		return made === undefined ? [] : [{ path, hash, ...made }];
	}

	private seen(hash: string): Omit<Shelved, 'path' | 'hash'> | undefined {
		const reading = this.pictures.kept(hash);
		return (
			reading && {
				...{ kind: kindOf(reading), width: reading.width, height: reading.height },
				...{ isCertain: reading.source === 'text', labels: labelsOf(reading) },
			}
		);
	}

	/** Undefined where it is not on disk as the index knows it. */
	private drawn(path: string, hash: string): Omit<Shelved, 'path' | 'hash'> | undefined {
		const file = this.read(path);
		return file?.hash === hash
			? { kind: 'diagram', width: 0, height: 0, isCertain: true, labels: nodeLabels(diagramSource(path, file.text)) }
			: undefined;
	}
}

export function labelsOf({ lines }: Pick<Reading, 'lines'>): Label[] {
	return bounded(blocksOf(lines).map(({ text }) => ({ text: labelText(text), names: namesIn(text) })));
}

function nodeLabels({ nodes }: DiagramSource): Label[] {
	return bounded(nodes.map(({ text, line }) => ({ text: labelText(text), names: namesIn(text), line })));
}

/** Those that may name code go first: the others are only known again. */
function bounded(labels: readonly Label[]): Label[] {
	const legible = labels.filter(({ text }) => keyOf(text) !== '');
	return legible.toSorted((a, b) => Math.sign(b.names.length) - Math.sign(a.names.length)).slice(0, mostLabels);
}
