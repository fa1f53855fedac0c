/** Worker threads that prepare files. A file that kills its worker or never ends is given back as quarantined; the rest goes on. */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MessagePort, Worker } from 'node:worker_threads';
import { Cancelled } from '../base/cancel.ts';
import type { Disposable } from '../base/disposable.ts';
import { sentence } from '../base/errors.ts';
import { BatchQueue } from './batches.ts';
import { advice, isNear, type MemoryBudget, workersWithin } from './memory.ts';
import type { Task } from './plan.ts';
import type { Prepared } from './prepare.ts';
import { dutyOf, Pace } from './share.ts';

export type PoolOptions = {
	/** The entry that answers batches: it calls `servePool`. */
	readonly script: URL;
	/** What the entry needs to know; must survive structured cloning. */
	readonly data: object;
	readonly threads: number;
	/** Percent of the processor that they may use, 100 unless told. */
	readonly cpuShare?: number;
	/** Kept by fewer and fresher workers. */
	readonly memory?: MemoryBudget;
	/** How long one file may take before it counts as hung. */
	readonly fileTimeoutMs: number;
	/** Megabytes of JavaScript heap that a worker may use, but for new objects. */
	readonly heapMegabytes: number;
};

/** Megabytes of a worker's heap: for objects that were just made a fraction of what V8 takes by itself, and reading is no slower. */
const heap = { new: 12, least: 128, perFileMegabyte: 96, most: 768 } as const;

/** So long a worker waits for the next work; one of them waits longer, for the next saved file. */
const idleMs = { one: 300_000, others: 2_000 } as const;

export class Pool implements Disposable {
	private readonly options: PoolOptions;
	private readonly idle: Worker[] = [];
	private readonly all = new Set<Worker>();
	private rest: NodeJS.Timeout | undefined;
	private isOver = false;

	constructor(options: PoolOptions) {
		this.options = options;
	}

	/** Prepares all tasks, in no particular order. `reading` is told which files are in the works; `done` gets each batch; an error from it ends the run. */
	async run(
		tasks: readonly Task[],
		reading: (paths: readonly string[]) => void,
		done: (batch: Prepared[]) => Promise<void>,
	): Promise<void> {
		const { threads, cpuShare = 100, memory } = this.options;
		const duty = dutyOf(cpuShare, availableParallelism(), threads);
		const queue = new BatchQueue(tasks);
		const inWork = new Map<number, readonly Task[]>();
		const tell = (): void => reading([...inWork.values()].flat().map((task) => task.stamp.path));
		let stopped = false;
		const lane = async (id: number): Promise<void> => {
			let [kind, batches] = ['', 0];
			const pace = new Pace(duty.part, sleep);
			for (let next = queue.take(kind); next !== undefined && !stopped; next = queue.take(kind)) {
				const { batch } = next;
				kind = next.kind;
				inWork.set(id, batch);
				tell();
				await pace.next();
				const result = await this.prepareBatch(batch);
				inWork.delete(id);
				tell();
				await done(result).catch((error: unknown) => {
					stopped = true;
					throw error;
				});
				const what = memory === undefined ? 'go on' : advice(memory, lanes, ++batches);
				if (what !== 'go on') {
					this.end(this.idle.splice(-1));
					batches = 0;
				}
				if (what === 'end this one') {
					lanes--;
					break;
				}
			}
		};
		let lanes = Math.min(memory === undefined ? duty.lanes : workersWithin(memory, duty.lanes), queue.length);
		clearTimeout(this.rest);
		await Promise.all(Array.from({ length: lanes }, (_, id) => lane(id)));
		this.restSoon();
	}

	/** Work under way ends as cancelled. */
	dispose(): void {
		this.isOver = true;
		clearTimeout(this.rest);
		for (const worker of this.all) {
			void worker.terminate();
		}
		this.all.clear();
		this.idle.length = 0;
	}

	private end(workers: readonly Worker[]): void {
		for (const worker of workers) {
			this.all.delete(worker);
			void worker.terminate();
		}
	}

	/** Ends workers that have nothing to do: each holds grammars and a table of its own. */
	private restSoon(): void {
		const { memory } = this.options;
		this.rest = setTimeout(() => {
			this.end(this.idle.splice(memory !== undefined && isNear(memory) ? 0 : 1));
			this.rest = setTimeout(() => this.end(this.idle.splice(0)), idleMs.one).unref();
		}, idleMs.others).unref();
	}

	/** Survives the worker: what is left of a batch after a bad file goes to a fresh one. */
	private async prepareBatch(batch: readonly Task[]): Promise<Prepared[]> {
		const results: Prepared[] = [];
		for (let rest = batch; rest.length > 0; rest = batch.slice(results.length)) {
			const { prepared, failure } = await this.tryBatch(rest);
			if (this.isOver) {
				throw new Cancelled(); // the worker was ended, by no fault of the file
			}
			results.push(...prepared);
			const culprit = batch[results.length];
			if (failure !== undefined && culprit !== undefined) {
				results.push(quarantined(culprit, failure));
			}
		}
		return results;
	}

	private async tryBatch(batch: readonly Task[]): Promise<{ prepared: Prepared[]; failure: string | undefined }> {
		if (this.isOver) {
			throw new Cancelled();
		}
		const worker = this.idle.pop() ?? this.start();
		return new Promise((resolve) => {
			const prepared: Prepared[] = [];
			worker.ref();
			const finish = (failure: string | undefined): void => {
				clearTimeout(watchdog);
				worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
				if (failure === undefined) {
					worker.unref();
					this.idle.push(worker);
				} else {
					this.all.delete(worker);
					worker.on('error', () => undefined); // what a dying worker still says is of no interest
					void worker.terminate();
				}
				resolve({ prepared, failure });
			};
			const seconds = Math.round(this.options.fileTimeoutMs / 1000);
			const watchdog = setTimeout(() => finish(`Reading it took longer than ${seconds} s.`), this.options.fileTimeoutMs);
			worker.on('message', (file: Prepared) => {
				watchdog.refresh();
				prepared.push(file);
				if (prepared.length === batch.length) {
					finish(undefined);
				}
			});
			worker.on('error', (error) => finish(`Reading it broke off: ${sentence(error)}`));
			worker.on('exit', (code) => finish(`Reading it ended the worker (status ${code}).`));
			worker.postMessage(batch);
		});
	}

	private start(): Worker {
		const { script, data, heapMegabytes } = this.options;
		const resourceLimits = { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: heap.new };
		const worker = new Worker(script, { workerData: data, resourceLimits, stdout: false });
		this.all.add(worker);
		return worker;
	}
}

/** Megabytes that reading takes where no file is larger, and little more: what is there for garbage is filled with it. */
export function heapFor(maxFileBytes: number): number {
	return Math.ceil(Math.min(heap.most, Math.max(heap.least, (heap.perFileMegabyte * maxFileBytes) / 2 ** 20)));
}

/** The worker's side: answers every task of a batch, one message each, in order. */
export function servePool(port: MessagePort, prepareFile: (task: Task) => Promise<Prepared>): void {
	port.on('message', async (batch: readonly Task[]) => {
		for (const task of batch) {
			port.postMessage(await prepareFile(task).catch((error: unknown) => quarantined(task, `Reading it failed: ${sentence(error)}`)));
		}
	});
}

function quarantined({ stamp }: Task, detail: string): Prepared {
	return {
		kind: 'skipped',
		file: { path: stamp.path, reason: 'quarantined', detail: `${detail} It is tried again when it changes.`, stamp },
	};
}
