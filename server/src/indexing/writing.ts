/** Gathers prepared files and commits them some hundred chunks or files at a time: few transactions, and no query waits long behind one. */
import type { FileStamp, SkippedFile } from '../domain/file.ts';
import type { FileRows, Store } from '../storage/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { sameStamp } from './plan.ts';
import type { Prepared } from './prepare.ts';

/** Whichever is reached first: very many files may have no chunk. */
const perCommit = { chunks: 400, files: 2_000 } as const;

export class Writing {
	readonly skipped: SkippedFile[] = [];
	files = 0;
	chunks = 0;
	private readonly store: Store;
	private readonly workspace: Pick<Workspace, 'stamp'>;
	private waiting: FileRows[] = [];
	private waitingChunks = 0;

	constructor(store: Store, workspace: Pick<Workspace, 'stamp'>) {
		this.store = store;
		this.workspace = workspace;
	}

	/** Takes a batch in; true where that led to a commit. Returns the chunks it brought, too. */
	take(batch: readonly Prepared[]): { readonly chunks: number; readonly committed: boolean } {
		const before = this.waitingChunks;
		for (const item of batch) {
			if (item.kind === 'rows') {
				this.waiting.push(item.rows);
				this.waitingChunks += item.rows.chunks.length;
			} else if (item.kind === 'skipped') {
				this.skipped.push(item.file);
			}
		}
		const same = batch.flatMap((item) => (item.kind === 'same' ? [item.task.stamp] : []));
		if (same.length > 0) {
			this.store.touch(same.filter((stamp) => this.isCurrent(stamp)));
		}
		const chunks = this.waitingChunks - before;
		const committed = this.waitingChunks >= perCommit.chunks || this.waiting.length >= perCommit.files;
		if (committed) {
			this.commit();
		}
		return { chunks, committed };
	}

	commit(): void {
		if (this.waiting.length > 0) {
			this.store.replace(this.waiting, (stamp) => this.isCurrent(stamp));
			this.files += this.waiting.length;
			this.chunks += this.waitingChunks;
			[this.waiting, this.waitingChunks] = [[], 0];
		}
	}

	/** A file that changed since it was listed is read again by the next update. */
	private isCurrent(stamp: FileStamp): boolean {
		return sameStamp(stamp, this.workspace.stamp(stamp.path));
	}
}
