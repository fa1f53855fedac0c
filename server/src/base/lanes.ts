/** One job at a time; an interactive job is always taken before a background one. */
import { type CancelToken, throwIfCancelled } from './cancel.ts';

export type Lane = 'interactive' | 'background';

export class Lanes {
	private readonly waiting: Record<Lane, (() => void)[]> = { interactive: [], background: [] };
	private busy = false;

	async run<T>(lane: Lane, token: CancelToken, job: () => Promise<T>): Promise<T> {
		if (this.busy) {
			await new Promise<void>((resolve) => this.waiting[lane].push(resolve));
		}
		this.busy = true;
		try {
			throwIfCancelled(token);
			return await job();
		} finally {
			const next = this.waiting.interactive.shift() ?? this.waiting.background.shift();
			this.busy = next !== undefined;
			next?.();
		}
	}
}
