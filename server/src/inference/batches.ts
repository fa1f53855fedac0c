/** Cuts the texts of a call into batches, so short that nobody waits long for the next turn. */

const mostTexts = 24;
/** One text of full length: 30 to 60 ms on a processor, and no slower for each token than thousands at once (measured). */
const mostTokens = 256;

/** On a device `speed` times as fast as a processor: as much as takes the same time there. */
const mostTimes = 16;

/** Texts of one call in the background: some seconds on a processor, and no longer on a device `speed` times as fast. */
export function textsAtOnce(speed = 1): number {
	return 64 * times(speed);
}

/** The items in their order; a longer one is a batch of its own. */
export function cutBatches<T extends { readonly length: number }>(items: readonly T[], speed = 1): T[][] {
	const many = times(speed);
	const batches: T[][] = [];
	let room = 0;
	for (const item of items) {
		const current = batches.at(-1);
		if (current === undefined || current.length === mostTexts * many || item.length > room) {
			batches.push([item]);
			room = mostTokens * many - item.length;
		} else {
			current.push(item);
			room -= item.length;
		}
	}
	return batches;
}

/** The same where `abreast` neighbours are computed side by side, in the time of the longest: nobody stands idle while the last one of a batch is computed. */
export function cutAbreast<T extends { readonly length: number }>(items: readonly T[], abreast: number): T[][] {
	const rows: { readonly row: readonly T[]; readonly length: number }[] = [];
	for (let start = 0; start < items.length; start += abreast) {
		const row = items.slice(start, start + abreast);
		rows.push({ row, length: Math.max(...row.map(({ length }) => length)) });
	}
	return cutBatches(rows).map((batch) => batch.flatMap(({ row }) => row));
}

function times(speed: number): number {
	return Math.min(mostTimes, Math.max(1, Math.floor(speed)));
}
