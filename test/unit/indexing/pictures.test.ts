/** The image skill over a workspace: it looks at each picture once, behind all else, changes nothing of text and code, and pictures are found by it. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { defaultSettings } from '../../../server/protocol/settings.ts';
import { never } from '../../../server/src/base/cancel.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { type Folder, openFolder } from '../../../server/src/folder/folder.ts';
import { type FakeModel, type FakeOptions, fakeModel } from '../../support/fakeModel.ts';
import { type TempFolder, tempFolder } from '../../support/tempFolder.ts';

const svg = (fill: string): string =>
	`<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><rect width="60" height="60" fill="${fill}"/><text x="4" y="20">Untold</text></svg>`;
const files = {
	'src/alarm.ts': 'export function soundTheAlarm(bell: string) {\n\treturn bell.trim();\n}\n',
	'docs/alarm.md': '# Alarm\n\nThe bell of the red alarm is sounded when the tank is empty.\n',
	'img/a.svg': svg('#ff0000'),
	'img/b.svg': svg('#0000ff'),
	'img/copy.svg': svg('#0000ff'),
};
const sees: FakeOptions['sees'] = ([red = 0]) => (red > 128 ? 'crimson siren flashing' : 'quiet lake');

function open(t: TestContext, workspace: TempFolder, storage: string, model: FakeModel): Folder {
	const folder = openFolder({
		...{ root: workspace.path, storage, settings: defaultSettings, model, modelFolder: '', log: silentLog },
		workerScript: new URL('../../../server/src/chunkWorker.ts', import.meta.url),
		onStale: () => undefined,
	});
	t.after(() => folder.dispose());
	return folder;
}

async function index(folder: Folder): Promise<readonly [written: number, vectors: number, looked: number]> {
	const { written } = await folder.indexer.update('test', never);
	await folder.indexer.readPictures(never);
	return [written, await folder.indexer.computeVectors(never), await folder.indexer.lookAtPictures(never)];
}

test('an image skill that comes to a model leaves all that is indexed as it is', async (t) => {
	const [workspace, storage] = [tempFolder(t, files), tempFolder(t).path];
	const without = open(t, workspace, storage, fakeModel());
	const [written, , looked] = await index(without);
	assert.deepEqual([written, looked], [5, 0]);
	const before = without.store.count({});
	const question = { text: 'bell of the alarm', top: 9 };
	const { results } = await without.search.run(question, { rerankMs: 0 }, never);
	without.dispose();

	const model = fakeModel({ sees });
	const withIt = open(t, workspace, storage, model);
	assert.deepEqual(await index(withIt), [0, 0, 2]);
	assert.deepEqual(
		model.seen.map(({ lane, texts }) => [lane, ...texts]),
		[
			['background', 'picture: crimson siren flashing'],
			['background', 'picture: quiet lake'],
		],
	);
	assert.deepEqual(withIt.store.count({}), before);
	assert.deepEqual((await withIt.search.run(question, { rerankMs: 0 }, never)).results, results);
	assert.equal(await withIt.indexer.lookAtPictures(never), 0);
});

test('a question for pictures finds them by what they show, and says that the image skill did', async (t) => {
	const folder = open(t, tempFolder(t, files), tempFolder(t).path, fakeModel({ sees }));
	await index(folder);
	const ask = async (text: string, more: object = {}) =>
		(await folder.search.run({ text, top: 9, ...more }, { rerankMs: 0 }, never)).results;
	for (const [text, more] of [
		['crimson siren picture', {}],
		['kind:picture crimson siren flashing', {}],
		['crimson siren flashing', { kinds: ['picture'] }],
	] as const) {
		const [first] = (await ask(text, more)).filter(({ kind }) => kind === 'picture');
		assert.equal(first?.path, 'img/a.svg', text);
		const signal = first?.signals.find(({ name }) => name === 'image');
		assert.ok(signal?.rank === 1 && (signal.similarity ?? 0) > 0.5, JSON.stringify(first?.signals));
	}
	const others = await ask('crimson siren');
	assert.ok(others.every(({ signals }) => signals.every(({ name }) => name !== 'image')));
});

test('a trace and a why name the image skill', async (t) => {
	const folder = open(t, tempFolder(t, files), tempFolder(t).path, fakeModel({ sees }));
	await index(folder);
	const query = { text: 'kind:picture crimson siren flashing', top: 3 };
	const { hits } = await folder.search.trace(query, { rerankMs: 0 }, never);
	assert.ok(
		hits[0]?.parts.some(({ signal }) => signal === 'image'),
		JSON.stringify(hits[0]),
	);
	assert.match((await folder.why(query, 'img/a.svg', undefined, never)).text, /image, rank 1, cosine 1\.000/);
});

test('without a working model it gives up, and tries again with the next update', async (t) => {
	const many = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`img/${i}.svg`, svg(`#0000${(16 + i).toString(16)}`)]));
	let works = false;
	let asked = 0;
	const model = fakeModel({
		sees: () => {
			asked++;
			if (!works) {
				throw new UserError('The model process ended.', 'It starts again.');
			}
			return 'quiet lake';
		},
	});
	const folder = open(t, tempFolder(t, many), tempFolder(t).path, model);
	await folder.indexer.update('test', never);
	await folder.indexer.readPictures(never);
	assert.deepEqual([await folder.indexer.lookAtPictures(never), asked], [0, 3]);
	works = true;
	assert.deepEqual([await folder.indexer.lookAtPictures(never), asked], [8, 11]);
});

test('a picture that goes and comes back is what it was, with what is said of it', async (t) => {
	const said = { 'docs/bell.md': '# Bell\n\n![The bell of the red alarm](../img/bell.svg)\n', 'img/bell.svg': svg('#ff0000') };
	const workspace = tempFolder(t, said);
	const folder = open(t, workspace, tempFolder(t).path, fakeModel());
	await index(folder);
	const before = folder.store.chunksOf('img/bell.svg').map(({ hash }) => hash);
	workspace.remove('img/bell.svg');
	await index(folder);
	workspace.write('img/bell.svg', said['img/bell.svg']);
	await index(folder);
	assert.deepEqual(
		folder.store.chunksOf('img/bell.svg').map(({ hash }) => hash),
		before,
	);
	const { chunks, vectors } = folder.store.count({});
	assert.equal(vectors.skills, chunks, 'no chunk waits for a vector that never comes');
});
