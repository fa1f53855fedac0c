/** What is fuzzed: cases, and what must hold for each of them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';

export type Target = {
	readonly name: string;
	/** Cases that share a seed: a finding is named by the seed of its batch. */
	readonly batch: number;
	/** Batches in the replay that the tests run. */
	readonly replayed: number;
	open(): Promise<Opened>;
	/** The same from bytes that a fuzzer makes after what they led to; missing where the code is not JavaScript of this process. */
	guided?(): Promise<Guided>;
};

export type Guided = {
	/** What it begins with. */
	readonly seeds: readonly Uint8Array[];
	/** Throws where something does not hold. */
	readonly check: (bytes: Uint8Array) => Promise<void>;
	close?(): Promise<void>;
};

export type Opened = { readonly property: fc.IRawProperty<unknown>; close?(): Promise<void> };

/** Milliseconds of processor time that one small case may cost unless told: what takes longer is not linear. */
const usual = 3_000;

/** The property that `check` holds for every case, soon. */
export function holds<Case>(
	cases: fc.Arbitrary<Case>,
	check: (one: Case) => void | Promise<void>,
	longest = usual,
): fc.IRawProperty<unknown> {
	return fc.asyncProperty(cases, soon(check, longest)) as fc.IRawProperty<unknown>;
}

/** `check`, which does not hold where it takes longer. */
export function soon<Case>(check: (one: Case) => void | Promise<void>, longest = usual): (one: Case) => Promise<void> {
	return async (one) => {
		const start = process.cpuUsage();
		await check(one);
		const { user, system } = process.cpuUsage(start);
		const spent = (user + system) / 1000;
		assert.ok(spent < longest, `it takes ${Math.round(spent)} ms of the processor`);
	};
}

/** By which findings count once: where it was thrown, or what was said where nothing was. */
export function causeOf(what: string): string {
	return /^\s+at .+$/m.exec(what)?.[0].trim() ?? (what.split('\n')[0] ?? '').replaceAll(/\d+/g, 'n');
}
