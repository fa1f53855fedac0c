/** A budget of memory to aim at: near it fewer workers read files, and in the end one that begins anew. What one batch takes may go beyond it. */

export type MemoryBudget = {
	/** Bytes. */
	readonly most: number;
	/** Bytes that this process holds now. */
	readonly held: () => number;
};

/** What to do before the next batch: go on; end this worker, since others work; or begin with a fresh one. */
export type Advice = 'go on' | 'end this one' | 'begin anew';

/** From this share of the budget on fewer workers do, and from the other one none keeps what it gathered. */
const [near, full] = [0.85, 0.95];

/** So many batches a worker does before it is worth its start. */
const worthStarting = 10;

export function advice({ most, held }: MemoryBudget, workers: number, batches: number): Advice {
	const share = held() / most;
	if (share < near) {
		return 'go on';
	}
	return workers > 1 ? 'end this one' : share < full || batches < worthStarting ? 'go on' : 'begin anew';
}

/** Whether no worker should be kept for work to come. */
export function isNear({ most, held }: MemoryBudget): boolean {
	return held() >= most * near;
}

/** What a worker takes: its program, grammars and tables, and a batch. */
const workerBytes = 60 * 2 ** 20;

/** With how many of `most` workers to begin. */
export function workersWithin({ most, held }: MemoryBudget, workers: number): number {
	return Math.max(1, Math.min(workers, Math.floor((most * near - held()) / workerBytes)));
}
