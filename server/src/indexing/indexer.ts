/** Keeps the index equal to the workspace. The only writer of files; events only say "look again", the plan comes from content stamps. */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyOf, CancelSource, type CancelToken, throwIfCancelled } from '../base/cancel.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { sentence } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { StoredChunk } from '../domain/chunk.ts';
import type { SkippedFile } from '../domain/file.ts';
import type { SkillCost } from '../domain/skill.ts';
import type { Pictures, PictureVectors } from '../skills/pictures.ts';
import type { Skills } from '../skills/registry.ts';
import type { Store, StoredFile } from '../storage/store.ts';
import type { Listing, Workspace } from '../workspace/workspace.ts';
import { fill } from './filling.ts';
import { Journal, type Suspicion } from './journal.ts';
import { Lately, latelyFirst } from './lately.ts';
import { type Question, split } from './likely.ts';
import { Passages } from './passages.ts';
import { PicturePass } from './picturePass.ts';
import { type Plan, plan, sameStamp, type Task } from './plan.ts';
import { Pool, type PoolOptions } from './pool.ts';
import type { Prepared } from './prepare.ts';
import { idle, Meter, type Progress } from './progress.ts';
import { dutyOf, Pace } from './share.ts';
import { lookUp, type StaticTable } from './staticPass.ts';
import { type Encode, VectorPass } from './vectorPass.ts';
import { Writing } from './writing.ts';

export type IndexerOptions = {
	readonly workspace: Workspace;
	readonly skills: Skills;
	readonly store: Store;
	/** The model, where there is one. */
	readonly model: { readonly encode: Encode; readonly atOnce: () => number; readonly versions: VectorPassVersions } | undefined;
	/** The static tier, where there is one; workers have their own of the same version. */
	readonly static: StaticTable | undefined;
	readonly pictures: Pictures;
	/** What pictures show, where the model has an image skill. */
	readonly shown: PictureVectors | undefined;
	readonly pool: PoolOptions;
	/** How many cores the model keeps busy, for the share of the processor that it may use in the background. */
	readonly modelThreads?: number;
	readonly log: Log;
};
type VectorPassVersions = ConstructorParameters<typeof VectorPass>[0]['versions'];

export type UpdateOptions = {
	/** Files to be read again whatever their stamps say, and whatever became of them before. */
	readonly again?: (path: string) => boolean;
	/** A question that waits: where there is much to read, files likely to answer it go first, and nothing else is done until it is answered. */
	readonly first?: { readonly question: Question; readonly answer: () => Promise<void> };
};

/** Of the files of interest so many are asked for vectors that they lack before each batch. */
const vectorsFirst = 20;

export type UpdateSummary = { readonly written: number; readonly removed: number; readonly chunks: number; readonly ms: number };

export class Indexer implements Disposable {
	private readonly options: IndexerOptions;
	private readonly pool: Pool;
	private readonly journal: Journal;
	private readonly vectors: VectorPass | undefined;
	private readonly pictures: PicturePass;
	private readonly lately = new Lately();
	private readonly owned = new DisposableStore();
	private readonly lifetime = new CancelSource();
	private readonly listeners = new Set<(progress: Progress) => void>();
	private busy: Promise<unknown> = Promise.resolve();
	private paused: PromiseWithResolvers<void> | undefined;
	private current: Progress = idle;

	constructor(options: IndexerOptions) {
		this.options = options;
		const { workspace, skills, store, model } = options;
		const table = options.static;
		const embed = table && ((passage: string) => table.encode(passage));
		this.pictures = new PicturePass({ workspace, skills, store, pictures: options.pictures, shown: options.shown, embed });
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

	/** Brings files, words and static vectors up to date. One at a time. */
	update(cause: string, token: CancelToken, options: UpdateOptions = {}): Promise<UpdateSummary> {
		return this.exclusively(() => this.updateNow(cause, token, options));
	}

	/** The same for a few files: quick where they are known ones that changed, a full update where any is new or gone. */
	refresh(paths: readonly string[], token: CancelToken): Promise<UpdateSummary> {
		return this.exclusively(() => this.refreshNow(paths, token, (file) => file));
	}

	/** For files found to differ from what the index says of them, whatever their stamps say. */
	reread(paths: readonly string[], token: CancelToken): Promise<UpdateSummary> {
		return this.exclusively(() => this.refreshNow(paths, token, unread));
	}

	/** Fills in every missing vector of the skills, a batch at a time, behind everything else. Returns how many. */
	async computeVectors(token: CancelToken): Promise<number> {
		const { store, log, model } = this.options;
		const pass = this.vectors;
		if (pass === undefined) {
			return 0;
		}
		let known = 0;
		const filled = await fill({
			store,
			set: 'skills',
			...(model && { atOnce: model.atOnce }),
			embed: async (chunks) => {
				const result = await pass.embed(chunks, 'background', anyOf(token, this.lifetime.token));
				known += result.known;
				return { filled: result.computed + result.known, stale: result.stale };
			},
			ready: this.readiness(token),
			report: (progress) => this.report(progress),
			first: () => this.lately.list().slice(0, vectorsFirst),
		});
		this.report(idle);
		if (filled > 0) {
			log.info('index', `${filled - known} vectors computed${known === 0 ? '' : `, ${known} taken over from other indexes`}`);
		}
		return filled;
	}

	/** Tidies the index up, in steps between which a question may come. */
	async tidy(token: CancelToken): Promise<void> {
		const ready = this.readiness(token);
		do {
			await new Promise((resolve) => setImmediate(resolve));
			await ready();
		} while (this.options.store.compact());
	}

	/** These files are of interest now: they were opened, saved or found. */
	looked(paths: readonly string[]): void {
		this.lately.add(paths);
	}

	/** Reads the words of every picture that was never read, behind everything else. Returns how many. */
	readPictures(token: CancelToken): Promise<number> {
		return this.behindAll(token, 'pictures read', (...how) => this.pictures.read(...how));
	}

	/** Has the image skill of the model look at every picture it never saw, behind everything else. Returns how many. */
	lookAtPictures(token: CancelToken): Promise<number> {
		return this.behindAll(token, 'pictures looked at', (...how) => this.pictures.lookAt(...how));
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

	private async updateNow(cause: string, token: CancelToken, { again = () => false, first }: UpdateOptions): Promise<UpdateSummary> {
		const { workspace, store, log } = this.options;
		const start = performance.now();
		try {
			this.report({ ...idle, phase: 'listing' });
			const before = store.files();
			const listing = await workspace.list(anyOf(token, this.lifetime.token));
			this.journal.forgive(listing.files.flatMap(({ path }) => (again(path) ? [path] : [])));
			const known = store.files().map((file) => (again(file.path) ? unread(file) : file));
			const rejected = store.skipped().filter(({ path }) => !again(path));
			const todo = plan(listing.files, known, rejected);
			const { suspects, fatal } = this.suspicion(rejected);
			const [left, read] = parted(todo.read, ({ stamp }) => fatal.has(stamp.path));
			const [alone, together] = parted(read, ({ stamp }) => suspects.has(stamp.path));
			store.remove(unchanged(todo.remove, before, store.files()));
			const writing = new Writing(store, workspace);
			const meter = new Meter('files', read.length);
			const { likely, rest: others } = split(together, first?.question);
			if (likely.length > 0) {
				await this.write(likely, writing, meter, token);
				await first?.answer();
			}
			const { first: recent, rest } = latelyFirst(others, this.lately.list());
			await this.write(recent, writing, meter, token);
			await this.write(rest, writing, meter, token);
			for (const task of alone) {
				await this.write([task], writing, meter, token);
			}
			const found = [...writing.skipped, ...left.map(leftAlone)];
			store.remove(found.map((file) => file.path));
			this.leaveOut(listing, todo, found);
			await this.pictures.refresh();
			await this.lookUpMissing(token);
			const ms = performance.now() - start;
			log.info('index', `${cause}: ${writing.files} written, ${todo.remove.length} removed, ${Math.round(ms)} ms`);
			return { written: writing.files, removed: todo.remove.length, chunks: writing.chunks, ms };
		} finally {
			this.journal.close();
			this.report(idle);
		}
	}

	private async refreshNow(paths: readonly string[], token: CancelToken, before: (file: StoredFile) => StoredFile): Promise<UpdateSummary> {
		const { workspace, store, log } = this.options;
		const cause = paths.length === 1 ? `${paths[0] || 'the folder'} changed` : `${paths.length} files changed`;
		const start = performance.now();
		const wanted = new Set(paths);
		const known = store.files().filter((file) => wanted.has(file.path));
		const stamps = known.flatMap(({ path }) => workspace.stamp(path) ?? []);
		if (stamps.length < wanted.size) {
			return this.updateNow(cause, token, {});
		}
		this.lately.add(known.map(({ path }) => path));
		const work = plan(stamps, known.map(before), []);
		if (work.read.length === 0) {
			return { written: 0, removed: 0, chunks: 0, ms: performance.now() - start };
		}
		const writing = new Writing(store, workspace);
		await this.write(work.read, writing, new Meter('files', work.read.length), token);
		if (writing.skipped.length > 0) {
			return this.updateNow(cause, token, {});
		}
		await this.pictures.refresh();
		this.journal.close();
		this.report(idle);
		const ms = performance.now() - start;
		log.info('index', `${cause}: ${writing.files} written, ${Math.round(ms)} ms`);
		return { written: writing.files, removed: 0, chunks: writing.chunks, ms };
	}

	/** For work behind everything else, before each piece of it: waits while paused, keeps to its share, and throws when it is over. */
	private readiness(token: CancelToken): () => Promise<void> {
		const { modelThreads = 1, pool } = this.options;
		const { part } = dutyOf(pool.cpuShare ?? 100, availableParallelism() / modelThreads, 1);
		const pace = new Pace(part, sleep);
		return async () => {
			await this.paused?.promise;
			await pace.next();
			this.throwIfOver(token);
		};
	}

	/** Work on pictures that rests while paused and ends with the indexer. */
	private async behindAll(token: CancelToken, what: string, work: PicturePass['read']): Promise<number> {
		const count = await work(anyOf(token, this.lifetime.token), this.readiness(token), (progress) => this.report(progress));
		this.report(idle);
		if (count > 0) {
			this.options.log.info('index', `${count} ${what}`);
		}
		return count;
	}

	/** Has the tasks prepared and written. What is not committed when it is cancelled is read again next time. */
	private async write(tasks: readonly Task[], writing: Writing, meter: Meter, token: CancelToken): Promise<void> {
		await this.pool.run(
			tasks,
			(paths) => this.journal.reading(paths),
			async (batch) => {
				this.throwIfOver(token);
				this.journal.forgive(batch.map(pathOf));
				const { chunks, committed } = writing.take(batch);
				if (committed) {
					await new Promise((resolve) => setImmediate(resolve)); // a query may come in between
				}
				this.report(meter.add(batch.length, chunks));
			},
		);
		writing.commit();
	}

	/** Static vectors of chunks that were written without: the static tier changed since, or there was none. */
	private async lookUpMissing(token: CancelToken): Promise<void> {
		const { static: table, store, log } = this.options;
		const { chunks, vectors } = store.count({});
		if (table === undefined || vectors.static === chunks) {
			return;
		}
		const passages = new Passages(this.options);
		const computed = await fill({
			store,
			set: 'static',
			embed: async (some) => lookUp(some, { passages, store, table }),
			ready: async () => {
				await new Promise((resolve) => setImmediate(resolve)); // a query may come in between
				this.throwIfOver(token);
			},
			report: (progress) => this.report(progress),
		});
		log.info('index', `${computed} static vectors looked up anew`);
	}

	/** What is held against files; one that changed since it was left alone gets another chance. */
	private suspicion(rejected: readonly SkippedFile[]): Suspicion {
		const { suspects, fatal } = this.journal.suspicion();
		const tried = new Set(rejected.flatMap(({ path, reason }) => (reason === 'quarantined' ? [path] : [])));
		return { suspects, fatal: new Set([...fatal].filter((path) => !tried.has(path))) };
	}

	/** Records what is left out now: by name, by content, and by having brought a worker or the process down. */
	private leaveOut(listing: Listing, { rejected }: Plan, found: readonly SkippedFile[]): void {
		const { store, log } = this.options;
		for (const file of found.filter(({ reason }) => reason === 'quarantined')) {
			log.warn('index', `quarantined ${file.path}: ${file.detail}`);
		}
		store.setSkipped([...listing.skipped, ...rejected, ...found]);
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

function leftAlone({ stamp }: Task): SkippedFile {
	const detail = 'The indexer ended again and again while reading it. It is tried again when it changes.';
	return { path: stamp.path, reason: 'quarantined', detail, stamp };
}

function pathOf(item: Prepared): string {
	return item.kind === 'rows' ? item.rows.stamp.path : item.kind === 'same' ? item.task.stamp.path : item.file.path;
}

/** Those that another process did not write meanwhile: it knows them better. */
function unchanged(paths: readonly string[], before: readonly StoredFile[], now: readonly StoredFile[]): string[] {
	const [then, since] = [new Map(before.map((file) => [file.path, file])), new Map(now.map((file) => [file.path, file]))];
	return paths.filter((path) => {
		const file = then.get(path);
		return file !== undefined && sameStamp(file, since.get(path));
	});
}

function parted<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
	return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

/** As if it had been read before its oldest state: every file differs from it. */
function unread(file: StoredFile): StoredFile {
	return { ...file, size: -1, hash: '' };
}
