/** Two threads compute one batch: each takes the next text when it has done one. */
import { Worker } from 'node:worker_threads';
import { siblingScript } from '../base/assets.ts';
import { describe } from '../base/errors.ts';
import type { Batch, HostOptions, HostReply } from './hostMessages.ts';

/** Megabytes for garbage between two texts: the graphs are outside of it. */
const heap = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 64 };

/** By place in the batch. */
export type Vectors = Map<number, Float32Array>;
export type Shared = { readonly id: number; readonly batch: Batch; readonly turns: Int32Array<SharedArrayBuffer> };
export type Taken = { readonly id: number; readonly vectors: Vectors };

type Tell = (news: Extract<HostReply, { kind: 'log' }>) => void;

/** Hands out the places of a batch, each once, to whichever thread asks. */
export class Turns {
	readonly next: Int32Array<SharedArrayBuffer>;

	constructor(next = new Int32Array(new SharedArrayBuffer(4))) {
		this.next = next;
	}

	take(): number {
		return Atomics.add(this.next, 0, 1);
	}
}

/** The second thread as the first one sees it: started by a batch of several texts, and again after it ended. Until it is ready, and if it fails, the first computes all. */
export class SecondThread {
	private readonly options: HostOptions;
	private readonly tell: Tell;
	private readonly waiting = new Map<number, (vectors: Vectors) => void>();
	private worker: Worker | undefined;
	private ready = false;
	private nextId = 1;

	constructor(options: HostOptions, tell: Tell) {
		this.options = options;
		this.tell = tell;
	}

	/** What it has taken of the batch when no text is left; nothing where it does not take part. */
	share(batch: Batch, { next }: Turns): Promise<Vectors> | undefined {
		this.worker ??= this.start();
		if (!this.ready) {
			return undefined;
		}
		const id = this.nextId++;
		return new Promise((resolve) => {
			this.waiting.set(id, resolve);
			this.worker?.postMessage({ id, batch, turns: next } satisfies Shared);
		});
	}

	private start(): Worker {
		const worker = new Worker(siblingScript(import.meta.url, 'secondThread'), { workerData: this.options, resourceLimits: heap });
		worker.on('message', (message: 'ready' | Taken) => {
			if (message === 'ready') {
				this.ready = true;
				this.tell({ kind: 'log', level: 'info', message: 'a second thread takes part' });
				return;
			}
			this.waiting.get(message.id)?.(message.vectors);
			this.waiting.delete(message.id);
		});
		worker.on('error', (error) => this.tell({ kind: 'log', level: 'warn', message: describe(error) })); // its exit follows
		worker.on('exit', () => this.ended());
		return worker;
	}

	private ended(): void {
		this.worker = undefined;
		this.ready = false;
		for (const resolve of this.waiting.values()) {
			resolve(new Map());
		}
		this.waiting.clear();
	}
}
