/** The door to the index of one workspace folder. A file is replaced whole or not at all. */
import type { ChunkKind, StoredChunk } from '../domain/chunk.ts';
import type { FileStamp, SkippedFile } from '../domain/file.ts';
import type { Mention, StoredMention } from '../domain/mention.ts';
import type { SkillId } from '../domain/skill.ts';
import type { Quantized } from '../domain/vector.ts';

export type StoredFile = FileStamp & {
	readonly id: number;
	readonly hash: string;
	readonly language: string;
	/** How many chunks it has. */
	readonly chunks: number;
	/** The id of the first of them; the others follow. */
	readonly firstChunk: number;
};

/** A chunk as it is written: `words` and `nameWords` are terms (domain/terms.ts) joined by spaces. */
export type ChunkRow = Omit<StoredChunk, 'id' | 'file' | 'path'> & {
	readonly words: string;
	readonly nameWords: string;
	/** The static tier's vector of the passage, where there is a static tier. */
	readonly static: Quantized | undefined;
};

export type FileRows = {
	readonly stamp: FileStamp;
	readonly hash: string;
	readonly language: string;
	readonly pathWords: string;
	/** Terms of the whole file, each once, for the leg over files. */
	readonly fileWords: string;
	readonly chunks: readonly ChunkRow[];
	/** Pictures that it names; none where missing. */
	readonly mentions?: readonly Mention[];
};

/** Vectors that can be compared with one another: all of the static tier, or all of the skills. */
export type VectorSetName = 'static' | 'skills';

/** Which stored vectors count: those whose key is (content hash, kind, version). Others are kept until `compact`. */
export type VectorSet = {
	readonly dims: number;
	/** `{ static: '…' }`, or a version a skill: a chunk's own skill chooses. */
	readonly versions: Readonly<Partial<Record<SkillId | 'static', string>>>;
};

export type VectorEntry = {
	readonly hash: string;
	readonly kind: SkillId | 'static';
	readonly version: string;
	readonly vector: Quantized;
};

/** Which chunks may answer. */
export type Filter = {
	/** Folder inside the workspace, forward slashes, no trailing slash; empty for all. */
	readonly root?: string;
	readonly kinds?: readonly ChunkKind[];
	/** As in `StoredFile.language`. */
	readonly languages?: readonly string[] | undefined;
	/** Files that fit one of these patterns (domain/paths.ts) … */
	readonly paths?: readonly string[] | undefined;
	/** … and none of these. */
	readonly notPaths?: readonly string[] | undefined;
	/** Chunks whose text has a term of each group … */
	readonly having?: readonly (readonly string[])[] | undefined;
	/** … and all terms of no group here. */
	readonly lacking?: readonly (readonly string[])[] | undefined;
	/** Only chunks with these ids … */
	readonly among?: readonly number[] | undefined;
	/** … and none with these. */
	readonly except?: readonly number[] | undefined;
};

/** Whether files are among them, and how many they are. */
export type FileIds = Pick<ReadonlySet<number>, 'has' | 'size'>;

/** What may answer under a filter; to be used before the index changes. */
export type Within = {
	/** Files that have a chunk that may answer. */
	readonly files: FileIds;
	/** Whether the chunk with this id may answer. */
	has(id: number): boolean;
};

/** An id (of a chunk; of a file for the leg over files) and how well it did in this leg; larger is better, comparable within the leg only. */
export type Scored = { readonly id: number; readonly score: number };

export type WordLeg = 'chunk' | 'file' | 'names';

export type StoreStats = {
	readonly files: number;
	readonly chunks: number;
	readonly skipped: Readonly<Record<string, number>>;
	/** On disk. */
	readonly bytes: number;
};

/**
 * Reading is in order and synchronous (a query is some milliseconds); whatever another process committed is seen by the next call.
 * Writing throws a StorageError with its remedy when the disk is full, the folder read-only, or the lock not had within seconds.
 */
export interface Store {
	/** Absolute folder of the index. */
	readonly folder: string;
	/** What the user should know about this index: "was broken and has been rebuilt", … */
	readonly notes: readonly string[];

	files(): readonly StoredFile[];
	/** A file keeps its id as long as it has its path; ids are never used twice. */
	file(id: number): StoredFile | undefined;
	/** Goes up whenever files or chunks change, whoever changed them. */
	generation(): number;
	skipped(): readonly SkippedFile[];

	/**
	 * Puts the files, each in place of its former self, in one transaction. Those that are no longer `current` are left as they are: what this
	 * process read of them may be older than what another one has written.
	 */
	replace(files: readonly FileRows[], current?: (stamp: FileStamp) => boolean): void;
	/** New stamps for files whose content is unchanged. */
	touch(stamps: readonly FileStamp[]): void;
	remove(paths: readonly string[]): void;
	/** The whole list of files left out (with their stamps, where they have one), in place of the former one. */
	setSkipped(files: readonly SkippedFile[]): void;

	/** Chunks whose vector of the set (`skills` unless told) is not there yet, each content once: those of the files named `first`, then in order of id. */
	missingVectors(limit: number, set?: VectorSetName, first?: readonly string[]): readonly StoredChunk[];
	putVectors(entries: readonly VectorEntry[]): void;
	/** Takes vectors of the skills over from indexes of other folders that know the same content; returns the chunks that still lack theirs. */
	takeOver(chunks: readonly StoredChunk[]): readonly StoredChunk[];

	/** In how many chunks each term stands. */
	documentFrequency(terms: readonly string[]): ReadonlyMap<string, number>;
	/** BM25 over one leg, best first. Very common terms are left out when rarer ones fill the answer, unless they have lists. */
	words(leg: WordLeg, terms: readonly string[], limit: number, filter: Filter): readonly Scored[];
	/** Nearest by cosine, best first; `score` is the cosine. Exact up to 200,000 chunks; beyond, sign bits choose some thousand candidates. */
	nearest(set: VectorSetName, vector: Float32Array, limit: number, filter: Filter): readonly Scored[];
	/** Cosine of these chunks to the vector; those without a vector are missing. */
	similarities(set: VectorSetName, vector: Float32Array, ids: readonly number[]): ReadonlyMap<number, number>;
	/** The vector of a chunk as it is stored, for comparing within its set; undefined where it has none yet. */
	vectorOf(set: VectorSetName, id: number): Float32Array | undefined;
	/** Chunks that define exactly this name, in order of id. */
	defining(name: string, limit: number): readonly StoredChunk[];
	/** In the order asked; ids that are gone are missing. */
	read(ids: readonly number[]): readonly StoredChunk[];
	chunksOf(path: string): readonly StoredChunk[];
	/** Where pictures are named, in order of files and lines. */
	mentions(): readonly StoredMention[];

	within(filter: Filter): Within;
	/** How many chunks may answer under this filter, and how many of them have a vector of each set. */
	count(filter: Filter): { readonly chunks: number; readonly vectors: Readonly<Record<VectorSetName, number>> };
	stats(): StoreStats;
	/** Drops what nothing refers to, gives space back, makes lists of common words; for idle time. Answers whether there is more to do. */
	compact(): boolean;
	close(): void;
}
