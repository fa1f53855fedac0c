/** What a pure function answered lately. Of what is not asked for again it lets go in the course of as many others as it keeps, and never all at once. */
export class Remembered<V> {
	private readonly most: number;
	private young = new Map<string, V>();
	private old = new Map<string, V>();

	/** Keeps `most` answers at the least and twice as many at the most. */
	constructor(most: number) {
		this.most = most;
	}

	get(key: string): V | undefined {
		const found = this.young.get(key);
		if (found !== undefined) {
			return found;
		}
		const before = this.old.get(key);
		if (before !== undefined) {
			this.set(key, before);
		}
		return before;
	}

	set(key: string, value: V): void {
		if (this.young.size >= this.most) {
			[this.old, this.young] = [this.young, new Map()];
		}
		this.young.set(key, value);
	}
}
