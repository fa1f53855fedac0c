/** When a server that ended by itself is started again, and when we stop trying. */

/** Waiting times before each new start, in milliseconds. */
const delays = [500, 1_000, 2_000, 4_000, 8_000];
/** A server that ran this long has proved itself; earlier ends are forgotten. Milliseconds. */
const proof = 3 * 60_000;

export class Restarts {
	private ends = 0;
	private last = Number.NEGATIVE_INFINITY;

	/** Milliseconds to wait before the next start, or undefined when the user must decide. */
	afterEnd(now: number): number | undefined {
		this.ends = now - this.last > proof ? 1 : this.ends + 1;
		this.last = now;
		return delays[this.ends - 1];
	}

	/** The user asked for a new start: all is forgiven. */
	reset(): void {
		this.ends = 0;
		this.last = Number.NEGATIVE_INFINITY;
	}
}
