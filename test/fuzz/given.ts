/** A case from bytes that a fuzzer made: choices stand at their end, so that what it learns of the text before them stays in its place. */
import fc from 'fast-check';

export class Given {
	private readonly content: Buffer;
	private end: number;

	constructor(bytes: Uint8Array) {
		this.content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
		this.end = bytes.length;
	}

	/** Up to `most`, 255 at most; zero where there is nothing left. */
	number(most: number): number {
		return this.end === 0 ? 0 : (this.content[--this.end] as number) % (most + 1);
	}

	one<T>(items: readonly T[]): T {
		return items[this.number(items.length - 1)] as T;
	}

	/** What is left. */
	bytes(): Buffer {
		return this.content.subarray(0, this.end);
	}

	text(): string {
		return this.bytes().toString('utf8');
	}
}

/** The bytes of which `text` is what is left after these choices. */
export function giving(text: string | Uint8Array, ...choices: readonly number[]): Uint8Array {
	return Buffer.concat([Buffer.from(text), Buffer.from(choices.toReversed())]);
}

/** A case of which the bytes are the choices that fast-check makes; where they end, it goes on by itself. */
export function drawn<Case>(cases: fc.Arbitrary<Case>, bytes: Uint8Array): Case {
	const [one] = fc.sample(cases, { numRuns: 1, seed: 0, randomType: () => new Choices(bytes) });
	return one as Case;
}

class Choices {
	private readonly content: Buffer;
	private at: number;

	constructor(bytes: Uint8Array, at = 0) {
		this.content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
		this.at = at;
	}

	clone(): Choices {
		return new Choices(this.content, this.at);
	}

	next(): number {
		const at = this.at;
		this.at += 4;
		return this.at <= this.content.length ? this.content.readInt32LE(at) : Math.imul(at + 1, 0x9e37_79b1);
	}

	getState(): readonly number[] {
		return [this.at];
	}
}
