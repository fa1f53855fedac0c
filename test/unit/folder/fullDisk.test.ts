/** A full disk: it is told with its remedy, the index stays whole, and when there is space again it becomes what one built from nothing is. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Status, searchRequest } from '../../../server/protocol/messages.ts';
import { productRoot } from '../../../server/src/base/assets.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { loadModel } from '../../../server/src/inference/loadModel.ts';
import { indexFolder } from '../../../server/src/storage/openStore.ts';
import { sourcesIn } from '../../bench/sources.ts';
import { skilllens } from '../../support/cli.ts';
import { differences, faultsOf, imageOf } from '../../support/indexImage.ts';
import { startInProcess } from '../../support/lspHarness.ts';
import { smallDisk } from '../../support/smallDisk.ts';
import { type TempFolder, tempFolder } from '../../support/tempFolder.ts';
import { tinyFolder } from '../inference/tinyModel.ts';

/** Kilobytes: the index of the sources below needs more than the first, and less than the second. */
const [small, large] = [800, 64_000];
const full = /^The disk that holds the index is full \(.*\)\. The last change was not stored\. Free some space there/;

/** Rooms of this project, as files to index. */
async function sources(t: TestContext): Promise<TempFolder> {
	const rooms = await Promise.all(
		['search', 'storage', 'indexing', 'lsp', 'inference', 'cli'].map((room) => sourcesIn(join(productRoot, 'server', 'src', room))),
	);
	const files = rooms.flatMap(({ root, paths }) => paths.map((path): [string, string] => [root, path]));
	return tempFolder(
		t,
		Object.fromEntries(files.map(([room, path]) => [join(basename(room), path), readFileSync(join(room, path), 'utf8')])),
	);
}

function index(folder: string, cache: string): ReturnType<typeof skilllens> {
	return skilllens(['-w', folder, '--setting', `model.folder=${tinyFolder}`, 'index', '--json'], { cache });
}

/** The index as a run from nothing, on a disk with space, makes it. */
async function fromNothing(t: TestContext, folder: string): Promise<ReturnType<typeof imageOf>> {
	const cache = tempFolder(t).path;
	const { status, stderr } = await index(folder, cache);
	assert.deepEqual([status, stderr], [0, '']);
	return imageOf(indexFolder(join(cache, 'skilllens'), folder));
}

test('the command line', async (t) => {
	const disk = smallDisk(t, small);
	if (disk === undefined) {
		return;
	}
	const folder = await sources(t);
	for (let time = 0; time < 2; time++) {
		const { status, stdout, stderr } = await index(folder.path, disk.path);
		assert.match(stderr, full);
		assert.equal(stderr.trimEnd().split('\n').length, 1);
		assert.deepEqual([status, stdout], [1, '']);
	}
	const place = indexFolder(join(disk.path, 'skilllens'), folder.path);
	assert.deepEqual(faultsOf(place), []);
	disk.resize(large);
	const { status, stderr } = await index(folder.path, disk.path);
	assert.deepEqual([status, stderr], [0, '']);
	assert.deepEqual(faultsOf(place), []);
	assert.deepEqual(differences(imageOf(place), await fromNothing(t, folder.path)), []);
});

test('questions to the command line are answered from what was stored', async (t) => {
	const disk = smallDisk(t, large);
	if (disk === undefined) {
		return;
	}
	const folder = tempFolder(t, { 'prices.ts': 'export function sumPrices(items: number[]) {\n\treturn items.length;\n}\n' });
	const ask = (...args: string[]) =>
		skilllens(['-w', folder.path, '--setting', `model.folder=${tinyFolder}`, ...args], { cache: disk.path });
	const fill = (): void => assert.throws(() => writeFileSync(join(disk.path, 'filler'), new Uint8Array(2 * large * 1024)), /ENOSPC/);
	fill();
	const none = await ask('search', '--json', 'sum prices');
	assert.deepEqual([none.status, none.stdout], [1, '']);
	assert.match(none.stderr, full);
	rmSync(join(disk.path, 'filler'));
	assert.equal((await index(folder.path, disk.path)).status, 0);
	folder.write('later.ts', 'export function later() {\n\treturn 1;\n}\n');
	fill();
	const told = /The disk that holds the index is full .* This answer comes from what was stored before\.$/;
	const { status, stdout, stderr } = await ask('search', '--json', 'sum prices');
	assert.deepEqual([status, stderr], [0, '']);
	const { results, notes } = JSON.parse(stdout) as { results: { path: string }[]; notes: string[] };
	assert.equal(results[0]?.path, 'prices.ts');
	assert.ok(
		notes.some((note) => told.test(note)),
		notes.join('\n'),
	);
	for (const command of [['search', 'sum prices'], ['explain', 'prices.ts:1:18'], ['why', 'sum prices', 'prices.ts'], ['files']]) {
		const answer = await ask(...command);
		assert.equal(answer.status, 0, `${command.join(' ')}: ${answer.stderr}`);
		assert.match(answer.stderr, new RegExp(told.source, 'm'), command.join(' '));
	}
	assert.equal((await ask('check')).status, 1, 'a build is not told that all is well by an old index');
});

test('the language server: full when it starts, full while it runs', { timeout: 60_000 }, async (t) => {
	const disk = smallDisk(t, 8);
	if (disk === undefined) {
		return;
	}
	const folder = await sources(t);
	const model = loadModel({ folder: tinyFolder, device: 'cpu', threads: 1, idleSeconds: 60, log: silentLog });
	t.after(() => model.dispose());
	const place = indexFolder(disk.path, folder.path);
	const { until, connection, log } = await startInProcess(t, {
		roots: [folder.path],
		model,
		settings: { 'model.folder': tinyFolder },
		storage: disk.path,
	});
	const isFull = ({ folders: [its] }: Status): boolean => its?.state === 'failed' && full.test(its.problem ?? '');
	/** All that is on disk is in the index, as in one built from nothing. */
	const whole = async (): Promise<void> => {
		const expected = await fromNothing(t, folder.path);
		const isWhole = ({ folders: [its] }: Status): boolean =>
			its?.state === 'ready' && its.files === expected.files.size && its.vectors === its.chunks;
		await until(isWhole);
		assert.deepEqual(faultsOf(place), []);
		assert.deepEqual(differences(imageOf(place), expected), []);
	};

	await until(isFull);
	disk.resize(small);
	await until((status) => isFull(status) && (status.folders[0]?.files ?? 0) > 0);
	assert.deepEqual(faultsOf(place), []);
	const { results } = await connection.sendRequest(searchRequest, { query: 'candidates' });
	assert.ok(results.length > 0, 'what is stored is found');
	disk.resize(large);
	await whole();

	const filler = join(disk.path, 'filler');
	assert.throws(() => writeFileSync(filler, new Uint8Array(large * 1024)), /ENOSPC/);
	for (let i = 0; i < 30; i++) {
		const lines = Array.from({ length: 60 }, (_, line) => `\twords.push('word ${line} of ${i}');`);
		folder.write(`new${i}.ts`, `export function fresh${i}(words: string[]) {\n${lines.join('\n')}\n}\n`);
	}
	await until(isFull);
	rmSync(filler);
	await whole();
	assert.ok(log.filter((line) => /disk that holds the index is full/.test(line)).length < 20, 'it does not turn in circles');
});
