/** How far the work is, how fast it goes, and how long it will take. */
export type Phase = 'listing' | 'files' | 'vectors' | 'pictures' | 'idle';

export type Progress = {
	readonly phase: Phase;
	/** Files in phase `files`, chunks in phase `vectors`, pictures in phase `pictures`. */
	readonly done: number;
	readonly total: number;
	/** Chunks a second since the phase began. */
	readonly rate: number;
	/** Missing until there is enough to go by. */
	readonly secondsLeft: number | undefined;
};

export const idle: Progress = { phase: 'idle', done: 0, total: 0, rate: 0, secondsLeft: undefined };

/** Measures one phase. `now` is in milliseconds. */
export class Meter {
	private readonly phase: Phase;
	private readonly total: number;
	private readonly now: () => number;
	private readonly start: number;
	private done = 0;
	private chunks = 0;

	constructor(phase: Phase, total: number, now: () => number = () => performance.now()) {
		this.phase = phase;
		this.total = total;
		this.now = now;
		this.start = now();
	}

	add(done: number, chunks: number): Progress {
		this.done += done;
		this.chunks += chunks;
		const seconds = (this.now() - this.start) / 1000;
		const share = this.total === 0 ? 1 : this.done / this.total;
		return {
			phase: this.phase,
			done: this.done,
			total: this.total,
			rate: seconds === 0 ? 0 : this.chunks / seconds,
			secondsLeft: seconds < 1 || share === 0 ? undefined : (seconds * (1 - share)) / share,
		};
	}
}
