/** What Jazzer.js calls with the bytes that libFuzzer made. A finding is told to the parent once for each cause, and does not end the run. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pieces } from '../mutate.ts';
import { causeOf } from '../target.ts';
import { targets } from '../targets.ts';

export type FromGuided =
	| { readonly kind: 'runs'; readonly runs: number }
	| { readonly kind: 'finding'; readonly what: string; readonly input: string };

/** Milliseconds between two words to the parent. */
const often = 1_000;

const { values } = parseArgs({ options: { target: { type: 'string' }, folder: { type: 'string' } }, strict: false });
const folder = String(values.folder);
const target = await targets.find(({ name }) => name === values.target)?.guided?.();
if (target === undefined) {
	throw new Error(`There is no guided target ${values.target}.`);
}
const corpus = join(folder, 'corpus');
mkdirSync(corpus, { recursive: true });
for (const seed of target.seeds) {
	writeFileSync(join(corpus, createHash('sha1').update(seed).digest('hex')), seed);
}
writeFileSync(join(folder, 'dictionary'), pieces.map(entry).join(''));

process.on('disconnect', () => process.exit(1)); // the parent ended

const told = new Set<string>();
let [runs, last] = [0, performance.now()];

export async function fuzz(bytes: Buffer): Promise<void> {
	try {
		await target?.check(bytes);
	} catch (error) {
		found(error instanceof Error ? (error.stack ?? error.message) : String(error), bytes);
	}
	runs++;
	if (performance.now() - last > often) {
		tell({ kind: 'runs', runs });
		[runs, last] = [0, performance.now()];
	}
}

export async function end(): Promise<void> {
	tell({ kind: 'runs', runs });
	await target?.close?.();
}

function found(what: string, bytes: Buffer): void {
	const cause = causeOf(what);
	if (!told.has(cause)) {
		told.add(cause);
		const input = join(folder, `finding-${told.size}`);
		writeFileSync(input, bytes);
		tell({ kind: 'finding', what, input });
	}
}

function tell(message: FromGuided): void {
	process.send?.(message, undefined, undefined, () => undefined); // a parent that has enough may be gone by then
}

/** As libFuzzer reads it: what is no plain ASCII in hex. */
function entry(text: string): string {
	return `"${[...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"\n`;
}
