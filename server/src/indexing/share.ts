/** A share of the processor that indexing keeps to: fewer lanes, and a rest after each piece of work. */

/** So many lanes, and the part of its time that each works. */
export type Duty = { readonly lanes: number; readonly part: number };

/** `percent` of `cores` by at most `most` lanes of one core each. */
export function dutyOf(percent: number, cores: number, most: number): Duty {
	const allowed = (percent / 100) * cores;
	const lanes = Math.max(1, Math.min(most, Math.ceil(allowed)));
	return { lanes, part: Math.min(1, allowed / lanes) };
}

/** The longest rest, in milliseconds: whatever took long, work goes on and progress is seen. */
const longestRest = 10_000;

/** How long to rest after work of so many milliseconds, so that the part of the time that is worked is this. */
export function restAfter(worked: number, part: number): number {
	return part >= 1 ? 0 : Math.min(longestRest, worked * (1 / part - 1));
}

/** Keeps work that comes in pieces to its part of the time. */
export class Pace {
	private readonly part: number;
	private readonly now: () => number;
	private readonly sleep: (milliseconds: number) => Promise<void>;
	private began: number | undefined;

	constructor(part: number, sleep: (milliseconds: number) => Promise<void>, now = () => performance.now()) {
		this.part = part;
		this.sleep = sleep;
		this.now = now;
	}

	/** Before each piece of work: rests for the one before. */
	async next(): Promise<void> {
		const rest = this.began === undefined ? 0 : restAfter(this.now() - this.began, this.part);
		if (rest > 0) {
			await this.sleep(rest);
		}
		this.began = this.now();
	}
}
