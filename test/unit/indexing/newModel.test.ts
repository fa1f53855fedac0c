/** An index met by a model that changed in one part: only that part's vectors are computed anew, and no file is read into the index again. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { defaultSettings } from '../../../server/protocol/settings.ts';
import { never } from '../../../server/src/base/cancel.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import type { StoredChunk } from '../../../server/src/domain/chunk.ts';
import { type Folder, openFolder } from '../../../server/src/folder/folder.ts';
import type { StaticEncoder } from '../../../server/src/inference/encoder.ts';
import { loadStaticEncoder } from '../../../server/src/inference/loadModel.ts';
import { fakeModel } from '../../support/fakeModel.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { tinyFolder } from '../inference/tinyModel.ts';

const files = {
	'get.ts': 'export function get(url: string) {\n\treturn fetch(url);\n}\n',
	'put.ts': 'export function put(url: string) {\n\treturn fetch(url, { method: "PUT" });\n}\n',
	'guide.md': '# Guide\n\nCall get to read and put to write.\n',
};
const worker = new URL('../../../server/src/chunkWorker.ts', import.meta.url);
/** Nothing can be parsed with it: a file that is read again is quarantined, and its chunks are gone. */
const noWorker = new URL('nowhere.ts', import.meta.url);

type Versions = { readonly text: string; readonly code: string; readonly static: string | undefined };
const first: Versions = { text: 't1', code: 'c1', static: 's1' };

type Opened = {
	readonly folder: Folder;
	/** Passages that the skills encoded, and that were looked up outside the workers. */
	readonly encoded: () => string[];
	readonly lookedUp: readonly string[];
	readonly table: StaticEncoder | undefined;
	/** What a change of the model must not touch. */
	readonly content: () => object;
};

/** Opens the same index again and again, each time with a model of other versions. */
function opener(t: TestContext): (versions: Versions, script: URL) => Opened {
	const [root, storage] = [tempFolder(t, files).path, tempFolder(t).path];
	return (versions, script) => {
		const lookedUp: string[] = [];
		const table = versions.static === undefined ? undefined : staticTier(versions.static, lookedUp);
		const fake = fakeModel({ versions: { text: versions.text, code: versions.code } });
		const folder = openFolder({
			...{ root, storage, settings: defaultSettings, model: { ...fake, static: table }, modelFolder: tinyFolder },
			...{ workerScript: script, log: silentLog, onStale: () => undefined },
		});
		t.after(() => folder.dispose());
		return {
			...{ folder, lookedUp, table },
			encoded: () => fake.seen.flatMap(({ texts }) => texts).sort(),
			content: () => ({ chunks: chunksOf(folder), found: found(folder) }),
		};
	};
}

/** The tiny model's table, as version s1 says; under any other version its vectors point the other way. */
function staticTier(version: string, lookedUp: string[]): StaticEncoder {
	const tiny = loadStaticEncoder(tinyFolder);
	const sign = version === 's1' ? 1 : -1;
	return {
		dims: tiny.dims,
		version,
		encode: (text) => {
			lookedUp.push(text);
			return tiny.encode(text).map((value) => sign * value);
		},
	};
}

function chunksOf({ store }: Folder): StoredChunk[] {
	return store.files().flatMap(({ path }) => store.chunksOf(path));
}

function found({ store }: Folder): unknown[] {
	return [store.words('chunk', ['fetch'], 9, {}), store.words('names', ['put'], 9, {}), store.words('file', ['guid'], 9, {})];
}

/** The passages of the chunks that one skill reads. */
function passages(folder: Folder, skill: 'text' | 'code'): string[] {
	return chunksOf(folder)
		.filter((chunk) => chunk.skill === skill)
		.map((chunk) => {
			const file = folder.workspace.read(chunk.path);
			const reader = folder.skills.for(chunk.path);
			assert.ok(reader !== undefined && 'text' in file);
			return reader.passage({ ...chunk, text: reader.textOf(file, chunk) });
		})
		.sort();
}

async function indexed(t: TestContext, versions: Versions) {
	const open = opener(t);
	const before = open(versions, worker);
	assert.equal((await before.folder.indexer.update('first', never)).written, 3);
	await before.folder.indexer.computeVectors(never);
	const content = before.content();
	before.folder.dispose();
	return { open: (changed: Partial<Versions>) => open({ ...versions, ...changed }, noWorker), content };
}

test('nothing changed: nothing is done', async (t) => {
	const { open, content } = await indexed(t, first);
	const { folder, ...after } = open({});
	assert.equal((await folder.indexer.update('again', never)).written, 0);
	assert.equal(await folder.indexer.computeVectors(never), 0);
	assert.deepEqual([after.encoded(), after.lookedUp, after.content()], [[], [], content]);
});

test('a new version of the code skill: text keeps its vectors, code gets new ones, words and static stay', async (t) => {
	const { open, content } = await indexed(t, first);
	const { folder, ...after } = open({ code: 'c2' });
	const [code, text] = [passages(folder, 'code'), passages(folder, 'text')];
	const chunks = code.length + text.length;
	assert.ok(code.length >= 2 && text.length >= 1);
	assert.equal((await folder.indexer.update('again', never)).written, 0);
	assert.deepEqual(folder.store.count({}), { chunks, vectors: { static: chunks, skills: text.length } });
	assert.equal(await folder.indexer.computeVectors(never), code.length);
	assert.deepEqual(folder.store.count({}).vectors, { static: chunks, skills: chunks });
	assert.deepEqual([after.encoded(), after.lookedUp, after.content()], [code, [], content]);
});

test('a new version of the static tier: only static vectors are looked up anew', async (t) => {
	const { open, content } = await indexed(t, first);
	const { folder, table, ...after } = open({ static: 's2' });
	const all = [...passages(folder, 'code'), ...passages(folder, 'text')].sort();
	assert.equal(folder.store.count({}).vectors.static, 0);
	assert.equal((await folder.indexer.update('again', never)).written, 0);
	assert.deepEqual(folder.store.count({}).vectors, { static: all.length, skills: all.length });
	assert.deepEqual([...after.lookedUp].sort(), all);
	assert.equal(await folder.indexer.computeVectors(never), 0);
	assert.deepEqual([after.encoded(), after.content()], [[], content]);
	for (const passage of all) {
		const [hit] = folder.store.nearest('static', table?.encode(passage) ?? new Float32Array(), 1, {});
		assert.ok((hit?.score ?? 0) > 0.99, 'they are those of the new table');
	}
});

test('an index made without a static tier gets its vectors when there is one', async (t) => {
	const { open, content } = await indexed(t, { ...first, static: undefined });
	const { folder, ...after } = open({ static: 's1' });
	await folder.indexer.update('again', never);
	const { chunks, vectors } = folder.store.count({});
	assert.deepEqual([vectors.static, after.encoded(), after.content()], [chunks, [], content]);
});

test('back at the former version, its vectors are still there', async (t) => {
	const { open } = await indexed(t, first);
	const { folder } = open({ code: 'c2', static: 's2' });
	await folder.indexer.update('again', never);
	await folder.indexer.computeVectors(never);
	folder.dispose();
	const { folder: back, ...after } = open({});
	await back.indexer.update('back', never);
	assert.equal(await back.indexer.computeVectors(never), 0);
	assert.deepEqual([after.encoded(), after.lookedUp], [[], []]);
});
