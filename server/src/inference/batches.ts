/** Cuts the texts of a call into batches, so short that nobody waits long for the next turn. */

const mostTexts = 24;
/** One text of full length: 30 to 60 ms on a processor, and no slower for each token than thousands at once (measured). */
const mostTokens = 256;

/** On a device `speed` times as fast as a processor: as much as takes the same time there. */
const mostTimes = 16;

/** The items in their order; a longer one is a batch of its own. */
export function cutBatches<T extends { readonly length: number }>(items: readonly T[], speed = 1): T[][] {
	const times = Math.min(mostTimes, Math.max(1, Math.floor(speed)));
	const batches: T[][] = [];
	let room = 0;
	for (const item of items) {
		const current = batches.at(-1);
		if (current === undefined || current.length === mostTexts * times || item.length > room) {
			batches.push([item]);
			room = mostTokens * times - item.length;
		} else {
			current.push(item);
			room -= item.length;
		}
	}
	return batches;
}
