/** One score a row, in the kernel's memory: what lists give is added up there, and what is above a bar is found. */
import type { Scored } from '../store.ts';
import { kernelOver, page } from './kernel.ts';
import type { List } from './lists.ts';
import { TopK } from './topK.ts';

/** The first page is for what a list gives, and for a piece of it; scores begin after it, in groups of 16. */
const layout = { gains: 0, gaps: 1_024, parts: 33_792, piece: 16_384, scores: page } as const;
const group = 16;

export class Scores {
	private readonly memory = new WebAssembly.Memory({ initial: 1 });
	private readonly kernel = kernelOver(this.memory);
	/** By row; the last group may reach beyond the rows, with scores of 0. */
	private all = new Float32Array(0);

	/** As many rows, each with a score of 0. */
	clear(rows: number): void {
		const size = Math.ceil(rows / group) * group;
		const missing = Math.ceil((layout.scores + 4 * size - this.memory.buffer.byteLength) / page);
		if (missing > 0) {
			this.memory.grow(Math.ceil(missing * 1.1));
		}
		this.all = new Float32Array(this.memory.buffer, layout.scores, size).fill(0);
	}

	increase(row: number, by: number): void {
		this.all[row] = (this.all[row] as number) + by;
	}

	/** Rows count from the id `least`; ids that are none of them are passed over. `gains` is what each level of a part gives. */
	add({ gaps, parts }: Pick<List, 'gaps' | 'parts'>, least: number, gains: Float32Array): void {
		const { buffer } = this.memory;
		new Float32Array(buffer, layout.gains, gains.length).set(gains);
		let at = layout.scores - 4 * least;
		for (let start = 0; start < parts.length; start += layout.piece) {
			const count = Math.min(layout.piece, parts.length - start);
			new Uint8Array(buffer, layout.gaps, 2 * count).set(gaps.subarray(2 * start, 2 * (start + count)));
			new Uint8Array(buffer, layout.parts, count).set(parts.subarray(start, start + count));
			at = this.kernel.add(layout.scores, this.all.byteLength, at, layout.gaps, layout.parts, count, layout.gains);
		}
	}

	/** Best first, as ids. */
	best(limit: number, least: number, mayAnswer: (id: number) => boolean): Scored[] {
		const best = new TopK(limit);
		const end = layout.scores + this.all.byteLength;
		let bar = 0;
		for (let at: number = layout.scores; ; at += 4 * group) {
			at = this.kernel.above(at, end, bar);
			if (at >= end) {
				return best.take();
			}
			const first = (at - layout.scores) / 4;
			for (let row = first; row < first + group; row++) {
				const score = this.all[row] as number;
				if (score > bar && mayAnswer(least + row)) {
					best.offer(least + row, score);
					bar = Math.max(0, best.bar);
				}
			}
		}
	}
}
