/** An index that cannot be used is put aside; a folder, disk or lock that cannot be had is told with its remedy. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { UserError } from '../../../server/src/base/errors.ts';
import { required } from '../../../server/src/storage/embedded/sqlite.ts';
import { smallDisk } from '../../support/smallDisk.ts';
import { file, openAt, opened, temporaryFolder } from './fixtures.ts';

function seeded(t: TestContext, chunks = 1): { folder: string; database: string } {
	const folder = temporaryFolder(t);
	const store = openAt(folder);
	store.replace([file('a.ts', ...Array.from({ length: chunks }, (_, i) => `alpha word${i}`))]);
	store.close();
	return { folder, database: join(folder, 'index', 'index.db') };
}

function asides(folder: string): string[] {
	return readdirSync(join(folder, 'index'))
		.filter((name) => /^index\.(broken|older)-/.test(name))
		.map((name) => name.slice(0, name.indexOf('-')));
}

function change(database: string, sql: string): void {
	const connection = new DatabaseSync(database);
	connection.exec(sql);
	connection.close();
}

function overwrite(database: string, from: number, bytes: number): void {
	const handle = openSync(database, 'r+');
	writeSync(handle, Buffer.alloc(bytes, 0xa5), 0, bytes, from);
	closeSync(handle);
}

const unusable: [name: string, spoil: (database: string) => void, aside: string, note: RegExp][] = [
	[
		'is no database',
		(database) => writeFileSync(database, 'not a database at all, but long enough to be read'.repeat(50)),
		'index.broken',
		/damaged/,
	],
	['has lost its tables', (database) => overwrite(database, 4_096, statSync(database).size - 4_096), 'index.broken', /damaged/],
	['is cut off', (database) => execFileSync('truncate', ['-s', '6000', database]), 'index.broken', /damaged/],
	['has an older schema', (database) => change(database, 'PRAGMA user_version = 0'), 'index.older', /another version/],
	['has a newer schema', (database) => change(database, 'PRAGMA user_version = 999'), 'index.older', /another version/],
	['is of another program', (database) => change(database, 'PRAGMA application_id = 7'), 'index.older', /another version/],
	['is of another workspace', (database) => change(database, "UPDATE meta SET value = '/elsewhere'"), 'index.older', /another folder/],
];
for (const [name, spoil, aside, note] of unusable) {
	test(`an index that ${name} is put aside and made anew`, (t) => {
		const { folder, database } = seeded(t);
		for (let time = 0; time < 2; time++) {
			spoil(database);
			const store = openAt(folder);
			assert.equal(store.notes.length, 1);
			assert.match(store.notes[0] ?? '', note);
			assert.deepEqual(store.files(), []);
			store.replace([file('b.ts', 'beta')]);
			store.close();
			assert.deepEqual(asides(folder), [aside], 'one is kept');
		}
		assert.deepEqual(opened(t, folder).notes, []);
	});
}

test('damage met while searching is told, and the next opening starts anew', (t) => {
	const { folder, database } = seeded(t, 3_000);
	const store = opened(t, folder);
	overwrite(database, 65_536, statSync(database).size - 65_536);
	const look = () => {
		store.words('chunk', ['alpha'], 5_000, {});
		store.chunksOf('a.ts');
	};
	assert.throws(look, (error) => error instanceof UserError && /damaged/.test(error.message) && /anew/.test(error.remedy));
	const next = opened(t, folder);
	assert.match(next.notes[0] ?? '', /damaged/);
	assert.deepEqual(next.files(), []);
	assert.deepEqual(asides(folder).slice(0, 1), ['index.broken']);
});

test('a folder that cannot be written is named, with the setting that helps', (t) => {
	const folder = temporaryFolder(t);
	writeFileSync(join(folder, 'file'), '');
	for (const bad of [join(folder, 'file', 'index'), ...(existsSync('/proc/self') ? ['/proc/skilllens/index'] : [])]) {
		assert.throws(
			() => openAt(folder, { folder: bad }),
			(error) => error instanceof UserError && error.message.includes(bad) && error.remedy.includes('XDG_CACHE_HOME'),
		);
	}
});

test('a file where the database should be a folder is told too', (t) => {
	const folder = temporaryFolder(t);
	mkdirSync(join(folder, 'index', 'index.db'), { recursive: true });
	assert.throws(() => openAt(folder), UserError);
});

test('a full disk: the change is told to be lost, what was there before is kept', (t) => {
	const disk = smallDisk(t, 2_048)?.path;
	if (disk === undefined) {
		return;
	}
	const store = opened(t, disk);
	store.replace([file('small.ts', 'alpha')]);
	const large = Array.from({ length: 12_000 }, (_, i) => `text${i} of${i} some${i} length${i}`);
	assert.throws(
		() => store.replace([file('large.ts', ...large)]),
		(error) => error instanceof UserError && /full/.test(error.message) && error.message.includes(disk),
	);
	assert.deepEqual(
		store.files().map(({ path }) => path),
		['small.ts'],
	);
	store.replace([file('next.ts', 'beta')]);
	assert.equal(store.words('chunk', ['beta'], 9, {}).length, 1);
});

test('a lock that is not given is told after the wait', (t) => {
	const { folder, database } = seeded(t);
	const store = opened(t, folder, { lockTimeout: 50 });
	const other = new DatabaseSync(database);
	t.after(() => other.close());
	other.exec('BEGIN IMMEDIATE');
	assert.throws(
		() => store.replace([file('b.ts', 'beta')]),
		(error) => error instanceof UserError && /in use by another process/.test(error.message),
	);
	assert.equal(store.words('chunk', ['alpha'], 9, {}).length, 1, 'reading goes on');
	other.exec('ROLLBACK');
	store.replace([file('b.ts', 'beta')]);
	assert.equal(store.files().length, 2);
});

test('a change that fails half way leaves nothing behind', (t) => {
	const { folder } = seeded(t);
	const store = opened(t, folder);
	const generation = store.generation();
	assert.throws(() => store.replace([file('b.ts', 'beta'), file('c.ts', { words: 'gamma', static: new Int8Array(3) })]), RangeError);
	assert.equal(store.generation(), generation);
	assert.deepEqual(
		store.files().map(({ path }) => path),
		['a.ts'],
	);
	assert.deepEqual(store.words('chunk', ['beta'], 9, {}), []);
});

test('a Node without SQLite is told what to use', () => {
	assert.throws(
		() => required(undefined),
		(error) => error instanceof UserError && /22\.13/.test(error.remedy),
	);
});

test('loading SQLite prints nothing, and other warnings still come through', () => {
	const source = new URL('../../../server/src/storage/embedded/sqlite.ts', import.meta.url).href;
	const program = `const { loadSqlite } = await import(${JSON.stringify(source)}); loadSqlite(); process.emitWarning('still here');`;
	const args = ['--input-type=module', '-e', program];
	const { stderr } = spawnNode(args);
	assert.doesNotMatch(stderr, /SQLite/);
	assert.match(stderr, /still here/);
});

function spawnNode(args: string[]): { stderr: string } {
	const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
	return { stderr };
}
