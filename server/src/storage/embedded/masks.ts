/** Which chunks may answer under a filter, as one byte a slot; worked out once a filter and revision. */
import { pathTest } from '../../domain/paths.ts';
import type { FileIds, Filter, StoredFile, Within } from '../store.ts';
import { type Catalogue, gone, kindNumber } from './catalogue.ts';

export type Mask = Within & {
	/** 1 for each slot that may answer. */
	readonly slots: Uint8Array;
	readonly chunks: number;
	/** Least and largest id of a chunk that may answer. */
	readonly ids: readonly [number, number];
	/** Whether everything may answer. */
	readonly all: boolean;
};

/** Ids of the chunks that have a term of each group. */
export type ChunksWith = (groups: readonly (readonly string[])[]) => readonly number[];

/** Filters that are remembered; people alternate between few. */
const remembered = 8;

export class Masks {
	private readonly catalogue: Catalogue;
	private readonly chunksWith: ChunksWith;
	private readonly known = new Map<string, Mask>();

	constructor(catalogue: Catalogue, chunksWith: ChunksWith) {
		this.catalogue = catalogue;
		this.chunksWith = chunksWith;
	}

	forget(): void {
		this.known.clear();
	}

	of(filter: Filter): Mask {
		const bounds = Object.entries(filter).filter(([, bound]) => bound !== undefined && bound !== '');
		const key = JSON.stringify(bounds.sort(([a], [b]) => (a < b ? -1 : 1)));
		const found = this.known.get(key) ?? maskOf(this.catalogue, filter, this.chunksWith);
		this.known.delete(key);
		if (this.known.size >= remembered) {
			this.known.delete(this.known.keys().next().value ?? '');
		}
		this.known.set(key, found);
		return found;
	}
}

function maskOf(catalogue: Catalogue, filter: Filter, chunksWith: ChunksWith): Mask {
	const inside = filesInside(catalogue, filter);
	const everyFile = inside.size === catalogue.files.size;
	const kinds = filter.kinds?.map(kindNumber);
	const slots = new Uint8Array(catalogue.length);
	for (let slot = 0; slot < catalogue.length; slot++) {
		const kind = catalogue.kinds[slot] as number;
		const fits =
			kind !== gone && (kinds === undefined || kinds.includes(kind)) && (everyFile || inside.has(catalogue.fileOf[slot] as number));
		slots[slot] = fits ? 1 : 0;
	}
	const narrowed = narrow(slots, catalogue, filter, chunksWith);
	const fewer = narrowed || kinds !== undefined ? new Set<number>() : undefined;
	let [chunks, least, largest] = [0, 0, -1];
	for (let slot = 0; slot < catalogue.length; slot++) {
		if (slots[slot] === 1) {
			const id = catalogue.ids[slot] as number;
			least = chunks++ === 0 ? id : least;
			largest = id;
			fewer?.add(catalogue.fileOf[slot] as number);
		}
	}
	const has = (id: number) => slots[catalogue.slotOf(id)] === 1;
	return { slots, chunks, files: fewer ?? inside, ids: [least, largest], all: everyFile && fewer === undefined, has };
}

function filesInside({ files }: Catalogue, { root = '', languages, paths, notPaths = [] }: Filter): FileIds {
	if (root === '' && languages === undefined && paths === undefined && notPaths.length === 0) {
		return files;
	}
	const [some, none] = [paths?.map(pathTest), notPaths.map(pathTest)];
	const fits = ({ path, language }: StoredFile): boolean =>
		(root === '' || path === root || path.startsWith(`${root}/`)) &&
		languages?.includes(language) !== false &&
		some?.some((test) => test(path)) !== false &&
		!none.some((test) => test(path));
	const inside = new Set<number>();
	for (const file of files.values()) {
		if (fits(file)) {
			inside.add(file.id);
		}
	}
	return inside;
}

/** Takes away the chunks that do not fit by their terms or ids; answers whether the filter asks for that at all. */
function narrow(
	slots: Uint8Array,
	catalogue: Catalogue,
	{ having = [], lacking = [], among, except = [] }: Filter,
	chunksWith: ChunksWith,
): boolean {
	const only = [...(having.length === 0 ? [] : [chunksWith(having)]), ...(among === undefined ? [] : [among])];
	const without = [...lacking.map((terms) => chunksWith(terms.map((term) => [term]))), except];
	for (const ids of only) {
		const wanted = new Uint8Array(slots.length);
		for (const id of ids) {
			wanted[catalogue.slotOf(id)] = 1;
		}
		for (let slot = 0; slot < slots.length; slot++) {
			slots[slot] = (slots[slot] as number) & (wanted[slot] as number);
		}
	}
	for (const id of without.flat()) {
		slots[catalogue.slotOf(id)] = 0;
	}
	return only.length > 0 || without.some((ids) => ids.length > 0);
}
