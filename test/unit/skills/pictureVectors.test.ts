/** What the image skill is given of a picture, what it gave before, and the colours a picture is known by. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { never } from '../../../server/src/base/cancel.ts';
import { contentHash } from '../../../server/src/base/hash.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import type { Pixels } from '../../../server/src/domain/picture.ts';
import type { PictureEncoder } from '../../../server/src/inference/encoder.ts';
import { coloursOfPixels } from '../../../server/src/skills/image/colours.ts';
import { PictureProcess } from '../../../server/src/skills/image/pictureProcess.ts';
import { Pictures, PictureVectors } from '../../../server/src/skills/pictures.ts';
import { gifOf, textSvg } from '../../support/pictures.ts';
import { tempFolder } from '../../support/tempFolder.ts';

test('readings that no version reads any more are removed; those that are read, newer ones and what else lies there stay', async (t) => {
	const hash = contentHash('a');
	const file = (version: string) => `${version}/${hash.slice(0, 2)}/${hash}.json`;
	const all = ['pictures-1', 'pictures-2', 'pictures-3', 'pictures-9', 'pictures-image-i1', 'pictures-0'].map(file);
	const own = ['pictures-0/notes.txt', `pictures-0/${hash.slice(0, 2)}/mine.json`];
	const folder = tempFolder(t, Object.fromEntries([...all, ...own].map((path) => [path, '{}'])));
	mkdirSync(join(folder.path, 'elsewhere'));
	renameSync(join(folder.path, 'pictures-1'), join(folder.path, 'elsewhere', 'pictures-1'));
	symlinkSync(join(folder.path, 'elsewhere', 'pictures-1'), join(folder.path, 'pictures-1'));
	const pictures = new Pictures(folder.path, silentLog);
	t.after(() => pictures.dispose());
	await pictures.prune();
	const there = (path: string): boolean => existsSync(join(folder.path, path));
	assert.deepEqual(all.map(there), [true, true, true, true, true, false], 'a link is not followed');
	assert.deepEqual(own.map(there), [true, true]);
	rmSync(join(folder.path, 'pictures-1'));
	renameSync(join(folder.path, 'elsewhere', 'pictures-1'), join(folder.path, 'pictures-1'));
	await pictures.prune();
	assert.equal(there('pictures-1'), false);
});

const takes = { patch: 4, grids: [[2, 2] as const, [1, 4] as const] };
const reader = new PictureProcess('interactive', silentLog);
test.after(() => reader.dispose());

const svg = (width: number, height: number, body: string): Buffer =>
	Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`);
const png = (bytes: Buffer): Promise<Buffer> => sharp(bytes).png().toBuffer();
const at = ({ rgb, columns, patch }: Pixels, x: number, y: number): number[] => [
	...rgb.subarray((y * columns * patch + x) * 3).subarray(0, 3),
];

test('a wide picture is stretched to a wide grid, what is transparent on white', async () => {
	const picture = await png(svg(400, 90, '<rect width="200" height="90" fill="#ff0000"/>'));
	const pixels = await reader.pixels(picture, takes, never);
	assert.deepEqual([pixels.rows, pixels.columns, pixels.rgb.length], [1, 4, 4 * 16 * 3]);
	assert.deepEqual(
		[at(pixels, 2, 1), at(pixels, 13, 2)],
		[
			[255, 0, 0],
			[255, 255, 255],
		],
	);
});

const odd: readonly (readonly [string, () => Promise<Buffer>])[] = [
	[
		'grey',
		() =>
			sharp(svg(50, 50, '<rect width="50" height="50" fill="#808080"/>'))
				.greyscale()
				.png()
				.toBuffer(),
	],
	[
		'of 16 bits',
		() =>
			sharp(svg(50, 50, '<rect width="50" height="50" fill="#808080"/>'))
				.toColourspace('rgb16')
				.png()
				.toBuffer(),
	],
	[
		'with a palette',
		() =>
			sharp(svg(50, 50, '<rect width="50" height="50" fill="#808080"/>'))
				.png({ palette: true })
				.toBuffer(),
	],
	['an SVG', async () => svg(50, 50, '<rect width="50" height="50" fill="#808080"/>')],
	['an animation', async () => gifOf(40)],
];
for (const [name, make] of odd) {
	test(`red, green and blue of each pixel, whatever the picture is: ${name}`, async () => {
		const pixels = await reader.pixels(await make(), takes, never);
		assert.deepEqual([pixels.rows, pixels.columns, pixels.rgb.length], [2, 2, 8 * 8 * 3]);
		if (name !== 'an animation') {
			assert.ok(
				at(pixels, 3, 3).every((value) => Math.abs(value - 128) <= 1),
				String(at(pixels, 3, 3)),
			);
		}
	});
}

test('colours with a clear hue count, by their share; soft edges are part of them, grey, black and white are none', async () => {
	const body =
		'<rect width="50" height="100" fill="#ff6384"/><circle cx="75" cy="30" r="20" fill="#36a2eb"/><rect x="60" y="70" width="30" height="20" fill="#888"/>';
	const colours = await reader.colours(await png(svg(100, 100, body)), never);
	assert.deepEqual(
		colours.slice(0, 2).map(({ hex }) => hex),
		['#ff6384', '#36a2eb'],
	);
	assert.ok(Math.abs((colours[0]?.share ?? 0) - 0.5) < 0.01);
	assert.ok(colours.length <= 8 && colours.every(({ share }, i) => share <= (colours[i - 1]?.share ?? 1)));
	assert.deepEqual(coloursOfPixels(Uint8Array.of(0, 0, 0, 255, 255, 255, 120, 130, 125), 3), []);
});

test('a reading of the version before is completed without reading it again', async (t) => {
	const storage = tempFolder(t).path;
	const bytes = svg(100, 100, '<rect width="100" height="100" fill="#36a2eb"/><text x="5" y="20">Seen</text>');
	const hash = contentHash(bytes);
	const open = (): Pictures => {
		const pictures = new Pictures(storage, silentLog);
		t.after(() => pictures.dispose());
		return pictures;
	};
	const { colours: _, ...before } = await open().read(bytes, hash, 'interactive', never);
	const [current, earlier] = [3, 2].map((version) => join(storage, `pictures-${version}`, hash.slice(0, 2)));
	mkdirSync(earlier ?? '', { recursive: true });
	renameSync(join(current ?? '', `${hash}.json`), join(earlier ?? '', `${hash}.json`));
	const box = { left: 5, top: 8, width: 30, height: 12 };
	writeFileSync(
		join(earlier ?? '', `${hash}.json`),
		JSON.stringify({ ...before, lines: [{ box, words: [{ text: 'kept', box, confidence: 9 }] }] }),
	);

	const pictures = open();
	assert.deepEqual([pictures.wordsOf(hash), pictures.isKnown(hash)], ['kept', false]);
	const reading = await pictures.read(bytes, hash, 'interactive', never);
	assert.deepEqual([reading.lines[0]?.words[0]?.text, reading.colours[0]?.hex], ['kept', '#36a2eb']);
	assert.deepEqual([open().isKnown(hash), open().wordsOf(hash)], [true, 'kept']);
});

test('what a picture shows is computed once for each content and version of the skill', async (t) => {
	const storage = tempFolder(t).path;
	const asked: Pixels[] = [];
	const encoder = (version: string): PictureEncoder => ({
		version,
		experimental: true,
		takes,
		encode: async (pixels) => {
			asked.push(pixels);
			return { vectors: [Float32Array.of(0.6, 0.8)], costs: [{ skill: 'image', parameters: 1, flops: 2, ms: 3 }], device: 'cpu' };
		},
	});
	const bytes = Buffer.from(textSvg(['Shown']));
	const hash = contentHash(bytes);
	const pixels = (...[given, grids, , token]: Parameters<ConstructorParameters<typeof PictureVectors>[0]['pixels']>) =>
		reader.pixels(given, grids, token);
	const open = (version: string): PictureVectors => new PictureVectors({ storage, encoder: encoder(version), dims: 2, pixels });

	const first = open('a1');
	assert.deepEqual([first.kept(hash), first.remembered(hash)], [undefined, undefined]);
	const { costs, device } = await first.of(bytes, hash, 'interactive', never);
	assert.deepEqual([costs.length, device, asked.length], [1, 'cpu', 1]);
	assert.deepEqual(first.remembered(hash), first.kept(hash));
	assert.ok(first.kept(hash));
	const again = await open('a1').of(bytes, hash, 'background', never);
	assert.deepEqual([again.costs, again.device, asked.length], [[], 'none', 1]);
	assert.ok(Math.abs((again.vector[0] ?? 0) - 0.6) < 0.01 && Math.abs((again.vector[1] ?? 0) - 0.8) < 0.01);
	assert.equal(open('a2').kept(hash), undefined);
	await open('a2').of(bytes, hash, 'interactive', never);
	assert.equal(asked.length, 2);
});
