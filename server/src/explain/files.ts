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

export class Files {
	private readonly options: FilesOptions;
	private readonly definitions = new Map<string, Promise<readonly Nested[]>>();
	private hashes = new Map<string, string>();
	private generation = -1;

	constructor(options: FilesOptions) {
		this.options = options;
	}

	read(path: string): SourceFile | undefined {
		return this.options.read(path);
	}

	/** Only where the index knows this very text: its lines are then those of the index. */
	current(path: string): SourceFile | undefined {
		const generation = this.options.store.generation();
		if (generation !== this.generation) {
			this.hashes = new Map(this.options.store.files().map((file) => [file.path, file.hash]));
			this.generation = generation;
		}
		const file = this.options.read(path);
		return file !== undefined && file.hash === this.hashes.get(path) ? file : undefined;
	}

	definitionsOf(file: SourceFile): Promise<readonly Nested[]> {
		const key = `${file.hash} ${file.path}`;
		const made = this.definitions.get(key) ?? this.parse(file);
		this.definitions.delete(key);
		this.definitions.set(key, made);
		const [oldest] = this.definitions.keys();
		if (this.definitions.size > kept && oldest !== undefined) {
			this.definitions.delete(oldest);
		}
		return made;
	}

	private async parse(file: SourceFile): Promise<readonly Nested[]> {
		return flat((await this.options.skills.for(file.path)?.definitions(file)) ?? []);
	}
}
