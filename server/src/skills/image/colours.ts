/** The colours that a picture is known by: those with a clear hue that fill most of it. Pure. */
import type { Colour } from '../../domain/picture.ts';

/** Colours that are kept, and the share of pixels that each has at least. */
const most = 8;
const leastShare = 0.0006;
/** Steps between the strongest and the weakest of red, green and blue: less is black, grey or white. */
const leastHue = 28;
/** Steps by which shades of one area differ: compression, soft edges. */
const alike = 10;
/** Different shades that are looked at, the most frequent first. */
const mostShades = 600;

/** `pixels` are rows of pixels with red, green and blue first in each. */
export function coloursOfPixels(pixels: Uint8Array, channels: number): Colour[] {
	const counts = new Map<number, number>();
	const total = pixels.length / channels;
	for (let at = 0; at < pixels.length; at += channels) {
		const [r, g, b] = [pixels[at] as number, pixels[at + 1] as number, pixels[at + 2] as number];
		if (Math.max(r, g, b) - Math.min(r, g, b) >= leastHue) {
			const shade = (r << 16) | (g << 8) | b;
			counts.set(shade, (counts.get(shade) ?? 0) + 1);
		}
	}
	const areas: Area[] = [];
	for (const [shade, count] of [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, mostShades)) {
		const area = areas.find((known) => distance(known.shade, shade) <= alike);
		if (area === undefined) {
			areas.push({ shade, count });
		} else {
			area.count += count;
		}
	}
	areas.sort((a, b) => b.count - a.count);
	return areas
		.filter((area, i) => !areas.slice(0, i).some((larger) => isEdge(area, larger)))
		.slice(0, most)
		.map(({ shade, count }) => ({ hex: `#${shade.toString(16).padStart(6, '0')}`, share: Number((count / total).toFixed(4)) }))
		.filter(({ share }) => share >= leastShare);
}

type Area = { readonly shade: number; count: number };

/** An edge has far fewer pixels than what it is the edge of. */
const edgeShare = 0.25;

/** Whether an area is the soft edge of a larger one: its colour lies between that and white or black. */
function isEdge(area: Area, larger: Area): boolean {
	if (area.count > edgeShare * larger.count) {
		return false;
	}
	return [255, 0].some((ground) => {
		const [own, other] = [channelsOf(area.shade), channelsOf(larger.shade)];
		const parts = own.flatMap((value, i) =>
			Math.abs((other[i] ?? 0) - ground) > 24 ? [(value - ground) / ((other[i] ?? 0) - ground)] : [],
		);
		const part = parts.reduce((sum, each) => sum + each, 0) / Math.max(1, parts.length);
		return part > 0 && part < 1 && own.every((value, i) => Math.abs(value - ground - part * ((other[i] ?? 0) - ground)) <= alike);
	});
}

function channelsOf(shade: number): number[] {
	return [(shade >> 16) & 255, (shade >> 8) & 255, shade & 255];
}

/** The largest difference in one of red, green and blue. */
function distance(a: number, b: number): number {
	const other = channelsOf(b);
	return Math.max(...channelsOf(a).map((value, i) => Math.abs(value - (other[i] ?? 0))));
}
