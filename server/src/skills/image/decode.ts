/** Bytes to pixels. Only the reading process imports this: what a native decoder does to it harms nobody else. */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { UserError } from '../../base/errors.ts';
import { type Colour, gridFor, type Look, type PatchGrids, type Pixels } from '../../domain/picture.ts';
import { coloursOfPixels } from './colours.ts';
import { formatOf, type PictureFormat } from './format.ts';
import { keyFrames, spread, type Thumbnail } from './keyFrames.ts';
import { limits } from './limits.ts';

sharp.cache(false);
sharp.concurrency(1);

export type Header = { readonly format: PictureFormat; readonly width: number; readonly height: number; readonly frames: number };

/** One value a pixel, row by row. */
export type Grey = { readonly pixels: Uint8Array; readonly width: number; readonly height: number };

/** Throws a UserError for what is no picture, is damaged, or beyond the limits. */
export async function readHeader(bytes: Uint8Array): Promise<Header> {
	const format = formatOf(bytes);
	if (format === undefined) {
		throw new UserError(
			bytes.length === 0 ? 'The picture is empty.' : 'This is no picture that can be read.',
			'Choose a PNG, JPEG, WebP, GIF, AVIF or SVG file; what its name says does not count.',
		);
	}
	if (format === 'svg' && nestsEntities(bytes)) {
		throw new UserError('The SVG has entities within entities, which only files have that mean harm.', 'Save it again without them.');
	}
	const { width, height, pages = 1 } = await orDamaged(sharp(bytes, { limitInputPixels: false }).metadata()); // no pixel is decoded
	if (width * height > limits.pixels) {
		throw new UserError(
			`The picture is too large: ${width} × ${height} pixels, and ${limits.pixels / 1e6} million are the most that is read.`,
			'Choose a smaller picture, or cut out the part that matters.',
		);
	}
	return { format, width, height, frames: pages };
}

/** A few bytes of those become minutes of work. */
function nestsEntities(bytes: Uint8Array): boolean {
	return /<!ENTITY\s[^<>]*&\w+;/.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
}

/** The frames that are worth reading. `each` is called before one is decoded. */
export async function chooseFrames(bytes: Uint8Array, { frames }: Header, each: () => void): Promise<readonly number[]> {
	if (frames < 2) {
		return [0];
	}
	const thumbnails: Thumbnail[] = [];
	for (const frame of spread(frames, limits.sampledFrames)) {
		each();
		const small = open(bytes, frame).flatten({ background: '#fff' }).resize(96, 96, { fit: 'fill' }).greyscale().raw();
		thumbnails.push({ frame, pixels: await orDamaged(small.toBuffer()) });
	}
	return keyFrames(thumbnails, limits.keyFrames);
}

/** A frame in grey, dark on light. */
export async function greyFrame(bytes: Uint8Array, frame: number, scale: number): Promise<Grey> {
	const plain = open(bytes, frame).flatten({ background: '#fff' }).greyscale().toColourspace('b-w').raw();
	const { data, info } = await orDamaged(plain.toBuffer({ resolveWithObject: true }));
	const sized = sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } }).resize(
		Math.max(1, Math.round(info.width * scale)),
		Math.max(1, Math.round(info.height * scale)),
		{ kernel: 'lanczos3', fit: 'fill' },
	);
	const lit = median(data) < 128 ? sized.negate() : sized;
	const { data: pixels, info: size } = await lit.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
	return { pixels, width: size.width, height: size.height };
}

/** What a frame looks like, from a small version of it in which no pixels are blended. */
export async function lookOf(bytes: Uint8Array, frame: number): Promise<Look> {
	const small = open(bytes, frame).flatten({ background: '#fff' }).resize(256, 256, { fit: 'inside', kernel: 'nearest' });
	const { data, info } = await orDamaged(small.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true }));
	return lookOfPixels(data, info.width, info.channels);
}

/** The colours of a frame, from a version of it in which no pixels are blended. */
export async function coloursOf(bytes: Uint8Array, frame: number): Promise<Colour[]> {
	const small = open(bytes, frame)
		.flatten({ background: '#fff' })
		.resize(512, 512, { fit: 'inside', kernel: 'nearest', withoutEnlargement: true });
	const { data, info } = await orDamaged(small.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true }));
	return coloursOfPixels(data, info.channels);
}

/** A frame as the image skill takes it: stretched to the grid that is nearest to its shape, what is transparent on white. */
export async function pixelsOf(bytes: Uint8Array, frame: number, { width, height }: Header, takes: PatchGrids): Promise<Pixels> {
	const [rows, columns] = gridFor(width, height, takes);
	const { patch } = takes;
	const stretched = open(bytes, frame)
		.flatten({ background: '#fff' })
		.resize(columns * patch, rows * patch, { fit: 'fill', kernel: 'lanczos3' });
	const rgb = await orDamaged(stretched.toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' }).toBuffer());
	return { rows, columns, patch, rgb };
}

/** `pixels` are rows of `width` pixels with red, green and blue first in each. */
export function lookOfPixels(pixels: Uint8Array, width: number, channels: number): Look {
	const counts = new Map<number, number>();
	let [colourful, gradual] = [0, 0];
	const total = pixels.length / channels;
	for (let i = 0; i < total; i++) {
		const at = i * channels;
		const [r, g, b] = [pixels[at] as number, pixels[at + 1] as number, pixels[at + 2] as number];
		const colour = ((r >> 4) << 8) | ((g >> 4) << 4) | (b >> 4);
		counts.set(colour, (counts.get(colour) ?? 0) + 1);
		colourful += Math.max(r, g, b) - Math.min(r, g, b) > 60 ? 1 : 0;
		if (i % width > 0) {
			const step = Math.abs(r - (pixels[at - channels] as number)) + Math.abs(g - (pixels[at - channels + 1] as number));
			gradual += step > 0 && step < 24 ? 1 : 0;
		}
	}
	const [colour, most] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
	const ground = ((colour >> 8) + ((colour >> 4) & 15) + (colour & 15)) / 45;
	return { dominant: share(most, total), ground, colourful: share(colourful, total), gradual: share(gradual, total) };
}

function share(part: number, total: number): number {
	return total === 0 ? 0 : Number((part / total).toFixed(4));
}

function open(bytes: Uint8Array, page: number): Sharp {
	return sharp(bytes, { page, limitInputPixels: limits.pixels, failOn: 'error', sequentialRead: true });
}

async function orDamaged<T extends Metadata | Buffer | { readonly data: Buffer }>(work: Promise<T>): Promise<T> {
	try {
		return await work;
	} catch (error) {
		const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
		throw new UserError(`The picture is damaged or incomplete (${why.slice(0, 120)}).`, 'Save it again, or choose another one.', {
			cause: error,
		});
	}
}

function median(pixels: Uint8Array): number {
	const counts = new Uint32Array(256);
	for (const value of pixels) {
		counts[value] = (counts[value] as number) + 1;
	}
	let sum = 0;
	return counts.findIndex((count) => {
		sum += count;
		return sum * 2 >= pixels.length;
	});
}
