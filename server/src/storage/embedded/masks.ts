/** Which chunks may answer under a filter, as one byte a slot; worked out once a filter and revision. */
import type { Filter } from '../store.ts';
import { type Catalogue, gone, kindNumber } from './catalogue.ts';

export type Mask = {
	/** 1 for each slot that may answer. */
	readonly slots: Uint8Array;
	readonly chunks: number;
	/** Files that may answer: inside the root, and with a chunk of these kinds where kinds are asked for. */
	readonly files: ReadonlySet<number>;
	/** Least and largest id of a chunk that may answer. */
	readonly ids: readonly [number, number];
	/** Whether everything may answer. */
	readonly all: boolean;
	has(id: number): boolean;
};

/** Filters that are remembered; people alternate between few. */
const remembered = 8;

export class Masks {
	private readonly catalogue: Catalogue;
	private readonly known = new Map<string, Mask>();

	constructor(catalogue: Catalogue) {
		this.catalogue = catalogue;
	}

	forget(): void {
		this.known.clear();
	}

	of(filter: Filter): Mask {
		const key = JSON.stringify([filter.root ?? '', filter.kinds === undefined ? null : [...filter.kinds].sort()]);
		const found = this.known.get(key) ?? maskOf(this.catalogue, filter);
		this.known.delete(key);
		if (this.known.size >= remembered) {
			this.known.delete(this.known.keys().next().value ?? '');
		}
		this.known.set(key, found);
		return found;
	}
}

function maskOf(catalogue: Catalogue, filter: Filter): Mask {
	const root = filter.root ?? '';
	const kinds = filter.kinds?.map(kindNumber);
	const inside = new Set<number>();
	for (const file of catalogue.files.values()) {
		if (root === '' || file.path === root || file.path.startsWith(`${root}/`)) {
			inside.add(file.id);
		}
	}
	const everyFile = inside.size === catalogue.files.size;
	const files = kinds === undefined ? inside : new Set<number>();
	const slots = new Uint8Array(catalogue.length);
	let [chunks, least, largest] = [0, 0, -1];
	for (let slot = 0; slot < catalogue.length; slot++) {
		const kind = catalogue.kinds[slot] as number;
		const file = catalogue.fileOf[slot] as number;
		if (kind !== gone && (kinds === undefined || kinds.includes(kind)) && (everyFile || inside.has(file))) {
			slots[slot] = 1;
			const id = catalogue.ids[slot] as number;
			least = chunks++ === 0 ? id : least;
			largest = id;
			if (kinds !== undefined) {
				files.add(file);
			}
		}
	}
	const has = (id: number) => slots[catalogue.slotOf(id)] === 1;
	return { slots, chunks, files, ids: [least, largest], all: everyFile && kinds === undefined, has };
}
