/** Keeps the index equal to the workspace. The only writer of files; events only say "look again", the plan comes from content stamps. */
import { anyOf, CancelSource, type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { sentence } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { StoredChunk } from '../domain/chunk.ts';
import type { SkippedFile } from '../domain/file.ts';
import type { SkillCost } from '../domain/skill.ts';
import type { Skills } from '../skills/registry.ts';
import type { FileRows, Store } from '../storage/store.ts';
import type { Listing, Workspace } from '../workspace/workspace.ts';
import { Journal } from './journal.ts';
import { type Plan, plan, type Task } from './plan.ts';
import { Pool, type PoolOptions } from './pool.ts';
import type { Prepared } from './prepare.ts';
import { idle, Meter, type Progress } from './progress.ts';
import { type Encode, VectorPass } from './vectorPass.ts';

export type IndexerOptions = {
	readonly workspace: Workspace;
	readonly skills: Skills;
	readonly store: Store;
	/** The model, where there is one. */
	readonly model: { readonly encode: Encode; readonly versions: VectorPassVersions } | undefined;
	readonly pool: PoolOptions;
	readonly log: Log;
};
type VectorPassVersions = ConstructorParameters<typeof VectorPass>[0]['versions'];

export type UpdateSummary = { readonly written: number; readonly removed: number; readonly chunks: number; readonly ms: number };

/** Chunks that get vectors between two looks at the clock, the pause button and the cancel token. */
const vectorBatch = 64;
/** Files are committed when so many chunks have gathered: few transactions, and no query waits long behind one. */
const chunksPerCommit = 400;

export class Indexer implements Disposable {
	private readonly options: IndexerOptions;
	private readonly pool: Pool;
	private readonly journal: Journal;
	private readonly vectors: VectorPass | undefined;
	private readonly owned = new DisposableStore();
	private readonly lifetime = new CancelSource();
	private readonly listeners = new Set<(progress: Progress) => void>();
	private busy: Promise<unknown> = Promise.resolve();
	private paused: PromiseWithResolvers<void> | undefined;
	private current: Progress = idle;

	constructor(options: IndexerOptions) {
		this.options = options;
		const { workspace, skills, store, model } = options;
		this.journal = new Journal(store.folder);
		this.pool = this.owned.add(new Pool(options.pool));
		this.vectors = model && new VectorPass({ workspace, skills, store, encode: model.encode, versions: model.versions });
	}

	get progress(): Progress {
		return this.current;
	}

	onProgress(listener: (progress: Progress) => void): Disposable {
		this.listeners.add(listener);
		return { dispose: () => this.listeners.delete(listener) };
	}

	/** Brings files, words and static vectors up to date. One at a time; `all` reads every file again. */
	update(cause: string, token: CancelToken, all = false): Promise<UpdateSummary> {
		return this.exclusively(() => this.updateNow(cause, token, all));
	}

	/** The same for a few files: quick where they are known ones that changed, a full update where any is new or gone. */
	refresh(paths: readonly string[], token: CancelToken): Promise<UpdateSummary> {
		return this.exclusively(() => this.refreshNow(paths, token));
	}

	/** Computes every missing vector of the skills, a batch at a time, behind everything else. Returns how many. */
	async computeVectors(token: CancelToken): Promise<number> {
		const { store, log } = this.options;
		if (this.vectors === undefined) {
			return 0;
		}
		let computed = 0;
		const stale = new Set<number>();
		const left = (): number => {
			const { chunks, vectors } = store.count({});
			return chunks - vectors.skills;
		};
		const meter = new Meter('vectors', left());
		for (;;) {
			await this.paused?.promise;
			this.throwIfOver(token);
			const batch = store.missingVectors(vectorBatch + stale.size).filter((chunk) => !stale.has(chunk.id));
			if (batch.length === 0) {
				break;
			}
			const result = await this.vectors.embed(batch.slice(0, vectorBatch), 'background', anyOf(token, this.lifetime.token));
			for (const chunk of result.stale) {
				stale.add(chunk.id);
			}
			computed += result.computed;
			this.report(meter.add(result.computed, result.computed));
		}
		this.report(idle);
		if (computed > 0) {
			log.info('index', `${computed} vectors computed`);
		}
		return computed;
	}

	/** Vectors for these chunks now, ahead of background work. */
	async embed(chunks: readonly StoredChunk[], token: CancelToken): Promise<readonly SkillCost[]> {
		return (await this.vectors?.embed(chunks, 'interactive', token))?.costs ?? [];
	}

	/** Holds background vectors (updates of files go on: they are short). */
	pause(): void {
		this.paused ??= Promise.withResolvers<void>();
	}

	resume(): void {
		this.paused?.resolve();
		this.paused = undefined;
	}

	get isPaused(): boolean {
		return this.paused !== undefined;
	}

	dispose(): void {
		this.lifetime.cancel();
		this.resume();
		this.owned.dispose();
		this.journal.close();
	}

	private exclusively<T>(work: () => Promise<T>): Promise<T> {
		const next = this.busy.then(work, work);
		this.busy = next.catch(() => undefined);
		return next;
	}

	private async updateNow(cause: string, token: CancelToken, all: boolean): Promise<UpdateSummary> {
		const { workspace, store, log } = this.options;
		const start = performance.now();
		try {
			this.report({ ...idle, phase: 'listing' });
			const listing = await workspace.list(anyOf(token, this.lifetime.token));
			const suspects = this.journal.suspects();
			const todo = plan(listing.files, all ? [] : store.files(), all ? [] : store.skipped());
			const work = { ...todo, read: todo.read.filter(({ stamp }) => !suspects.has(stamp.path)) };
			store.remove(
				all
					? store
							.files()
							.map((file) => file.path)
							.filter((path) => !listing.files.some((file) => file.path === path))
					: todo.remove,
			);
			const written = await this.write(work, token);
			this.leaveOut(listing, work, written.skipped, suspects);
			const ms = performance.now() - start;
			log.info('index', `${cause}: ${written.files} written, ${todo.remove.length} removed, ${Math.round(ms)} ms`);
			return { written: written.files, removed: todo.remove.length, chunks: written.chunks, ms };
		} finally {
			this.journal.close();
			this.report(idle);
		}
	}

	private async refreshNow(paths: readonly string[], token: CancelToken): Promise<UpdateSummary> {
		const { workspace, store, log } = this.options;
		const cause = paths.length === 1 ? `${paths[0] || 'the folder'} changed` : `${paths.length} files changed`;
		const start = performance.now();
		const wanted = new Set(paths);
		const known = store.files().filter((file) => wanted.has(file.path));
		const stamps = known.flatMap(({ path }) => workspace.stamp(path) ?? []);
		if (stamps.length < wanted.size) {
			return this.updateNow(cause, token, false);
		}
		const work = plan(stamps, known, []);
		if (work.read.length === 0) {
			return { written: 0, removed: 0, chunks: 0, ms: performance.now() - start };
		}
		const written = await this.write(work, token);
		if (written.skipped.length > 0) {
			return this.updateNow(cause, token, false);
		}
		this.journal.close();
		this.report(idle);
		const ms = performance.now() - start;
		log.info('index', `${cause}: ${written.files} written, ${Math.round(ms)} ms`);
		return { written: written.files, removed: 0, chunks: written.chunks, ms };
	}

	private async write(work: Plan, token: CancelToken): Promise<{ files: number; chunks: number; skipped: SkippedFile[] }> {
		const { store } = this.options;
		const meter = new Meter('files', work.read.length);
		const skipped: SkippedFile[] = [];
		let waiting: FileRows[] = [];
		let [files, chunks, waitingChunks] = [0, 0, 0];
		const commit = (): void => {
			store.replace(waiting);
			files += waiting.length;
			chunks += waitingChunks;
			[waiting, waitingChunks] = [[], 0];
		};
		const take = (batch: readonly Prepared[]): number => {
			const before = waitingChunks;
			for (const item of batch) {
				if (item.kind === 'rows') {
					waiting.push(item.rows);
					waitingChunks += item.rows.chunks.length;
				} else if (item.kind === 'skipped') {
					skipped.push(item.file);
				}
			}
			store.touch(batch.flatMap((item) => (item.kind === 'same' ? [item.task.stamp] : [])));
			return waitingChunks - before;
		};
		await this.pool.run(
			work.read,
			(paths) => this.journal.reading(paths),
			async (batch) => {
				this.throwIfOver(token);
				const added = take(batch);
				if (waitingChunks >= chunksPerCommit) {
					commit();
					await new Promise((resolve) => setImmediate(resolve));
				}
				this.report(meter.add(batch.length, added));
				return true;
			},
		);
		commit();
		store.remove(skipped.map((file) => file.path));
		return { files, chunks, skipped };
	}

	/** Records what is left out now: by name, by content, and by having brought the process down. */
	private leaveOut(listing: Listing, work: Plan, found: readonly SkippedFile[], suspects: ReadonlySet<string>): void {
		const { store, log } = this.options;
		const fatal = listing.files
			.filter((stamp) => suspects.has(stamp.path))
			.map(
				(stamp): SkippedFile => ({ path: stamp.path, reason: 'quarantined', detail: 'The indexer ended twice while reading it.', stamp }),
			);
		for (const file of found.filter(({ reason }) => reason === 'quarantined')) {
			log.warn('index', `quarantined ${file.path}: ${file.detail}`);
		}
		this.journal.forgive(work.read.map((task: Task) => task.stamp.path));
		store.setSkipped([...listing.skipped, ...work.rejected, ...found, ...fatal]);
	}

	private throwIfOver(token: CancelToken): void {
		throwIfCancelled(token);
		throwIfCancelled(this.lifetime.token);
	}

	private report(progress: Progress): void {
		this.current = progress;
		for (const listener of this.listeners) {
			try {
				listener(progress);
			} catch (error) {
				this.options.log.warn('index', `a listener of progress failed: ${sentence(error)}`);
			}
		}
	}
}
