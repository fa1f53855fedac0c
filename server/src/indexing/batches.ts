/** Which files a worker gets next. Pure. */
import { extname } from 'node:path';
import type { Task } from './plan.ts';

/** Files a worker gets at a time: fewer round trips, small enough to spread evenly. */
const batchFiles = 12;
const batchBytes = 400_000;
/** Tasks in batches of files of one kind: a worker that stays with its kind loads few grammars. In the order of the tasks within a kind. */
export class BatchQueue {
	private readonly kinds = new Map<string, Task[][]>();

	constructor(tasks: readonly Task[]) {
		for (const [kind, some] of Map.groupBy(tasks, ({ stamp }) => extname(stamp.path))) {
			this.kinds.set(kind, batches(some));
		}
	}

	get length(): number {
		return [...this.kinds.values()].reduce((sum, { length }) => sum + length, 0);
	}

	/** The next batch of this kind; where there is none, of the kind that has most left. */
	take(kind: string): { readonly kind: string; readonly batch: readonly Task[] } | undefined {
		const most = [...this.kinds].reduce(
			(best, each) => (each[1].length > (best?.[1].length ?? 0) ? each : best),
			undefined as [string, Task[][]] | undefined,
		);
		const same = this.kinds.get(kind);
		const [from, queue] = same !== undefined && same.length > 0 ? [kind, same] : (most ?? ['', []]);
		const batch = queue.shift();
		return batch === undefined ? undefined : { kind: from, batch };
	}
}

function batches(tasks: readonly Task[]): Task[][] {
	const all: Task[][] = [];
	let [batch, bytes]: [Task[], number] = [[], 0];
	for (const task of tasks) {
		batch.push(task);
		bytes += task.stamp.size;
		if (batch.length === batchFiles || bytes > batchBytes) {
			all.push(batch);
			[batch, bytes] = [[], 0];
		}
	}
	return batch.length === 0 ? all : [...all, batch];
}
