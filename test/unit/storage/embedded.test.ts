/** The embedded store: its contract, and what is particular to it. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { indexFolder } from '../../../server/src/storage/openStore.ts';
import { storeContract } from './contract.ts';
import { along, codeVector, file, floats, openAt, opened, randomFrom, skillSet, temporaryFolder, told } from './fixtures.ts';

storeContract('The embedded store', (t) => opened(t));
storeContract('The embedded store that holds signs only', (t) => opened(t, undefined, { large: 0 }));

test('what was put is there after reopening', (t) => {
	const folder = temporaryFolder(t);
	const first = openAt(folder);
	first.replace([file('a.ts', { words: 'alpha', static: along(1) })]);
	first.putVectors([codeVector('alpha', 2)]);
	const generation = first.generation();
	first.close();
	const second = opened(t, folder);
	assert.equal(second.generation(), generation);
	assert.deepEqual(second.notes, []);
	assert.deepEqual(told(second, second.nearest('skills', floats(along(2)), 9, {})), ['a.ts:alpha']);
	assert.deepEqual(told(second, second.words('chunk', ['alpha'], 9, {})), ['a.ts:alpha']);
});

test('word indexes hold exactly the chunks and files, whatever was replaced and removed', (t) => {
	const folder = temporaryFolder(t);
	const store = opened(t, folder);
	const random = randomFrom(3);
	const whole = (limit: number) => Math.floor(random() * limit);
	for (let round = 0; round < 120; round++) {
		const batch = Array.from({ length: whole(5) }, () => {
			const words = Array.from({ length: whole(5) }, () => `w${whole(30)} always n${round}`);
			return file(`f${whole(25)}.ts`, ...words.map((text) => ({ words: text, names: `name n${whole(9)}`, static: along(whole(16)) })));
		});
		store.replace(batch);
		store.remove(Array.from({ length: whole(2) }, () => `f${whole(25)}.ts`));
	}
	const database = new DatabaseSync(join(folder, 'index', 'index.db'));
	t.after(() => database.close());
	const ids = (sql: string) =>
		database
			.prepare(sql)
			.all()
			.map((row) => Number(row.id));
	const chunks = ids('SELECT id FROM chunks ORDER BY id');
	assert.ok(chunks.length > 20);
	assert.deepEqual(ids('SELECT rowid AS id FROM chunk_words ORDER BY rowid'), chunks);
	assert.deepEqual(ids('SELECT rowid AS id FROM name_words ORDER BY rowid'), chunks);
	assert.deepEqual(ids('SELECT rowid AS id FROM file_words ORDER BY rowid'), ids('SELECT id FROM files ORDER BY id'));
	for (const table of ['chunk_words', 'name_words', 'file_words']) {
		database.exec(`INSERT INTO ${table} (${table}) VALUES ('integrity-check')`);
	}
	const sorted = (found: readonly { id: number }[]) => found.map(({ id }) => id).sort((a, b) => a - b);
	assert.deepEqual(sorted(store.words('chunk', ['always'], 999, {})), chunks);
	assert.deepEqual(sorted(store.nearest('static', floats(along(1)), 999, {})), chunks);
	assert.deepEqual(
		store
			.files()
			.flatMap(({ path }) => store.chunksOf(path).map(({ id }) => id))
			.sort((a, b) => a - b),
		chunks,
	);
});

test('a new version of one skill asks for that skill only', (t) => {
	const folder = temporaryFolder(t);
	const before = openAt(folder);
	before.replace([file('a.ts', 'code one'), file('a.md', { words: 'text one', skill: 'text', kind: 'doc' })]);
	before.putVectors([codeVector('code one', 1), { hash: 'text one', kind: 'text', version: 't1', vector: along(2) }]);
	before.close();
	const after = opened(t, folder, { skills: { ...skillSet, versions: { ...skillSet.versions, code: 'c2' } } });
	assert.deepEqual(
		after.missingVectors(9).map(({ hash }) => hash),
		['code one'],
	);
	assert.deepEqual(told(after, after.nearest('skills', floats(along(1)), 9, {})), ['a.md:text one']);
});

test('vectors nobody needs go in time: the oldest orphans beyond a reserve, and versions unused for a week', (t) => {
	const folder = temporaryFolder(t);
	const store = opened(t, folder);
	store.replace([file('a.ts', 'alpha')]);
	store.putVectors([codeVector('alpha', 1), codeVector('alpha', 1, 'c0')]);
	const orphans = Array.from({ length: 10_050 }, (_, i) => `orphan ${i}`);
	store.replace([file('gone.ts', ...orphans)]);
	store.putVectors(orphans.map((orphan) => codeVector(orphan, 1)));
	store.remove(['gone.ts']);
	const database = new DatabaseSync(join(folder, 'index', 'index.db'));
	t.after(() => database.close());
	database.exec("UPDATE spaces SET used = 1 WHERE version IN ('c0', 'c1')");
	store.compact();
	const left = (sql: string) => Number(database.prepare(`SELECT count(*) AS n FROM vectors ${sql}`).get()?.n);
	assert.equal(left(''), 10_001, 'one in use and the reserve');
	assert.equal(left("WHERE hash = 'orphan 0'"), 0);
	assert.equal(left("WHERE hash = 'orphan 10049'"), 1);
	assert.equal(left("WHERE space = (SELECT id FROM spaces WHERE version = 'c0')"), 0, 'a version not in use');
	assert.deepEqual(store.missingVectors(9), []);
});

test('one workspace has one index folder, whichever path leads there', (t) => {
	const folder = temporaryFolder(t);
	mkdirSync(join(folder, 'my project!'));
	symlinkSync(join(folder, 'my project!'), join(folder, 'link'));
	const index = indexFolder('/cache', join(folder, 'my project!'));
	assert.equal(indexFolder('/cache', join(folder, 'link')), index);
	assert.match(basename(index), /^my_project_-[0-9a-f]{12}$/);
	assert.match(basename(indexFolder('/cache', '/')), /^root-[0-9a-f]{12}$/);
	openAt(folder, { folder: join(folder, 'index'), workspace: join(folder, 'my project!') }).close();
	assert.deepEqual(opened(t, folder, { workspace: join(folder, 'link') }).notes, []);
});
