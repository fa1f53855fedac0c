/** Random choices that a seed repeats. */
export type Random = ReturnType<typeof randomOf>;

export function randomOf(seed: number) {
	let state = seed >>> 0;
	/** mulberry32: a number in [0, 1). */
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	/** A whole number from `low` to `high`, both possible. */
	const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
	const chance = (share: number): boolean => next() < share;
	const pick = <T>(list: readonly T[]): T => {
		if (list.length === 0) {
			throw new Error('nothing to pick from');
		}
		return list[Math.floor(next() * list.length)] as T;
	};
	/** `count` different items, or all of them in another order. */
	const some = <T>(list: readonly T[], count = list.length): T[] => {
		const rest = [...list];
		return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(Math.floor(next() * rest.length), 1)[0] as T);
	};
	const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
	return { next, int, chance, pick, some, many };
}
