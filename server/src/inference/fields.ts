/** Reads untrusted JSON field by field: what is missing or of the wrong kind is named, once, in one way. */

/** Makes the error for a field; `field` is its path in the file, such as `skills[0].version`. */
export type Complain = (field: string) => Error;

export class Fields {
	private readonly value: Readonly<Record<string, unknown>>;
	private readonly path: string;
	private readonly complain: Complain;

	constructor(value: unknown, complain: Complain, path = '') {
		if (typeof value !== 'object' || value === null || Array.isArray(value)) {
			throw complain(path);
		}
		this.value = value as Readonly<Record<string, unknown>>;
		this.complain = complain;
		this.path = path;
	}

	fail(name: string): never {
		throw this.complain(this.at(name));
	}

	text(name: string): string {
		const value = this.value[name];
		return typeof value === 'string' && value !== '' ? value : this.fail(name);
	}

	/** A whole number from 0. */
	count(name: string): number {
		return isCount(this.value[name]) ? this.value[name] : this.fail(name);
	}

	number(name: string): number {
		const value = this.value[name];
		return typeof value === 'number' ? value : this.fail(name);
	}

	flag(name: string): boolean {
		const value = this.value[name];
		return typeof value === 'boolean' ? value : this.fail(name);
	}

	has(name: string): boolean {
		return this.value[name] !== undefined;
	}

	is(name: string, wanted: unknown): void {
		if (this.value[name] !== wanted) {
			this.fail(name);
		}
	}

	object(name: string): Fields {
		return new Fields(this.value[name], this.complain, this.at(name));
	}

	list(name: string): Fields[] {
		return this.array(name).map((item, i) => new Fields(item, this.complain, `${this.at(name)}[${i}]`));
	}

	texts(name: string): string[] {
		return this.array(name).map((item) => (typeof item === 'string' && item !== '' ? item : this.fail(name)));
	}

	numbers(name: string): number[] {
		return this.array(name).map((item) => (typeof item === 'number' ? item : this.fail(name)));
	}

	/** Pairs of whole numbers from 0. */
	pairs(name: string): (readonly [number, number])[] {
		return this.array(name).map((item) => {
			const [first, second, ...more] = Array.isArray(item) ? (item as unknown[]) : [];
			return isCount(first) && isCount(second) && more.length === 0 ? [first, second] : this.fail(name);
		});
	}

	/** The fields themselves, each an object. */
	entries(): [string, Fields][] {
		return Object.keys(this.value).map((name) => [name, this.object(name)]);
	}

	/** The fields themselves, each a whole number from 0. */
	counts(): [string, number][] {
		return Object.keys(this.value).map((name) => [name, this.count(name)]);
	}

	private array(name: string): readonly unknown[] {
		const value = this.value[name];
		return Array.isArray(value) ? value : this.fail(name);
	}

	private at(name: string): string {
		return this.path === '' ? name : `${this.path}.${name}`;
	}
}

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}
