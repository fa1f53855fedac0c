/** Long thin lines of a picture: frames of boxes, arrows, grids. OCR takes a box with its label for a figure, and reads nothing in it. Pure. */
import type { Grey } from './decode.ts';

/** Pixels of the enlarged frame: what is longer is no stroke of a letter, what is thicker is an area. */
const rule = { length: 100, thickness: 8 } as const;
/** Steps of grey by which a line differs from both of its sides. */
const contrast = 24;

/** The frame with horizontal and vertical lines painted over by what lies beside them. */
export function withoutRules({ pixels, width, height }: Grey): Grey {
	const painted = Uint8Array.from(pixels);
	erase({ count: height, length: width, along: 1, across: width }, pixels, painted);
	erase({ count: width, length: height, along: width, across: 1 }, pixels, painted);
	return { pixels: painted, width, height };
}

/** Rows or columns: how many, how long, and the way from a pixel to the next along and across them. */
type Lines = { readonly count: number; readonly length: number; readonly along: number; readonly across: number };

function erase({ count, length, along, across }: Lines, pixels: Uint8Array, painted: Uint8Array): void {
	const side = rule.thickness * across;
	for (let line = rule.thickness; line < count - rule.thickness; line++) {
		const start = line * across;
		for (let i = 0, from = 0; i <= length; i++) {
			if (i < length && isThin(pixels, start + i * along, side)) {
				continue;
			}
			for (let k = i - from >= rule.length ? from : i; k < i; k++) {
				const at = start + k * along;
				painted[at] = pixels[at - side] ?? 0;
			}
			from = i + 1;
		}
	}
}

function isThin(pixels: Uint8Array, at: number, side: number): boolean {
	const [own = 0, before = 0, after = 0] = [pixels[at], pixels[at - side], pixels[at + side]];
	return Math.min(before, after) - own >= contrast || own - Math.max(before, after) >= contrast;
}
