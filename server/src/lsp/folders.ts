/** The workspace folders that are open: each with its rooms, kept up to date, and its state for those who ask. */
import { basename } from 'node:path';
import type { FolderStatus } from '../../protocol/messages.ts';
import { anyOf, Cancelled, CancelSource, type CancelToken, never } from '../base/cancel.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { describe, sentence, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { OneAtATime } from '../base/queue.ts';
import type { Folder } from '../folder/folder.ts';
import type { Progress } from '../indexing/progress.ts';
import { toPath, toRelative } from './convert.ts';

export type FoldersOptions = {
	/** Opens the rooms of a folder; throws where it cannot. */
	readonly open: (root: string, onStale: (paths: readonly string[]) => void) => Folder;
	readonly computesVectors: () => boolean;
	readonly readsPictures: () => boolean;
	readonly log: Log;
	readonly onStatus: () => void;
	/** Files or words of pictures of a folder were looked at again, or a folder is gone. */
	readonly onSettled: () => void;
};

export class Folders implements Disposable {
	private readonly options: FoldersOptions;
	private readonly open = new Map<string, OpenFolder>();
	private pausedByUser = false;

	constructor(options: FoldersOptions) {
		this.options = options;
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
				this.open.set(uri, new OpenFolder(uri, this.options, this.pausedByUser));
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

	get paused(): boolean {
		return this.pausedByUser;
	}

	pause(paused: boolean): void {
		this.pausedByUser = paused;
		for (const { folder } of this.open.values()) {
			if (paused) {
				folder?.indexer.pause();
			} else {
				folder?.indexer.resume();
			}
		}
		this.options.onStatus();
	}

	status(): FolderStatus[] {
		return [...this.open.values()].map((folder) => folder.status());
	}

	dispose(): void {
		this.set([]);
	}
}

/** One folder, and the work that keeps it current: files first, vectors of the skills behind. */
class OpenFolder implements Disposable {
	folder: Folder | undefined;
	private readonly uri: string;
	private readonly options: FoldersOptions;
	private readonly owned = new DisposableStore();
	private readonly lifetime = new CancelSource();
	private readonly vectors: OneAtATime;
	private progress: Progress | undefined;
	private problem: string | undefined;

	constructor(uri: string, options: FoldersOptions, paused: boolean) {
		this.uri = uri;
		this.options = options;
		this.vectors = new OneAtATime(() => this.computeVectors());
		this.owned.add({ dispose: () => this.lifetime.cancel() });
		try {
			this.folder = this.owned.add(
				options.open(toPath(uri), (paths) => void this.guard((folder) => folder.indexer.reread(paths, this.lifetime.token))),
			);
		} catch (error) {
			this.fail(error);
			return;
		}
		if (paused) {
			this.folder.indexer.pause();
		}
		this.owned.add(
			this.folder.indexer.onProgress((progress) => {
				this.progress = progress;
				options.onStatus();
			}),
		);
		void this.start();
	}

	async update(cause: string, again: 'all' | readonly string[] = [], token: CancelToken = never): Promise<void> {
		await this.guard((folder) => {
			const below = again === 'all' ? [''] : again.flatMap((uri) => toRelative(folder.root, uri) ?? []);
			const isMeant = (path: string): boolean => below.some((inner) => inner === '' || path === inner || path.startsWith(`${inner}/`));
			return folder.indexer.update(cause, anyOf(token, this.lifetime.token), below.length === 0 ? {} : { again: isMeant });
		});
	}

	async refresh(paths: readonly string[]): Promise<void> {
		await this.guard((folder) => folder.indexer.refresh(paths, this.lifetime.token));
	}

	status(): FolderStatus {
		const progress = this.progress;
		const stats = this.folder?.store.stats();
		const { skipped = {} } = stats ?? {};
		return {
			uri: this.uri,
			name: basename(toPath(this.uri)),
			state: this.state(),
			done: progress?.done ?? 0,
			total: progress?.total ?? 0,
			files: stats?.files ?? 0,
			chunks: stats?.chunks ?? 0,
			vectors: this.folder?.store.count({}).vectors.skills ?? 0,
			...(progress === undefined || progress.rate === 0 ? {} : { rate: progress.rate }),
			...(progress?.secondsLeft === undefined ? {} : { secondsLeft: progress.secondsLeft }),
			skipped: Object.values(skipped).reduce((sum, count) => sum + count, 0),
			quarantined: skipped.quarantined ?? 0,
			bytes: stats?.bytes ?? 0,
			...(this.problem === undefined ? {} : { problem: this.problem }),
			notes: [...(this.folder?.store.notes ?? [])],
		};
	}

	dispose(): void {
		this.owned.dispose();
		this.folder = undefined;
	}

	private async start(): Promise<void> {
		await this.update('start');
		await this.guard(async (folder) => {
			const watching = await folder.workspace.watch((paths) => void this.refresh(paths));
			this.owned.add(watching);
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

	/** Work on the folder; what goes wrong becomes its state, what goes well ends a former problem and sets the vectors going. */
	private async guard(work: (folder: Folder) => Promise<unknown>): Promise<void> {
		if (this.folder === undefined) {
			return;
		}
		try {
			await work(this.folder);
			this.problem = undefined;
			this.options.onStatus();
			this.options.onSettled();
			void this.vectors.request('after an update');
		} catch (error) {
			this.fail(error);
		}
	}

	private async computeVectors(): Promise<void> {
		try {
			if (this.options.computesVectors()) {
				await this.folder?.indexer.computeVectors(this.lifetime.token);
			}
			if (this.options.readsPictures() && (await this.folder?.indexer.readPictures(this.lifetime.token))) {
				this.options.onSettled();
				await (this.options.computesVectors() ? this.folder?.indexer.computeVectors(this.lifetime.token) : undefined);
			}
			if (this.options.readsPictures() && this.options.computesVectors()) {
				await this.folder?.indexer.lookAtPictures(this.lifetime.token);
			}
		} catch (error) {
			if (error instanceof UserError) {
				this.options.log.warn('index', sentence(error)); // the model says so itself in every status and answer
			} else if (!(error instanceof Cancelled)) {
				this.options.log.error('index', describe(error));
			}
		}
	}

	private fail(error: unknown): void {
		if (error instanceof Cancelled) {
			return;
		}
		this.options.log.error('index', error instanceof UserError ? sentence(error) : describe(error));
		this.problem = sentence(error);
		this.options.onStatus();
	}
}
