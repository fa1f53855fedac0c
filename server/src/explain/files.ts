/** Files as explaining needs them: read from disk, held against the index. */
import type { SourceFile } from '../domain/file.ts';
import type { Skills } from '../skills/registry.ts';
import type { Nested } from '../skills/skill.ts';
import type { Store } from '../storage/store.ts';

export type FilesOptions = {
	readonly store: Store;
	readonly skills: Skills;
	/** A file as it is on disk now; undefined where it cannot be read any more. */
	readonly read: (path: string) => SourceFile | undefined;
};

/** What outlives one explanation: hashes of the index by generation. */
export class Memory {
	private hashes: ReadonlyMap<string, string> = new Map();
	private generation = -1;

	/** Of the files as they were indexed, by path. */
	hashesOf(store: Store): ReadonlyMap<string, string> {
		const generation = store.generation();
		if (generation !== this.generation) {
			this.hashes = new Map(store.files().map((file) => [file.path, file.hash]));
			this.generation = generation;
		}
		return this.hashes;
	}
}

/** The files of one explanation, each read once. */
export class Files {
	private readonly options: FilesOptions;
	private readonly hashes: ReadonlyMap<string, string>;
	private readonly seen = new Map<string, SourceFile | undefined>();

	constructor(options: FilesOptions, memory: Memory) {
		this.options = options;
		this.hashes = memory.hashesOf(options.store);
	}

	read(path: string): SourceFile | undefined {
		const file = this.seen.has(path) ? this.seen.get(path) : this.options.read(path);
		this.seen.set(path, file);
		return file;
	}

	/** Only where the index knows this very text: its lines are then those of the index. */
	current(path: string): SourceFile | undefined {
		const file = this.read(path);
		return file !== undefined && file.hash === this.hashes.get(path) ? file : undefined;
	}

	definitionsOf(file: SourceFile): Promise<readonly Nested[]> {
		return this.options.skills.outline(file);
	}
}
