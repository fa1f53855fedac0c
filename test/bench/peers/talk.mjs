// How a peer is measured: it builds its index, says when it has its first answer and when it is ready, and answers questions, a line of JSON each.
import { createInterface } from 'node:readline';

/** What the benchmark wants of this process: `{ root, paths, storage, question, … }`. */
export const work = JSON.parse(process.argv[2] ?? '{}');

/** `places` answer the question that waits, from what is indexed so far. */
export function sayFirst(places) {
	say({ first: places });
}

/** Everything is indexed; from now on questions are answered, one at a time. */
export async function answer(ask) {
	say({ ready: true });
	for await (const line of createInterface({ input: process.stdin })) {
		say({ places: await ask(JSON.parse(line)) });
	}
}

function say(message) {
	process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** The first of each file, ten at most: who is judged by files wastes no place on a second chunk. */
export function best(places) {
	const seen = new Set();
	return places.filter(({ path }) => !seen.has(path) && seen.add(path)).slice(0, 10);
}
