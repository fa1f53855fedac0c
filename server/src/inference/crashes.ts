/** When a process that keeps ending may be started again. */

const window = 60_000;
const tooMany = 3;
const rest = 60_000;

export class Crashes {
	private times: number[] = [];

	/** `now` in milliseconds, of any clock that does not jump. */
	record(now: number): void {
		this.times = [...this.times.filter((time) => now - time < window), now];
	}

	/** Milliseconds until the next start; 0 for at once. */
	restLeft(now: number): number {
		const last = this.times.at(-1);
		return last === undefined || this.times.length < tooMany ? 0 : Math.max(0, last + rest - now);
	}
}
