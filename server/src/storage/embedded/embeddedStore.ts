/** The store in one SQLite file: what is asked is answered from tables, word indexes and matrices, all brought to the latest state first. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../base/log.ts';
import type { StoredChunk } from '../../domain/chunk.ts';
import type { FileStamp, SkippedFile } from '../../domain/file.ts';
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
	WordLeg,
} from '../store.ts';
import { Catalogue } from './catalogue.ts';
import { chunksOfFile, readChunk } from './chunks.ts';
import type { Database } from './database.ts';
import { type Mask, Masks } from './masks.ts';
import { Missing } from './missing.ts';
import type { Opened } from './openDatabase.ts';
import { Spaces } from './spaces.ts';
import { readState, type State } from './state.ts';
import { tokensOf } from './terms.ts';
import { tidy } from './upkeep.ts';
import { LoadedSet } from './vectorSets.ts';
import { Words } from './words.ts';
import { Writer } from './writer.ts';

export type Sets = Readonly<Record<VectorSetName, VectorSet | undefined>>;

export class EmbeddedStore implements Store {
	readonly folder: string;
	readonly notes: readonly string[];
	private readonly database: Database;
	private readonly sets: Sets;
	private readonly log: Log;
	private readonly catalogue = new Catalogue();
	private readonly masks = new Masks(this.catalogue);
	private readonly words_: Words;
	private readonly spaces: Spaces;
	private readonly writer: Writer;
	private readonly missing: Missing | undefined;
	private readonly loaded = new Map<VectorSetName, LoadedSet>();
	private fileList: { readonly revision: number; readonly files: readonly StoredFile[] } | undefined;

	constructor(folder: string, opened: Opened, sets: Sets, log: Log) {
		this.folder = folder;
		this.notes = opened.notes;
		this.database = opened.database;
		this.sets = sets;
		this.log = log;
		this.words_ = new Words(this.database);
		this.spaces = new Spaces(this.database);
		this.writer = new Writer(this.database, this.spaces, sets.static);
		this.missing = sets.skills === undefined ? undefined : new Missing(this.database, this.spaces, sets.skills);
		this.spaces.use(this.setsInUse());
	}
}
