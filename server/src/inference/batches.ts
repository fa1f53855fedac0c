/** Cuts the texts of a call into batches, so short that nobody waits long for the next turn. */

const mostTexts = 24;
/** One text of full length: 30 to 60 ms on a processor, and no slower for each token than thousands at once (measured). */
const mostTokens = 256;

/** Where `speed` times as much is computed, on a device or side by side: as much as takes the same time there. */
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

function times(speed: number): number {
	return Math.min(mostTimes, Math.max(1, Math.floor(speed)));
}
