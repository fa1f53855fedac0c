/** The fuzzing process: batch after batch of one target, until its parent has enough. */
import fc from 'fast-check';
import { targets } from './targets.ts';

export type FromFuzzer =
	| { readonly kind: 'ready' }
	| { readonly kind: 'batch'; readonly seed: number; readonly runs: number; readonly finding?: string };

/** Milliseconds that making a finding small may take. */
const shrinking = 30_000;
const [name = '', first = '0'] = process.argv.slice(2);
const target = targets.find((each) => each.name === name);
if (target === undefined) {
	throw new Error(`There is no target ${name}. Targets: ${targets.map((each) => each.name).join(', ')}.`);
}

const { property, close } = await target.open();
let wanted = true;
process.on('disconnect', () => {
	wanted = false;
});
tell({ kind: 'ready' });
for (let seed = Number(first); wanted; seed++) {
	const { numRuns, failed, counterexample, errorInstance } = await fc.check(property, {
		seed,
		numRuns: target.batch,
		interruptAfterTimeLimit: shrinking,
	});
	const why = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
	tell({
		kind: 'batch',
		seed,
		runs: numRuns,
		...(failed && counterexample !== null ? { finding: `${why}\n${shown(counterexample)}` } : {}),
	});
	await new Promise(setImmediate);
}
await close?.();
process.exit(0);

function tell(message: FromFuzzer): void {
	if (process.connected) {
		process.send?.(message, undefined, undefined, () => undefined); // a parent that has enough may be gone by then
	}
}

function shown(counterexample: unknown): string {
	const text = fc.stringify(counterexample);
	return text.length > 4_000 ? `${text.slice(0, 4_000)}… (${text.length} characters)` : text;
}
