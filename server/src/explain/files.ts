/** Files as explaining needs them: read from disk, held against the index, their definitions kept by content. */
import type { SourceFile } from '../domain/file.ts';
import type { Skills } from '../skills/registry.ts';
import type { Store } from '../storage/store.ts';
import { flat, type Nested } from './scope.ts';

/** Files whose definitions are kept. */
const kept = 64;

export type FilesOptions = {
	readonly store: Store;
	readonly skills: Skills;
	/** A file as it is on disk now; undefined where it cannot be read any more. */
	readonly read: (path: string) => SourceFile | undefined;
};

/** What outlives one explanation: definitions by content, hashes of the index by generation. */
export class Memory {
	readonly definitions = new Map<string, Promise<readonly Nested[]>>();
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
	private readonly memory: Memory;
	private readonly hashes: ReadonlyMap<string, string>;
	private readonly seen = new Map<string, SourceFile | undefined>();

	constructor(options: FilesOptions, memory: Memory) {
		this.options = options;
		this.memory = memory;
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
		const { definitions } = this.memory;
		const key = `${file.hash} ${file.path}`;
		const made = definitions.get(key) ?? this.parse(file);
		definitions.delete(key);
		definitions.set(key, made);
		const [oldest] = definitions.keys();
		if (definitions.size > kept && oldest !== undefined) {
			definitions.delete(oldest);
		}
		return made;
	}

	private async parse(file: SourceFile): Promise<readonly Nested[]> {
		return flat((await this.options.skills.for(file.path)?.definitions(file)) ?? []);
	}
}
