/** Signs kept in the index: a store that reads them answers as one that reads every vector, whatever happened since they were made. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { quantize } from '../../../server/src/domain/vector.ts';
import type { FileRows, Store, VectorEntry } from '../../../server/src/storage/store.ts';
import { dims, file, openAt, opened, randomFrom, skillSet, temporaryFolder } from './fixtures.ts';

const random = randomFrom(17);
/** So deep that signs leave no row out. */
const deep = 1_000;
/** Blocks are of 4,096 ids. */
const [files, chunksInFile] = [70, 100];
const vector = (): Int8Array => quantize(Float32Array.from({ length: dims }, () => random() - 0.5));
let made = 0;
const fileOf = (path: string): FileRows =>
	file(path, ...Array.from({ length: chunksInFile }, () => ({ words: 'w', hash: `h${made++}`, static: vector() })));
const skillVectors = ({ chunks }: FileRows): VectorEntry[] =>
	chunks.map(({ hash }) => ({ hash, kind: 'code', version: 'c1', vector: vector() }));
const path = (i: number): string => `f${i}.ts`;

/** A large index, by a store that is closed again; `compact` is called so often, or until all is done. */
function written(t: TestContext, calls = Number.POSITIVE_INFINITY): { folder: string; rows: FileRows[] } {
	const folder = temporaryFolder(t);
	const store = openAt(folder, { large: 1_000 });
	const rows = Array.from({ length: files }, (_, i) => fileOf(path(i)));
	store.replace(rows);
	store.putVectors(rows.flatMap(skillVectors));
	compact(store, calls);
	store.close();
	return { folder, rows };
}

function compact(store: Store, calls = Number.POSITIVE_INFINITY): void {
	for (let call = 0; call < calls && store.compact(); call++) {
		// until there is nothing left to do
	}
}

/** What a store opened now finds by signs, and what the vectors themselves say. */
function check(t: TestContext, folder: string, options: Parameters<typeof openAt>[1] = {}): void {
	const [bySigns, exact] = [opened(t, folder, { large: 1_000, ...options }), opened(t, folder, { large: 1e9, ...options })];
	for (const set of ['static', 'skills'] as const) {
		assert.deepEqual(bySigns.count({}), exact.count({}));
		for (let question = 0; question < 2; question++) {
			const asked = Float32Array.from(vector());
			const [found, expected] = [bySigns.nearest(set, asked, deep, {}), exact.nearest(set, asked, deep, {})];
			assert.ok(expected.length > 900);
			assert.deepEqual(
				found.map(({ id, score }) => [id, score.toFixed(6)]),
				expected.map(({ id, score }) => [id, score.toFixed(6)]),
				set,
			);
		}
	}
}

function database(t: TestContext, folder: string): DatabaseSync {
	const found = new DatabaseSync(join(folder, 'index', 'index.db'));
	t.after(() => found.close());
	return found;
}

function blocks(of: DatabaseSync): number {
	return Number(of.prepare('SELECT count(*) AS n FROM sign_blocks').get()?.n);
}

test('a store that is opened reads the signs that are kept, and not the vectors', (t) => {
	const { folder } = written(t);
	check(t, folder);
	const inside = database(t, folder);
	assert.equal(blocks(inside), 2 * Math.ceil((files * chunksInFile) / 4_096));
	inside.exec('DELETE FROM sign_blocks WHERE block = 1');
	const store = opened(t, folder, { large: 1_000 });
	const found = store.nearest('static', Float32Array.from(vector()), 5_000, {});
	assert.ok(found.length === 4_095 && found.every(({ id }) => id < 4_096));
});

test('what was made in part counts, and the rest is read from the vectors', (t) => {
	const { folder } = written(t, 1);
	assert.ok(blocks(database(t, folder)) > 0);
	check(t, folder);
});

test('files and vectors that came, changed and went since the signs were made count, made again or not', (t) => {
	const { folder, rows } = written(t);
	const store = opened(t, folder, { large: 1_000 });
	for (const often of [1, 4, 20]) {
		store.replace(Array.from({ length: often }, (_, i) => fileOf(path(i))));
		store.remove([path(40 + often)]);
		store.putVectors(rows.slice(30, 30 + Math.min(often, 9)).flatMap(skillVectors));
		check(t, folder);
	}
	compact(store);
	check(t, folder);
});

test('blocks of chunks that are gone go, too', (t) => {
	const { folder } = written(t);
	const store = opened(t, folder, { large: 1_000 });
	const rows = Array.from({ length: files }, (_, i) => fileOf(path(i)));
	store.replace(rows);
	store.putVectors(rows.flatMap(skillVectors));
	compact(store);
	assert.equal(Number(database(t, folder).prepare('SELECT min(block) AS n FROM sign_blocks').get()?.n), 1);
	check(t, folder);
});

test('signs of one version do not serve another, and go with its vectors', (t) => {
	const { folder, rows } = written(t);
	const next = { skills: { ...skillSet, versions: { ...skillSet.versions, code: 'c2' } } };
	const store = opened(t, folder, { large: 1_000, ...next });
	assert.deepEqual(store.nearest('skills', Float32Array.from(vector()), 9, {}), []);
	store.putVectors(rows.flatMap(skillVectors).map((entry) => ({ ...entry, version: 'c2' })));
	const inside = database(t, folder);
	inside.exec("UPDATE spaces SET used = 1 WHERE version = 'c1'");
	compact(store);
	check(t, folder, next);
	assert.equal(Number(inside.prepare('SELECT count(*) AS n FROM sign_sets').get()?.n), 2);
	const back = opened(t, folder, { large: 1_000 });
	assert.deepEqual(back.nearest('skills', Float32Array.from(vector()), 9, {}), []);
});
