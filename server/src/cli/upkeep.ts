/** Keeps the index of one folder current while questions come one after the other, as those of an agent do. */
import { Cancelled, type CancelToken } from '../base/cancel.ts';
import { describe, sentence, UserError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { OneAtATime } from '../base/queue.ts';
import type { Folder } from '../folder/folder.ts';
import type { UpdateOptions } from '../indexing/indexer.ts';
import { orAsStored } from './upToDate.ts';

export type UpkeepOptions = {
	readonly folder: Folder;
	/** Compute the skills' vectors behind every update. */
	readonly computesVectors: boolean;
	readonly token: CancelToken;
	readonly log: Log;
};

export type Waiting = {
	/** A question that may be answered as soon as the files likely to answer it are in. */
	readonly question?: NonNullable<UpdateOptions['first']>['question'];
	/** An update that takes longer goes on behind, and the answer says what is missing. */
	readonly patienceMs: number;
	/** Ends the wait, not the update: the next question needs it too. */
	readonly signal: AbortSignal;
	/** Files done, and in all. */
	readonly onProgress: (done: number, total: number) => void;
};

export class Upkeep {
	private readonly options: UpkeepOptions;
	private readonly vectors: OneAtATime;
	private running: Promise<void> | undefined;

	constructor(options: UpkeepOptions) {
		this.options = options;
		this.vectors = new OneAtATime(() => this.behind(() => options.folder.indexer.computeVectors(options.token)));
	}

	/** Answers over the index of the folder as it is now, or as far as it is within the patience; the answer needs the notes that `ask` gets. */
	async answer<T>(ask: (notes: readonly string[]) => Promise<T>, { question, patienceMs, signal, onProgress }: Waiting): Promise<T> {
		if (signal.aborted) {
			throw new Cancelled();
		}
		const { folder } = this.options;
		const early = Promise.withResolvers<[]>();
		const answered = Promise.withResolvers<void>();
		const cancelled = (): void => early.reject(new Cancelled());
		const patience = setTimeout(() => early.resolve([]), patienceMs);
		const listening = folder.indexer.onProgress(({ phase, done, total }) => {
			if (phase === 'files') {
				onProgress(done, total);
			}
		});
		signal.addEventListener('abort', cancelled, { once: true });
		try {
			const first = question && {
				question,
				answer: () => {
					early.resolve([]);
					return answered.promise;
				},
			};
			const update = orAsStored(folder, this.update(first === undefined ? {} : { first }));
			return await ask(await Promise.race([update, early.promise]));
		} finally {
			answered.resolve();
			signal.removeEventListener('abort', cancelled);
			listening.dispose();
			clearTimeout(patience);
		}
	}

	/** The update under way, or a new one. */
	private update(options: UpdateOptions): Promise<void> {
		if (this.running === undefined) {
			const update = this.options.folder.indexer.update('a question', this.options.token, options);
			this.running = update.then(
				() => {
					this.running = undefined;
					if (this.options.computesVectors) {
						void this.vectors.request('after an update');
					}
				},
				(error) => {
					this.running = undefined;
					throw error;
				},
			);
			void this.behind(() => update); // who asked may no longer wait for it
		}
		return this.running;
	}

	/** Work that nobody waits for: what goes wrong is logged, and the next question meets it again. */
	private async behind(work: () => Promise<unknown>): Promise<void> {
		try {
			await work();
		} catch (error) {
			if (!(error instanceof Cancelled)) {
				this.options.log.warn('index', error instanceof UserError ? sentence(error) : describe(error));
			}
		}
	}
}
