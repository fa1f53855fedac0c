/** The best k of many, best first; equal scores are ordered by id. */
import type { Scored } from '../store.ts';

export class TopK {
	private readonly limit: number;
	/** A heap whose root is the worst of those kept. */
	private readonly scores: Float64Array;
	private readonly ids: Float64Array;
	private size = 0;

	constructor(limit: number) {
		this.limit = limit;
		this.scores = new Float64Array(limit);
		this.ids = new Float64Array(limit);
	}

	/** What a score must reach to be worth offering. */
	get bar(): number {
		return this.size < this.limit ? Number.NEGATIVE_INFINITY : (this.scores[0] ?? Number.POSITIVE_INFINITY);
	}

	offer(id: number, score: number): void {
		if (this.size < this.limit) {
			this.rise(this.size++, id, score);
		} else if (this.limit > 0 && this.isWorse(0, id, score)) {
			this.sink(id, score);
		}
	}

	take(): Scored[] {
		return Array.from({ length: this.size }, (_, i) => ({ id: this.ids[i] as number, score: this.scores[i] as number })).sort(
			(a, b) => b.score - a.score || a.id - b.id,
		);
	}

	/** Whether the entry at `at` is worse than the other. */
	private isWorse(at: number, id: number, score: number): boolean {
		const own = this.scores[at] as number;
		return own < score || (own === score && (this.ids[at] as number) > id);
	}

	private rise(start: number, id: number, score: number): void {
		let at = start;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (!this.isBetter(parent, id, score)) {
				break;
			}
			this.put(at, this.ids[parent] as number, this.scores[parent] as number);
			at = parent;
		}
		this.put(at, id, score);
	}

	private sink(id: number, score: number): void {
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= this.size) {
				break;
			}
			if (child + 1 < this.size && this.isWorse(child + 1, this.ids[child] as number, this.scores[child] as number)) {
				child++;
			}
			if (!this.isWorse(child, id, score)) {
				break;
			}
			this.put(at, this.ids[child] as number, this.scores[child] as number);
			at = child;
		}
		this.put(at, id, score);
	}

	private isBetter(at: number, id: number, score: number): boolean {
		const own = this.scores[at] as number;
		return own > score || (own === score && (this.ids[at] as number) < id);
	}

	private put(at: number, id: number, score: number): void {
		this.ids[at] = id;
		this.scores[at] = score;
	}
}
