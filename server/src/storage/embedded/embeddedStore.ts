/** The store in one SQLite file: what is asked is answered from tables, word indexes and matrices, all brought to the latest state first. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredChunk } from '../../domain/chunk.ts';
import { type FileStamp, restOfFolder, type SkippedFile } from '../../domain/file.ts';
import type { StoredMention } from '../../domain/mention.ts';
import type {
	FileRows,
	Filter,
	Scored,
	Store,
	StoredFile,
	StoreStats,
	VectorEntry,
	VectorSet,
	VectorSetName,
	Within,
	WordLeg,
} from '../store.ts';
import { vectorsBeside, type Wanted } from './beside.ts';
import { Catalogue } from './catalogue.ts';
import { chunksDefining, chunksOfFile, readChunks } from './chunks.ts';
import type { Database } from './database.ts';
import { makeLists } from './lists.ts';
import { Masks } from './masks.ts';
import { Missing } from './missing.ts';
import type { Opened } from './openDatabase.ts';
import { Spaces } from './spaces.ts';
import { readState, type State } from './state.ts';
import { tidy } from './upkeep.ts';
import { LoadedSet } from './vectorSets.ts';
import { WordLegs } from './words.ts';
import { type Sets, Writer } from './writer.ts';

type SkippedRow = Omit<SkippedFile, 'stamp'> & { readonly size: number | null; readonly mtime: number | null };

/** Milliseconds for signs or lists of words, per call of `compact`; a single list may take longer. */
const stepTime = 100;

export type EmbeddedOptions = {
	readonly sets: Sets;
	/** From so many chunks on, only the signs of vectors are held in memory, and common words have lists. */
	readonly large: number;
};

export class EmbeddedStore implements Store {
	readonly folder: string;
	private readonly opened: Opened;
	private readonly database: Database;
	private readonly sets: Sets;
	private readonly large: number;
	private readonly catalogue = new Catalogue();
	private readonly masks = new Masks(this.catalogue, (groups) => this.legs.chunksWith(groups));
	private readonly legs: WordLegs;
	private readonly spaces: Spaces;
	private readonly writer: Writer;
	private readonly missing: Readonly<Record<VectorSetName, Missing | undefined>>;
	private readonly loaded = new Map<VectorSetName, LoadedSet>();
	private fileList: { readonly revision: number; readonly files: readonly StoredFile[] } | undefined;

	constructor(folder: string, opened: Opened, { sets, large }: EmbeddedOptions) {
		this.folder = folder;
		this.opened = opened;
		this.database = opened.database;
		this.sets = sets;
		this.large = large;
		this.legs = new WordLegs(this.database, large);
		this.spaces = new Spaces(this.database);
		this.writer = new Writer(this.database, this.spaces, sets);
		const missing = (set: VectorSet | undefined) => set && new Missing(this.database, this.spaces, set);
		this.missing = { static: missing(sets.static), skills: missing(sets.skills) };
		this.spaces.use(this.setsInUse());
	}

	get notes(): readonly string[] {
		const rest = this.database.all<{ detail: string }>('SELECT detail FROM skipped WHERE path = ?', restOfFolder);
		return [...this.opened.notes, ...rest.map(({ detail }) => detail)];
	}

	files(): readonly StoredFile[] {
		const { revision } = readState(this.database);
		if (this.fileList?.revision !== revision) {
			this.bringUpToDate();
			this.fileList = { revision, files: [...this.catalogue.files.values()] };
		}
		return this.fileList.files;
	}

	file(id: number): StoredFile | undefined {
		this.bringUpToDate();
		return this.catalogue.files.get(id);
	}

	generation(): number {
		return readState(this.database).revision;
	}

	skipped(): readonly SkippedFile[] {
		const rows = this.database.all<SkippedRow>('SELECT path, reason, detail, size, mtime FROM skipped ORDER BY path');
		return rows.map(({ path, reason, detail, size, mtime }) => ({
			path,
			reason,
			detail,
			...(size === null || mtime === null ? {} : { stamp: { path, size, mtime } }),
		}));
	}

	replace(files: readonly FileRows[], current?: (stamp: FileStamp) => boolean): void {
		this.writer.replace(files, current);
	}

	touch(stamps: readonly FileStamp[]): void {
		this.writer.touch(stamps);
	}

	remove(paths: readonly string[]): void {
		this.writer.remove(paths);
	}

	setSkipped(files: readonly SkippedFile[]): void {
		this.writer.setSkipped(files);
	}

	missingVectors(limit: number, set: VectorSetName = 'skills', first: readonly string[] = []): readonly StoredChunk[] {
		const missing = this.missing[set];
		return missing === undefined ? [] : this.database.snapshot(() => missing.take(limit, readState(this.database), first));
	}

	putVectors(entries: readonly VectorEntry[]): void {
		this.writer.putVectors(entries);
	}

	takeOver(chunks: readonly StoredChunk[]): readonly StoredChunk[] {
		const { versions = {}, dims = 0 } = this.sets.skills ?? {};
		const key = (kind: string, hash: string): string => `${kind} ${hash}`;
		const wanted = chunks.flatMap(({ hash, skill: kind }): [string, Wanted][] => {
			const version = versions[kind];
			return version === undefined ? [] : [[key(kind, hash), { hash, kind, version }]];
		});
		const found = vectorsBeside(this.folder, [...new Map(wanted).values()], dims);
		if (found.length > 0) {
			this.putVectors(found);
		}
		const known = new Set(found.map(({ kind, hash }) => key(kind, hash)));
		return chunks.filter(({ skill, hash }) => !known.has(key(skill, hash)));
	}

	documentFrequency(terms: readonly string[]): ReadonlyMap<string, number> {
		this.bringUpToDate();
		return this.legs.frequency('chunk', terms);
	}

	words(leg: WordLeg, terms: readonly string[], limit: number, filter: Filter): readonly Scored[] {
		this.bringUpToDate();
		const extent = leg === 'file' ? this.catalogue.extentOfFiles() : this.catalogue.extentOfChunks();
		return this.legs.search(leg, terms, limit, this.masks.of(filter), extent);
	}

	nearest(set: VectorSetName, vector: Float32Array, limit: number, filter: Filter): readonly Scored[] {
		const loaded = this.load(set);
		if (loaded === undefined) {
			return [];
		}
		this.bringUpToDate(loaded);
		const { slots, chunks } = this.masks.of(filter);
		return loaded.nearest(vector, limit, { slots, chunks, ids: this.catalogue.ids });
	}

	similarities(set: VectorSetName, vector: Float32Array, ids: readonly number[]): ReadonlyMap<number, number> {
		const loaded = this.load(set);
		if (loaded === undefined) {
			return new Map();
		}
		this.bringUpToDate(loaded);
		return loaded.similarities(vector, ids);
	}

	vectorOf(set: VectorSetName, id: number): Float32Array | undefined {
		const loaded = this.load(set);
		if (loaded === undefined) {
			return undefined;
		}
		this.bringUpToDate(loaded);
		return loaded.vectorOf(id);
	}

	defining(name: string, limit: number): readonly StoredChunk[] {
		return chunksDefining(this.database, name, limit);
	}

	read(ids: readonly number[]): readonly StoredChunk[] {
		return readChunks(this.database, ids);
	}

	chunksOf(path: string): readonly StoredChunk[] {
		return chunksOfFile(this.database, path);
	}

	mentions(): readonly StoredMention[] {
		return this.database.all<StoredMention>(
			`SELECT f.path, m.name, m.reference, m.line, m.alt, m.heading, m.around FROM mentions m JOIN files f ON f.id = m.file
			ORDER BY f.path, m.line`,
		);
	}

	within(filter: Filter): Within {
		this.bringUpToDate();
		return this.masks.of(filter);
	}

	count(filter: Filter): ReturnType<Store['count']> {
		const sets = { static: this.load('static'), skills: this.load('skills') };
		this.bringUpToDate(...Object.values(sets).filter((set) => set !== undefined));
		const { slots, chunks } = this.masks.of(filter);
		return { chunks, vectors: { static: sets.static?.count(slots) ?? 0, skills: sets.skills?.count(slots) ?? 0 } };
	}

	stats(): StoreStats {
		this.bringUpToDate();
		const reasons = this.database.all<{ reason: string; value: number }>('SELECT reason, count(*) AS value FROM skipped GROUP BY reason');
		return {
			files: this.catalogue.files.size,
			chunks: this.catalogue.alive,
			skipped: Object.fromEntries(reasons.map(({ reason, value }) => [reason, value])),
			bytes: bytesOf(this.folder),
		};
	}

	compact(): boolean {
		this.spaces.use(this.setsInUse());
		this.bringUpToDate();
		const more = tidy(this.database);
		return (this.catalogue.alive >= this.large && this.makeLarge()) || more;
	}

	/** What a large index has besides; signs first: without them the first question reads every vector. */
	private makeLarge(): boolean {
		const sets = [this.load('static'), this.load('skills')];
		return sets.some((set) => set?.keepSigns(stepTime)) || makeLists(this.database, this.catalogue.alive, stepTime);
	}

	close(): void {
		this.loaded.clear();
		this.database.close();
	}

	private setsInUse(): VectorSet[] {
		return Object.values(this.sets).filter((set) => set !== undefined);
	}

	private load(name: VectorSetName): LoadedSet | undefined {
		const [known, set] = [this.loaded.get(name), this.sets[name]];
		if (known !== undefined || set === undefined) {
			return known;
		}
		const made = new LoadedSet(set, this.spaces, this.catalogue, this.database, this.large);
		this.loaded.set(name, made);
		return made;
	}

	/** Brings the catalogue and these sets to the latest state, all of one snapshot. */
	private bringUpToDate(...sets: LoadedSet[]): void {
		const latest = readState(this.database);
		if (this.catalogue.isCurrent(latest) && sets.every((set) => set.isCurrent(latest))) {
			return;
		}
		this.database.snapshot(() => {
			const state = readState(this.database);
			if (!this.catalogue.isCurrent(state)) {
				this.readCatalogue(state);
			}
			for (const set of sets) {
				set.sync(state);
			}
		});
	}

	private readCatalogue(state: State): void {
		const rebuilt = this.catalogue.sync(this.database, state) === 'rebuilt';
		const kept = this.catalogue.compact();
		for (const set of this.loaded.values()) {
			if (rebuilt) {
				set.reset();
			} else if (kept !== undefined) {
				set.keep(kept);
			}
		}
		this.masks.forget();
		this.legs.refresh(state.revision, this.catalogue.alive);
	}
}

function bytesOf(folder: string): number {
	return ['index.db', 'index.db-wal', 'index.db-shm'].reduce(
		(sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
		0,
	);
}
