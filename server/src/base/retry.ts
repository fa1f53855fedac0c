/** What failed for a reason that may pass (a full disk, a process that ended) is tried again by itself, each time after a longer wait. */
import type { Disposable } from './disposable.ts';

/** Milliseconds before each new try; the last one stands for all that follow. */
const waits = [2_000, 5_000, 15_000, 30_000, 60_000];

export class Retry implements Disposable {
	private readonly work: () => void;
	private readonly waits: readonly number[];
	private failures = 0;
	private timer: NodeJS.Timeout | undefined;

	constructor(work: () => void, given: readonly number[] = waits) {
		this.work = work;
		this.waits = given;
	}

	/** Another try comes; one that was to come anyway stays as it is. */
	failed(): void {
		if (this.timer !== undefined) {
			return;
		}
		const wait = this.waits[Math.min(this.failures++, this.waits.length - 1)];
		this.timer = setTimeout(() => {
			this.timer = undefined;
			this.work();
		}, wait);
	}

	/** The next failure begins with the shortest wait. */
	succeeded(): void {
		this.failures = 0;
		this.dispose();
	}

	dispose(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}
}

/** What fails for a reason that is over at once is tried at once again, so many times in all. */
export async function persist<T>(times: number, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (times <= 1) {
			throw error;
		}
		return persist(times - 1, work);
	}
}
