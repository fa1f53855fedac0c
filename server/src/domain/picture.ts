/** What was read of a picture: its words with their places, and what it looks like. Lengths are pixels of the picture as it is stored. */

export const pictureKinds = ['diagram', 'ui', 'terminal', 'code', 'chart', 'photo'] as const;
export type PictureKind = (typeof pictureKinds)[number];

export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

export type PictureWord = {
	readonly text: string;
	readonly box: Box;
	/** 0 to 100, as OCR is sure of it; 100 where the text was read from a source. */
	readonly confidence: number;
};

/** Words on one base line, left to right. */
export type PictureLine = { readonly words: readonly PictureWord[]; readonly box: Box };

/** Pixels in numbers, each a share from 0 to 1. */
export type Look = {
	/** Of pixels in the most frequent colour (of 4,096). */
	readonly dominant: number;
	/** Lightness of that colour. */
	readonly ground: number;
	/** Of pixels with a clear hue. */
	readonly colourful: number;
	/** Of pixels that differ little from their right neighbour without being equal: gradients, photographs, noise. */
	readonly gradual: number;
};

/** A colour with a clear hue, as `#rrggbb`, and its share of the pixels, 0 to 1. */
export type Colour = { readonly hex: string; readonly share: number };

export type Reading = {
	/** `png`, `jpeg`, …, as the bytes say, whatever the name says. */
	readonly format: string;
	readonly width: number;
	readonly height: number;
	/** Frames in the file; of those, `read` were looked at. */
	readonly frames: number;
	readonly read: number;
	readonly look: Look;
	/** Those that fill most of the last frame that was looked at, the most first. */
	readonly colours: readonly Colour[];
	/** Of all frames that were read, each line once, in reading order. */
	readonly lines: readonly PictureLine[];
	/** How the words were got. */
	readonly source: 'ocr' | 'text';
};

/** Lines as they stand there, one a row. */
export function textOfLines(lines: readonly PictureLine[]): string {
	return lines.map(({ words }) => words.map(({ text }) => text).join(' ')).join('\n');
}

/** How the image skill takes pictures: in patches of `patch` × `patch` pixels, laid out in one of the grids, each [rows, columns] of patches. */
export type PatchGrids = { readonly patch: number; readonly grids: readonly (readonly [rows: number, columns: number])[] };

/** A picture as the image skill takes it: red, green and blue of each pixel, row by row, `rows` × `columns` patches. */
export type Pixels = { readonly rows: number; readonly columns: number; readonly patch: number; readonly rgb: Uint8Array };

/** The grid whose shape is nearest to that of the picture. */
export function gridFor(width: number, height: number, { grids }: PatchGrids): readonly [rows: number, columns: number] {
	const [first, ...others] = grids;
	if (first === undefined) {
		throw new RangeError('There is no grid to choose from.');
	}
	const off = ([rows, columns]: readonly [number, number]): number => Math.abs(Math.log((columns * height) / (rows * width)));
	return others.reduce((best, grid) => (off(grid) < off(best) ? grid : best), first);
}

/** Bytes of a picture file. */
export const maxPictureBytes = 32 * 1024 * 1024;

const endings = /\.(?:png|apng|jpe?g|webp|gif|avif|svg)$/i;

/** Whether a file is called like a picture that can be read. */
export function isPictureName(path: string): boolean {
	return endings.test(path);
}
