/** What a question waits for while a folder is indexed: one commit, or one batch of vectors (the turns at the model: inference/encoder.test.ts). */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { defaultSettings } from '../../../server/protocol/settings.ts';
import { never } from '../../../server/src/base/cancel.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { type Folder, openFolder } from '../../../server/src/folder/folder.ts';
import { type FakeModel, fakeModel } from '../../support/fakeModel.ts';
import { tempFolder } from '../../support/tempFolder.ts';

/** One chunk a file: some commits, some more batches of vectors. */
const count = 900;

function open(t: TestContext, model: FakeModel): Folder {
	const files = Array.from({ length: count }, (_, i): [string, string] => [
		`src/f${i}.ts`,
		`export function part${i}() {\n\treturn ${i};\n}\n`,
	]);
	const folder = openFolder({
		...{
			root: tempFolder(t, Object.fromEntries(files)).path,
			storage: tempFolder(t).path,
			settings: defaultSettings,
			model,
			modelFolder: '',
		},
		...{ workerScript: new URL('../../../server/src/chunkWorker.ts', import.meta.url), onStale: () => undefined, log: silentLog },
	});
	t.after(() => folder.dispose());
	return folder;
}

/** The most calls of a method of the store between two turns of the event loop, in which a question could have come, and all of them. */
async function callsATurn(
	store: Folder['store'],
	name: 'replace' | 'putVectors',
	work: () => Promise<unknown>,
): Promise<{ most: number; all: number }> {
	const own = store[name] as (...given: unknown[]) => void;
	let [now, most, all, over] = [0, 0, 0, false];
	Object.assign(store, {
		[name]: (...given: unknown[]) => {
			most = Math.max(most, ++now);
			all++;
			own.apply(store, given);
		},
	});
	const turn = (): void => {
		now = 0;
		if (!over) {
			setImmediate(turn);
		}
	};
	turn();
	await work();
	over = true;
	return { most, all };
}

test('between two commits, of files and of vectors, a question may come', async (t) => {
	const model = fakeModel();
	const folder = open(t, model);
	const files = await callsATurn(folder.store, 'replace', () => folder.indexer.update('test', never));
	assert.deepEqual([files.most, files.all > 2], [1, true], `${files.all} commits`);
	const vectors = await callsATurn(folder.store, 'putVectors', () => folder.indexer.computeVectors(never));
	assert.deepEqual([vectors.most, vectors.all > 10], [1, true], `${vectors.all} commits`);
	assert.ok(
		model.seen.every(({ texts }) => texts.length <= 64),
		'the model is asked for a few at a time',
	);
});
