/** Which frames of an animation are worth reading. Pure. */

/** Grey values of a small version of a frame, 0 to 255. */
export type Thumbnail = { readonly frame: number; readonly pixels: Uint8Array };

/** Grey values this far apart differ; a share of pixels this small is noise or a cursor. */
const different = 24;
const sameShare = 0.004;

/**
 * At most `most` frames (numbers, ascending) that differ from one another. Of frames that are alike the last counts: a recording fills the
 * screen as it goes. Where more differ than may be kept, each choice is the one farthest from those already chosen.
 */
export function keyFrames(thumbnails: readonly Thumbnail[], most: number): number[] {
	const distinct: Thumbnail[] = [];
	for (const thumbnail of [...thumbnails].reverse()) {
		if (distinct.every((known) => distance(known, thumbnail) > sameShare)) {
			distinct.push(thumbnail);
		}
	}
	const chosen = distinct.slice(0, 1);
	while (chosen.length < Math.min(most, distinct.length)) {
		const nearest = (each: Thumbnail): number => Math.min(...chosen.map((known) => distance(known, each)));
		const rest = distinct.filter((each) => !chosen.includes(each));
		chosen.push(rest.reduce((best, each) => (nearest(each) > nearest(best) ? each : best)));
	}
	return chosen.map(({ frame }) => frame).sort((a, b) => a - b);
}

/** Share of pixels that differ. */
function distance(a: Thumbnail, b: Thumbnail): number {
	let count = 0;
	for (let i = 0; i < a.pixels.length; i++) {
		count += Math.abs((a.pixels[i] as number) - (b.pixels[i] ?? 0)) > different ? 1 : 0;
	}
	return a.pixels.length === 0 ? 0 : count / a.pixels.length;
}

/** `count` frame numbers, evenly spread over `frames`, the last one among them. */
export function spread(frames: number, count: number): number[] {
	const picked = Math.min(frames, count);
	return Array.from({ length: picked }, (_, i) => Math.round(((i + 1) * frames) / picked) - 1);
}
