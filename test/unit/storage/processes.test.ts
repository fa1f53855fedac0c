/** Several processes on one index, and processes that are killed while they write. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { along, codeVector, file, floats, openAt, opened, temporaryFolder, told } from './fixtures.ts';

const script = fileURLToPath(new URL('./writer.ts', import.meta.url));

function writer(folder: string, name: string, rounds: number): ChildProcess {
	return spawn(process.execPath, [script, folder, name, String(rounds)], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function errorsOf(child: ChildProcess): Promise<string> {
	let text = '';
	child.stderr?.on('data', (data) => {
		text += String(data);
	});
	child.stdout?.resume();
	const [code] = (await once(child, 'close')) as [number | null];
	return code === 0 ? text : `exit ${code}: ${text}`;
}

test('two open stores see each other at once: files, words, vectors, removals', (t) => {
	const folder = temporaryFolder(t);
	const [one, two] = [opened(t, folder), opened(t, folder)];
	const found = () => told(two, two.nearest('static', floats(along(1)), 9, {})).sort();
	assert.deepEqual(found(), []);
	one.replace([file('a.ts', { words: 'alpha', static: along(1) }), file('b.ts', { words: 'beta', static: along(2) })]);
	assert.deepEqual(found(), ['a.ts:alpha', 'b.ts:beta']);
	assert.deepEqual(two.nearest('skills', floats(along(3)), 9, {}), []);
	one.putVectors([codeVector('beta', 3)]);
	assert.deepEqual(told(two, two.nearest('skills', floats(along(3)), 9, {})), ['b.ts:beta']);
	assert.equal(two.missingVectors(9).length, 1);
	one.remove(['a.ts']);
	assert.deepEqual(found(), ['b.ts:beta']);
	assert.equal(two.files().length, 1);
	assert.equal(two.generation(), one.generation());
	assert.equal(two.documentFrequency(['alpha']).get('alpha'), 0);
});

test('what another process wrote of a file is not written over with what is no longer so', (t) => {
	const folder = temporaryFolder(t);
	const [one, two] = [opened(t, folder), opened(t, folder)];
	one.replace([file('a.ts', 'older'), file('b.ts', 'first')]);
	two.replace([file('a.ts', 'newer')]);
	one.replace([file('a.ts', 'older'), file('b.ts', 'second')], ({ path }) => path !== 'a.ts');
	assert.deepEqual(
		['a.ts', 'b.ts'].flatMap((path) => two.chunksOf(path).map(({ hash }) => hash)),
		['newer', 'second'],
	);
});

test('a store that slept while more was removed than is remembered reads everything anew', (t) => {
	const folder = temporaryFolder(t);
	const [one, two] = [opened(t, folder), opened(t, folder)];
	one.replace([file('stay.ts', { words: 'stay', static: along(1) })]);
	const found = () => told(two, two.nearest('static', floats(along(1)), 9, {}));
	one.replace([file('first.ts', { words: 'first', static: along(1) })]);
	assert.equal(found().length, 2);
	one.remove(['first.ts']);
	const many = Array.from({ length: 10_001 }, (_, i) => file(`f${i}.ts`));
	one.replace(many);
	one.remove(many.map(({ stamp }) => stamp.path));
	one.compact();
	assert.deepEqual(found(), ['stay.ts:stay']);
	assert.equal(two.files().length, 1);
});

test('three processes write and one reads, without an error and without a torn file', async (t) => {
	const folder = temporaryFolder(t);
	const store = opened(t, folder);
	const writers = ['x', 'y', 'z'].map((name) => writer(folder, name, 60));
	let running = true;
	const done = Promise.all(writers.map(errorsOf)).finally(() => {
		running = false;
	});
	let looks = 0;
	while (running) {
		assertWhole(store.chunksOf('shared.ts'));
		store.words('chunk', ['part1'], 20, {});
		store.nearest('static', floats(along(looks++ % 4)), 20, {});
		await new Promise((resolve) => setImmediate(resolve));
	}
	assert.deepEqual(await done, ['', '', '']);
	const fresh = opened(t, folder);
	const all = (from: typeof store) => told(from, from.nearest('static', floats(along(1)), 999, {})).sort();
	assert.deepEqual(all(store), all(fresh));
	assert.equal(store.files().length, 3 * 18 + 1, 'of 20 names each, two were removed last');
	assert.equal(all(store).length, 4 * store.files().length);
	assert.ok(looks > 3);
});

function assertWhole(chunks: readonly { readonly hash: string }[]): void {
	const rounds = new Set(chunks.map(({ hash }) => hash.slice(0, -2)));
	assert.ok(chunks.length === 0 || (chunks.length === 4 && rounds.size === 1), JSON.stringify(chunks.map(({ hash }) => hash)));
}

test('killed ten times while writing: nothing committed is lost, no file is torn', async (t) => {
	const folder = temporaryFolder(t);
	openAt(folder).close();
	for (let kill = 0; kill < 10; kill++) {
		const name = `k${kill}x`;
		const child = writer(folder, name, 100_000);
		let committed = 0;
		for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
			committed = Number(line);
			if (committed === 13 + 2 * kill) {
				child.kill('SIGKILL');
			}
		}
		const store = openAt(folder);
		assert.deepEqual(store.notes, []);
		const last = Math.max(
			0,
			...store.words('chunk', [`${name}`], 999, {}).flatMap(({ id }) => store.read([id]).map(({ hash }) => Number(hash.split(' ')[1]))),
		);
		assert.ok(last >= committed - (committed % 10 === 0 ? 1 : 0), `round ${committed} was said, ${last} is there`);
		for (const { path, chunks } of store.files()) {
			assert.equal(chunks, 4);
			assertWhole(store.chunksOf(path));
		}
		store.close();
	}
	const database = new DatabaseSync(join(folder, 'index', 'index.db'));
	t.after(() => database.close());
	assert.deepEqual(
		database
			.prepare('PRAGMA integrity_check')
			.all()
			.map((row) => Object.values(row)),
		[['ok']],
	);
	const ids = (sql: string) =>
		database
			.prepare(sql)
			.all()
			.map((row) => row.id);
	assert.deepEqual(ids('SELECT rowid AS id FROM chunk_words ORDER BY rowid'), ids('SELECT id FROM chunks ORDER BY id'));
});
