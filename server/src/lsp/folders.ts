/** The workspace folders that are open: each with its rooms, kept up to date, and its state for those who ask. */
import { basename } from 'node:path';
import type { FolderStatus } from '../../protocol/messages.ts';
import { type Battery, watchBattery } from '../base/battery.ts';
import { anyOf, Cancelled, CancelSource, type CancelToken, never } from '../base/cancel.ts';
import { StorageError } from '../base/disk.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { describe, sentence, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { OneAtATime } from '../base/queue.ts';
import { Retry } from '../base/retry.ts';
import type { Folder } from '../folder/folder.ts';
import type { Progress } from '../indexing/progress.ts';
import { toPath, toRelative } from './convert.ts';

export type FoldersOptions = {
	/** Opens the rooms of a folder; throws where it cannot. */
	readonly open: (root: string, onStale: (paths: readonly string[]) => void) => Folder;
	readonly computesVectors: () => boolean;
	readonly readsPictures: () => boolean;
	/** Whether work in the background is to rest while on battery. */
	readonly sparesBattery: () => boolean;
	readonly battery?: (onChange: () => void) => Battery;
	readonly log: Log;
	readonly onStatus: () => void;
	/** Files or words of pictures of a folder were looked at again, or a folder is gone. */
	readonly onSettled: () => void;
};

export class Folders implements Disposable {
	private readonly options: FoldersOptions;
	private readonly open = new Map<string, OpenFolder>();
	/** What the user asked for; undefined where the battery decides. */
	private pausedByUser: boolean | undefined;
	private battery: Battery | undefined;

	constructor(options: FoldersOptions) {
		this.options = options;
	}

	/** Takes settings that may have changed. */
	configure(): void {
		if (!this.options.sparesBattery()) {
			this.battery?.dispose();
			this.battery = undefined;
		} else {
			this.battery ??= (this.options.battery ?? watchBattery)(() => {
				this.pausedByUser = this.pausedByUser === true ? true : undefined; // "resume" holds until the plug is in or out again
				this.settle();
			});
		}
		this.settle();
	}

	/** Opens what is new and closes what is gone. */
	set(uris: readonly string[]): void {
		const wanted = new Set(uris.filter((uri) => uri.startsWith('file:')));
		for (const [uri, folder] of this.open) {
			if (!wanted.has(uri)) {
				folder.dispose();
				this.open.delete(uri);
				this.options.onSettled();
			}
		}
		for (const uri of wanted) {
			if (!this.open.has(uri)) {
				this.open.set(uri, new OpenFolder(uri, this.options, this.paused));
			}
		}
		this.options.onStatus();
	}

	get uris(): string[] {
		return [...this.open.keys()];
	}

	/** Those that could be opened. */
	ready(): Folder[] {
		return [...this.open.values()].flatMap(({ folder }) => folder ?? []);
	}

	/** The innermost folder that holds the file, and its path there. */
	find(uri: string): { folder: Folder; path: string } | undefined {
		return this.ready()
			.flatMap((folder) => {
				const path = toRelative(folder.root, uri);
				return path === undefined ? [] : [{ folder, path }];
			})
			.sort((a, b) => b.folder.root.length - a.folder.root.length)[0];
	}

	/** `again`: files and folders to be read again whatever is known of them; every file where it is `all`. */
	async update(cause: string, again: 'all' | readonly string[], token: CancelToken): Promise<void> {
		await Promise.all([...this.open.values()].map((folder) => folder.update(cause, again, token)));
	}

	/** A file was saved: look at its folder again. */
	saved(uri: string): void {
		const found = this.find(uri);
		const open = found && [...this.open.values()].find(({ folder }) => folder === found.folder);
		void open?.refresh([found?.path ?? '']);
	}

	/** A file was opened. */
	opened(uri: string): void {
		const found = this.find(uri);
		found?.folder.indexer.looked([found.path]);
	}

	get paused(): boolean {
		return this.pausedByUser ?? this.battery?.isInUse === true;
	}

	/** Whether it is the battery that makes it pause. */
	get pausedOnBattery(): boolean {
		return this.pausedByUser === undefined && this.battery?.isInUse === true;
	}

	pause(paused: boolean): void {
		this.pausedByUser = paused || this.battery?.isInUse === true ? paused : undefined;
		this.settle();
	}

	/** What is wrong with folders. */
	problems(): string[] {
		return [...this.open.values()].flatMap(({ problem }) => problem ?? []);
	}

	private settle(): void {
		for (const folder of this.open.values()) {
			folder.pause(this.paused);
		}
		this.options.onStatus();
	}

	status(): FolderStatus[] {
		return [...this.open.values()].map((folder) => folder.status());
	}

	dispose(): void {
		this.battery?.dispose();
		this.set([]);
	}
}

/**
 * One folder, and the work that keeps it current: files first, vectors of the skills behind. What fails is tried again: the folder is opened anew,
 * since the index or the disk it lies on may be whole again.
 */
class OpenFolder implements Disposable {
	folder: Folder | undefined;
	private readonly uri: string;
	private readonly options: FoldersOptions;
	private readonly vectors: OneAtATime;
	private readonly again = new Retry(() => void this.reopen());
	private readonly vectorsAgain = new Retry(() => void this.vectors.request('after a failure'));
	/** Of the rooms that are open. */
	private owned = new DisposableStore();
	private lifetime = new CancelSource();
	private progress: Progress | undefined;
	problem: string | undefined;
	private paused: boolean;

	constructor(uri: string, options: FoldersOptions, paused: boolean) {
		this.uri = uri;
		this.options = options;
		this.paused = paused;
		this.vectors = new OneAtATime(() => this.computeVectors());
		void this.start();
	}

	/** Who asks while something is wrong need not wait for the next try. */
	async update(cause: string, again: 'all' | readonly string[] = [], token: CancelToken = never): Promise<void> {
		if (this.problem !== undefined) {
			await this.reopen();
		}
		await this.guard((folder) => {
			const below = again === 'all' ? [''] : again.flatMap((uri) => toRelative(folder.root, uri) ?? []);
			const isMeant = (path: string): boolean => below.some((inner) => inner === '' || path === inner || path.startsWith(`${inner}/`));
			return folder.indexer.update(cause, anyOf(token, this.lifetime.token), below.length === 0 ? {} : { again: isMeant });
		});
	}

	/** While something is wrong, the next try sees to these files, too: it looks at all of them. */
	async refresh(paths: readonly string[]): Promise<void> {
		if (this.problem === undefined) {
			await this.guard((folder) => folder.indexer.refresh(paths, this.lifetime.token));
		}
	}

	pause(paused: boolean): void {
		this.paused = paused;
		if (paused) {
			this.folder?.indexer.pause();
		} else {
			this.folder?.indexer.resume();
		}
	}

	status(): FolderStatus {
		const { progress } = this;
		const counts = this.counts();
		return {
			uri: this.uri,
			name: basename(toPath(this.uri)),
			state: this.state(),
			done: progress?.done ?? 0,
			total: progress?.total ?? 0,
			...counts,
			...(progress === undefined || progress.rate === 0 ? {} : { rate: progress.rate }),
			...(progress?.secondsLeft === undefined ? {} : { secondsLeft: progress.secondsLeft }),
			...(this.problem === undefined ? {} : { problem: this.problem }),
			notes: [...(this.folder?.store.notes ?? [])],
		};
	}

	dispose(): void {
		this.again.dispose();
		this.vectorsAgain.dispose();
		this.close();
	}

	private async reopen(): Promise<void> {
		this.close();
		this.problem = undefined;
		await this.start();
	}

	private close(): void {
		this.owned.dispose();
		this.folder = undefined;
		this.progress = undefined;
	}

	/** Opens the rooms, brings the index up to date and keeps it so. */
	private async start(): Promise<void> {
		const { options } = this;
		const [owned, lifetime] = [new DisposableStore(), new CancelSource()];
		[this.owned, this.lifetime] = [owned, lifetime];
		owned.add({ dispose: () => lifetime.cancel() });
		try {
			const reread = (paths: readonly string[]) => void this.guard((folder) => folder.indexer.reread(paths, lifetime.token));
			this.folder = owned.add(options.open(toPath(this.uri), reread));
		} catch (error) {
			this.fail(error);
			return;
		}
		this.pause(this.paused);
		owned.add(
			this.folder.indexer.onProgress((progress) => {
				this.progress = progress;
				options.onStatus();
			}),
		);
		await this.guard((folder) => folder.indexer.update('start', lifetime.token));
		await this.guard(async (folder) => {
			owned.add(await folder.workspace.watch((paths) => void this.refresh(paths)));
			await folder.indexer.update('what changed before it was watched', lifetime.token);
		});
	}

	private state(): FolderStatus['state'] {
		if (this.problem !== undefined) {
			return 'failed';
		}
		switch (this.progress?.phase) {
			case 'listing':
			case 'files':
				return 'indexing';
			case 'vectors':
			case 'pictures':
				return this.folder?.indexer.isPaused ? 'paused' : this.progress.phase;
			default:
				return 'ready';
		}
	}

	/** What the index holds; nothing where it cannot be read, which is then what is wrong with the folder. */
	private counts(): Pick<FolderStatus, 'files' | 'chunks' | 'vectors' | 'skipped' | 'quarantined' | 'bytes'> {
		const none = { files: 0, chunks: 0, vectors: 0, skipped: 0, quarantined: 0, bytes: 0 };
		try {
			if (this.folder === undefined) {
				return none;
			}
			const { files, chunks, skipped, bytes } = this.folder.store.stats();
			const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
			const vectors = this.folder.store.count({}).vectors.skills;
			return { files, chunks, vectors, skipped: left, quarantined: skipped.quarantined ?? 0, bytes };
		} catch (error) {
			this.fail(error);
			return none;
		}
	}

	/** Work on the folder; what goes wrong becomes its state, what goes well sets the vectors going. Work that outlived its rooms says nothing. */
	private async guard(work: (folder: Folder) => Promise<unknown>): Promise<void> {
		const { folder } = this;
		if (folder === undefined || this.problem !== undefined) {
			return;
		}
		try {
			await work(folder);
		} catch (error) {
			if (this.folder === folder) {
				this.fail(error);
			}
			return;
		}
		if (this.folder === folder && this.problem === undefined) {
			this.again.succeeded();
			this.options.onStatus();
			this.options.onSettled();
			void this.vectors.request('after an update');
		}
	}

	private async computeVectors(): Promise<void> {
		const { folder, lifetime, options } = this;
		if (folder === undefined) {
			return;
		}
		try {
			if (options.computesVectors()) {
				await folder.indexer.computeVectors(lifetime.token);
			}
			if (options.readsPictures() && (await folder.indexer.readPictures(lifetime.token))) {
				options.onSettled();
				await (options.computesVectors() ? folder.indexer.computeVectors(lifetime.token) : undefined);
			}
			if (options.readsPictures() && options.computesVectors()) {
				await folder.indexer.lookAtPictures(lifetime.token);
			}
			await folder.indexer.tidy(lifetime.token);
			this.vectorsAgain.succeeded();
		} catch (error) {
			if (this.folder !== folder || error instanceof Cancelled) {
				return;
			}
			if (error instanceof UserError && !(error instanceof StorageError)) {
				options.log.warn('index', sentence(error)); // the model says so itself in every status and answer
				this.vectorsAgain.failed();
			} else {
				this.fail(error);
			}
		}
	}

	private fail(error: unknown): void {
		const told = sentence(error);
		if (error instanceof Cancelled || told === this.problem) {
			return;
		}
		this.options.log.error('index', error instanceof UserError ? told : describe(error));
		this.problem = told;
		this.again.failed();
		this.options.onStatus();
	}
}
