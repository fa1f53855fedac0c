/** Boxes of words and lines, and the blocks that a reader sees: the label of a box, a paragraph, a column. Pure. */
import type { Box, PictureLine, PictureWord } from '../../domain/picture.ts';

/** Text that stands together. */
export type Block = { readonly text: string; readonly box: Box };

export function boxAround(boxes: readonly Box[]): Box {
	const left = Math.min(...boxes.map((box) => box.left));
	const top = Math.min(...boxes.map((box) => box.top));
	const right = Math.max(...boxes.map((box) => box.left + box.width));
	const bottom = Math.max(...boxes.map((box) => box.top + box.height));
	return boxes.length === 0 ? { left: 0, top: 0, width: 0, height: 0 } : { left, top, width: right - left, height: bottom - top };
}

/** Gaps that part text, in heights of it: between words of a line, between lines of a block. */
const gap = { words: 1.6, lines: 1.2 } as const;

/** Lines are cut at wide gaps; pieces below one another that overlap sideways and are near become one block. Top to bottom. */
export function blocksOf(lines: readonly PictureLine[]): Block[] {
	const open: { texts: string[]; box: Box; last: Box }[] = [];
	for (const piece of lines.flatMap(pieces).sort((a, b) => a.box.top - b.box.top)) {
		const above = open.find(({ last }) => continues(last, piece.box));
		if (above === undefined) {
			open.push({ texts: [piece.text], box: piece.box, last: piece.box });
		} else {
			above.texts.push(piece.text);
			above.box = boxAround([above.box, piece.box]);
			above.last = piece.box;
		}
	}
	return open.map(({ texts, box }) => ({ text: texts.join('\n'), box }));
}

function pieces({ words }: PictureLine): Block[] {
	const runs: PictureWord[][] = [];
	for (const word of words) {
		const last = runs.at(-1)?.at(-1)?.box;
		const space = last === undefined ? Number.POSITIVE_INFINITY : word.box.left - last.left - last.width;
		if (last !== undefined && space <= gap.words * Math.max(last.height, word.box.height)) {
			runs.at(-1)?.push(word);
		} else {
			runs.push([word]);
		}
	}
	return runs.map((run) => ({ text: run.map(({ text }) => text).join(' '), box: boxAround(run.map(({ box }) => box)) }));
}

function continues(above: Box, below: Box): boolean {
	const space = below.top - above.top - above.height;
	const shared = Math.min(above.left + above.width, below.left + below.width) - Math.max(above.left, below.left);
	return space >= -above.height / 2 && space <= gap.lines * Math.min(above.height, below.height) && shared > 0;
}
