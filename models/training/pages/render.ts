/**
 * Draws made-up pictures with the texts that belong to them: PREFIX.bin (WebP pictures one after another) and PREFIX.jsonl (a line a picture).
 *   node models/training/pages/render.ts --out PREFIX --count N --seed S [--mebibytes 45] [--family ui|diagram|chart]
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { openDrawing } from './draw.ts';
import { sampleOf } from './sample.ts';

/** Rows and columns of 32-pixel tiles that a picture may be stretched to. */
const grids: readonly (readonly [number, number])[] = [
	[12, 12],
	[10, 14],
	[9, 16],
	[8, 18],
	[7, 20],
	[6, 24],
	[14, 10],
	[16, 9],
	[18, 8],
	[24, 6],
];
const tile = 32;

const { values } = parseArgs({
	options: {
		out: { type: 'string' },
		count: { type: 'string' },
		seed: { type: 'string', default: '1' },
		mebibytes: { type: 'string', default: '45' },
		family: { type: 'string' },
	},
});
if (values.out === undefined || values.count === undefined) {
	console.error('usage: render.ts --out PREFIX --count N --seed S [--mebibytes 45] [--family ui|diagram|chart]');
	process.exit(2);
}
await render(values.out, values.family, {
	count: Number(values.count),
	seed: Number(values.seed),
	bytes: Number(values.mebibytes) * 2 ** 20,
});

async function render(
	out: string,
	family: string | undefined,
	{ count, seed, bytes }: { count: number; seed: number; bytes: number },
): Promise<void> {
	sharp.concurrency(1);
	const drawing = await openDrawing();
	const [pictures, lines] = [openSync(`${out}.bin`, 'w'), openSync(`${out}.jsonl`, 'w')];
	const begun = performance.now();
	let [offset, written] = [0, 0];
	for (let index = 0; written < count; index += 1) {
		const sample = sampleOf(seed, index);
		if (family !== undefined && sample.family !== family) {
			continue;
		}
		try {
			const picture = await stretched(await drawing.draw(sample.picture));
			if (offset + picture.bytes.length > bytes) {
				break;
			}
			writeSync(pictures, picture.bytes);
			writeSync(
				lines,
				`${JSON.stringify({ family: sample.family, kind: sample.kind, offset, length: picture.bytes.length, width: picture.width, height: picture.height, texts: sample.texts })}\n`,
			);
			offset += picture.bytes.length;
			written += 1;
		} catch (error) {
			if (!drawing.isOpen()) {
				throw error;
			}
			console.error(`sample ${index} (${sample.kind}) left out: ${String(error).slice(0, 300)}`);
		}
		if (written % 200 === 0) {
			console.log(
				`${written} pictures, ${(offset / 2 ** 20).toFixed(1)} MiB, ${((written * 1000) / (performance.now() - begun)).toFixed(1)} a second`,
			);
		}
	}
	closeSync(pictures);
	closeSync(lines);
	await drawing.close();
	console.log(`${written} pictures, ${(offset / 2 ** 20).toFixed(1)} MiB`);
}

/** The picture as the image skill sees it: on white, stretched to the grid whose shape is nearest. */
async function stretched(png: Buffer): Promise<{ bytes: Buffer; width: number; height: number }> {
	const { width: wide, height: high } = await sharp(png).metadata();
	const distance = ([rows, columns]: readonly [number, number]): number => Math.abs(Math.log(columns / rows) - Math.log(wide / high));
	const [rows, columns] = grids.reduce((best, grid) => (distance(grid) < distance(best) ? grid : best));
	const [width, height] = [columns * tile, rows * tile];
	const bytes = await sharp(png)
		.flatten({ background: 'white' })
		.resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
		.webp({ quality: 70 })
		.toBuffer();
	return { bytes, width, height };
}
