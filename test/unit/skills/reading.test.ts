/** Pictures are read by a process of their own, and hostile ones are answered with a sentence. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import test from 'node:test';
import sharp from 'sharp';
import { CancelSource, never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { contentHash } from '../../../server/src/base/hash.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { textOfLines } from '../../../server/src/domain/picture.ts';
import { PictureProcess } from '../../../server/src/skills/image/pictureProcess.ts';
import { Pictures, ReaderBroken } from '../../../server/src/skills/pictures.ts';
import { boxesSvg, gifOf, hugePng, textPng, textSvg } from '../../support/pictures.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const patience = 240_000;
const code = ['def retry_with_backoff(request, attempts):', '    for attempt in range(attempts):', '        wait(2 ** attempt)'];
const reader = new PictureProcess('interactive', silentLog, patience);
test.after(() => reader.dispose());

for (const [name, style] of [
	['dark on light', {}],
	['light on dark', { ink: '#d4d4d4', ground: '#1e1e1e' }],
] as const) {
	test(`words and their places, ${name}`, async () => {
		const { lines, source, width } = await reader.read(await textPng(code, style), never);
		const text = textOfLines(lines).replace(/[_ ]/g, '');
		for (const word of ['request', 'attempts', 'range']) {
			assert.ok(text.includes(word), `${word} in ${text}`);
		}
		assert.equal(source, 'ocr');
		assert.ok(lines.every(({ box }) => box.left >= 0 && box.left + box.width <= width));
	});
}

test('labels that stand in boxes are read', async () => {
	const picture = await sharp(Buffer.from(boxesSvg(['HTTP client', 'Circuit breaker', 'Customer'])))
		.png()
		.toBuffer();
	const { lines } = await reader.read(picture, never);
	assert.equal(textOfLines(lines), 'HTTP client\nCircuit breaker\nCustomer');
});

test('the text of an SVG is read from its source', async () => {
	const { lines, source, format } = await reader.read(Buffer.from(textSvg(['Retry queue', 'a < b'])), never);
	assert.deepEqual([textOfLines(lines), source, format], ['Retry queue\na < b', 'text', 'svg']);
});

test('of an animation, frames that are alike are read once', async () => {
	const steps: string[] = [];
	const { frames, read } = await reader.read(gifOf(5_000), never, (step) => steps.push(step));
	assert.deepEqual([frames, read], [5_000, 1]);
	assert.ok(steps.filter((step) => step === 'reading').length > 12, 'each frame that is looked at has the time of a step');
});

test('what cannot be read is told with a remedy', async () => {
	const png = await textPng(code);
	const table: readonly (readonly [string, Uint8Array, RegExp])[] = [
		['empty', Buffer.alloc(0), /is empty/],
		['text under a wrong name', Buffer.from('hello, this is text'), /no picture that can be read/],
		['a PDF with a password', Buffer.from('%PDF-1.7\n/Encrypt 1 0 R'), /no picture that can be read/],
		['truncated', png.subarray(0, png.length / 2), /damaged or incomplete/],
		['30,000 × 30,000', await hugePng(30_000, 30_000), /too large: 30000 × 30000/],
		['an SVG that is cut off', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><g>'), /damaged or incomplete/],
	];
	for (const [name, bytes, message] of table) {
		await assert.rejects(reader.read(bytes, never), (error) => error instanceof UserError && message.test(error.message), name);
	}
});

test('an SVG runs nothing, resolves nothing and fetches nothing', async (t) => {
	let asked = 0;
	const server = createServer((socket) => {
		asked++;
		socket.destroy();
	}).listen(0);
	t.after(() => server.close());
	await new Promise((resolve) => server.on('listening', resolve));
	const address = server.address();
	const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/x.png`;
	const bombs = Array.from({ length: 12 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('');
	const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">${bombs}]>
		<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="200" height="80">
		<script>throw new Error('run')</script><image xlink:href="${url}" width="50" height="50"/><style>@import url("${url}");</style>
		<use xlink:href="${url}#a"/><text x="5" y="20">Shown</text><text>&f;</text></svg>`;
	const outcome = await reader.read(Buffer.from(svg), never).then(
		({ lines }) => textOfLines(lines),
		(error: unknown) => (error instanceof UserError ? error.message : Promise.reject(error)),
	);
	assert.doesNotMatch(outcome, /root:|throw new|haha/);
	assert.equal(asked, 0);
});

test('cancelling ends the process, and the next picture has a new one', async () => {
	const source = new CancelSource();
	const reading = reader.read(await textPng(code), source.token, () => source.cancel());
	await assert.rejects(reading, { name: 'Cancelled' });
	assert.equal((await reader.read(Buffer.from(textSvg(['again'])), never)).format, 'svg');
});

test('a step that takes too long ends the process with a sentence', async (t) => {
	const impatient = new PictureProcess('interactive', silentLog, 1);
	t.after(() => impatient.dispose());
	await assert.rejects(impatient.read(await textPng(code), never), /took longer than 0.001 s/);
});

test('a process that does not start is no fault of the picture, which is read once it does', async (t) => {
	const pictures = new Pictures(tempFolder(t).path, silentLog);
	t.after(() => pictures.dispose());
	const svg = Buffer.from(textSvg(['Later']));
	const read = (): Promise<unknown> => pictures.read(svg, contentHash(svg), 'interactive', never);
	process.env.NODE_OPTIONS = '--require=/nowhere.cjs';
	await assert
		.rejects(read(), (error) => error instanceof ReaderBroken && /does not start \(exit status 1\)/.test(error.message))
		.finally(() => delete process.env.NODE_OPTIONS);
	await read();
	assert.equal(pictures.wordsOf(contentHash(svg)), 'Later');
});

test('the same bytes are read once, whatever became of them', async (t) => {
	const storage = tempFolder(t).path;
	const svg = Buffer.from(textSvg(['Kept']));
	for (const round of [1, 2]) {
		const pictures = new Pictures(storage, silentLog);
		t.after(() => pictures.dispose());
		const steps: string[] = [];
		await pictures.read(svg, contentHash(svg), 'interactive', never, (step) => steps.push(step));
		assert.equal(pictures.wordsOf(contentHash(svg)), 'Kept');
		assert.equal(steps.length > 0, round === 1);
		await assert.rejects(pictures.read(Buffer.alloc(0), 'none', 'interactive', never), /is empty/);
	}
});
