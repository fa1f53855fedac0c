/** The product over one folder as the quality benchmark asks it: whole, through `skilllens search --batch`, and its parts alone. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../server/protocol/settings.ts';
import { never } from '../../server/src/base/cancel.ts';
import { type Disposable, DisposableStore } from '../../server/src/base/disposable.ts';
import { silentLog } from '../../server/src/base/log.ts';
import { type Folder, openFolder } from '../../server/src/folder/folder.ts';
import type { Model } from '../../server/src/inference/encoder.ts';
import { loadModel } from '../../server/src/inference/loadModel.ts';
import { firstOfItsFile } from './baselines.ts';
import { runCommandLine } from './commandLine.ts';
import type { Place } from './suite.ts';

export type Asked = { readonly query: string; readonly root?: string };
export type Way = (question: Asked) => Promise<readonly Place[]> | readonly Place[];
/** `top` is how many places a ranking has, at most. */
export type ProductOptions = { readonly modelFolder: string; readonly cache: string; readonly top: number };

/** Chunks looked at for each place, so that further chunks of the same files leave enough different files. */
const chunksEach = 20;

export class Product implements Disposable {
	private readonly options: ProductOptions;
	private readonly owned = new DisposableStore();
	private readonly model: Model;

	/** Throws where the model cannot be used: the benchmark is of nothing then. */
	constructor(options: ProductOptions) {
		if (!existsSync(join(options.modelFolder, 'manifest.json'))) {
			throw new Error(`There is no model in ${options.modelFolder}.`);
		}
		this.options = options;
		const { modelFolder: folder } = options;
		this.model = this.owned.add(loadModel({ folder, device: 'cpu', threads: 0, idleSeconds: 600, log: silentLog }));
		const problem = this.model.problem();
		if (problem !== undefined) {
			throw new Error(problem);
		}
	}

	/** `skilllens index`, vectors of the skills included. */
	async index(root: string): Promise<{ readonly files: number; readonly chunks: number; readonly vectors: { readonly skills: number } }> {
		return JSON.parse(await this.run(root, ['index', '--json']));
	}

	/** The answers in the order of the questions, by the whole search. */
	async ask(root: string, questions: readonly Asked[]): Promise<readonly (readonly Place[])[]> {
		const { cache, top } = this.options;
		const batch = join(cache, 'batch.jsonl');
		writeFileSync(batch, questions.map(({ query, root: inside }) => JSON.stringify({ query, root: inside })).join('\n'));
		const stdout = await this.run(root, ['search', '--batch', batch, '--top', String(top)]);
		return stdout
			.trim()
			.split('\n')
			.map((line) => (JSON.parse(line) as { results: Place[] }).results);
	}

	/** Its parts over the same index. */
	async open(root: string): Promise<Parts> {
		const { cache, modelFolder, top } = this.options;
		const folder = openFolder({
			...{ root, storage: join(cache, 'skilllens'), settings: defaultSettings, model: this.model, modelFolder },
			workerScript: new URL('../../server/src/chunkWorker.ts', import.meta.url),
			log: silentLog,
			onStale: () => undefined,
		});
		await folder.indexer.update('benchmark', never);
		return new Parts(folder, this.model, top);
	}

	dispose(): void {
		this.owned.dispose();
	}

	private run(root: string, command: readonly string[]): Promise<string> {
		const { cache, modelFolder } = this.options;
		return runCommandLine(['-w', root, '--setting', `model.folder=${modelFolder}`, ...command], { XDG_CACHE_HOME: cache });
	}
}

export class Parts implements Disposable {
	readonly folder: Folder;
	private readonly model: Model;
	private readonly top: number;

	constructor(folder: Folder, model: Model, top: number) {
		this.folder = folder;
		this.model = model;
		this.top = top;
	}

	/** The whole search without any vector: words and ranking. */
	readonly words: Way = async ({ query, root }) => {
		const asked = { text: query, top: this.top, skills: [], ...(root === undefined ? {} : { root }) };
		return (await this.folder.search.run(asked, { rerankMs: 0 }, never)).results;
	};

	readonly static: Way = ({ query, root }) => this.nearest('static', this.model.static?.encode(query), root);

	readonly skills: Way = async ({ query, root }) => {
		const encoded = await this.model.encoder?.encode(['text'], [query], 'interactive', never);
		return this.nearest('skills', encoded?.vectors[0], root);
	};

	/** Every chunk inside these folders gets its vector, so that the skills are judged over all of them. Returns how many had none. */
	async encodeAll(roots: ReadonlySet<string | undefined>): Promise<number> {
		const { store, indexer } = this.folder;
		const prefixes = [...roots].map((root) => (root === undefined ? '' : `${root}/`));
		const any = new Float32Array(this.model.encoder?.dims ?? 0).fill(1);
		let encoded = 0;
		for (const { path } of store.files().filter((file) => prefixes.some((prefix) => file.path.startsWith(prefix)))) {
			const chunks = store.chunksOf(path);
			const ids = chunks.map(({ id }) => id);
			const known = store.similarities('skills', any, ids);
			const todo = chunks.filter(({ id }) => !known.has(id));
			encoded += todo.length;
			await indexer.embed(todo, never);
		}
		return encoded;
	}

	dispose(): void {
		this.folder.dispose();
	}

	private nearest(set: 'static' | 'skills', vector: Float32Array | undefined, root: string | undefined): readonly Place[] {
		const { store } = this.folder;
		if (vector === undefined) {
			return [];
		}
		const found = store.nearest(set, vector, this.top * chunksEach, root === undefined ? {} : { root });
		return store
			.read(found.map(({ id }) => id))
			.filter(firstOfItsFile())
			.slice(0, this.top);
	}
}
