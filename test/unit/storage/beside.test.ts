/** Vectors taken over from indexes of other folders: only what is of the same content and version, and nothing from what cannot be read. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test, { type TestContext } from 'node:test';
import { silentLog } from '../../../server/src/base/log.ts';
import { openStore } from '../../../server/src/storage/openStore.ts';
import type { Store, VectorEntry, VectorSet } from '../../../server/src/storage/store.ts';
import { along, codeVector, dims, file, floats, skillSet, temporaryFolder, told } from './fixtures.ts';

function storage(t: TestContext): (name: string, skills?: VectorSet) => Store {
	const place = temporaryFolder(t);
	return (name, skills = skillSet) => {
		const store = openStore({ folder: join(place, name), workspace: place, static: undefined, skills, log: silentLog });
		t.after(() => store.close());
		return store;
	};
}

const text: VectorEntry = { hash: 'words', kind: 'text', version: 't1', vector: along(4) };

test('what another index knows is taken over, and answers from then on', (t) => {
	const open = storage(t);
	const other = open('other');
	other.replace([file('elsewhere.ts', 'one')]);
	other.putVectors([codeVector('one', 2), codeVector('gone', 3), text]);
	const own = open('own');
	own.replace([file('a.ts', 'one', 'two', 'gone'), file('a.md', { words: 'words', skill: 'text', kind: 'doc' })]);
	const left = own.takeOver(own.missingVectors(9));
	assert.deepEqual(told(own, left), ['a.ts:two']);
	assert.deepEqual(told(own, own.missingVectors(9)), ['a.ts:two']);
	assert.deepEqual(told(own, own.nearest('skills', floats(along(2)), 1, {})), ['a.ts:one']);
	assert.deepEqual(told(own, own.nearest('skills', floats(along(4)), 1, {})), ['a.md:words']);
	assert.deepEqual([other.files().length, other.count({}).vectors.skills], [1, 1], 'the other one is as it was');
});

const others: Readonly<Record<string, (open: ReturnType<typeof storage>) => void>> = {
	'there is no other': () => undefined,
	'the other has it of another version': (open) => open('other').putVectors([codeVector('one', 2, 'c0')]),
	'the other has it of another skill': (open) => open('other').putVectors([{ ...text, hash: 'one', version: 'c1' }]),
	'the other has it in another length': (open) => {
		const sets = { dims: dims * 2, versions: skillSet.versions };
		open('other', sets).putVectors([{ ...codeVector('one', 2), vector: along(2, dims * 2) }]);
	},
	'the other was made by another version of the product': (open) => {
		const other = open('other');
		other.putVectors([codeVector('one', 2)]);
		const database = new DatabaseSync(join(other.folder, 'index.db'));
		database.exec('PRAGMA user_version = 1');
		database.close();
	},
	'the other is damaged': (open) => {
		const other = open('other');
		other.putVectors([codeVector('one', 2)]);
		other.close();
		const index = join(other.folder, 'index.db');
		writeFileSync(index, readFileSync(index).fill(7, 100, 60_000));
	},
	'the other is no database': (open) => {
		const folder = open('other').folder.replace('other', 'third');
		mkdirSync(folder);
		writeFileSync(join(folder, 'index.db'), 'not one');
	},
};
for (const [what, make] of Object.entries(others)) {
	test(`nothing is taken over where ${what}`, (t) => {
		const open = storage(t);
		make(open);
		const own = open('own');
		own.replace([file('a.ts', 'one')]);
		const missing = own.missingVectors(9);
		assert.deepEqual([missing.length, own.takeOver(missing)], [1, missing]);
	});
}

test('one that another process holds for itself is passed over', (t) => {
	const open = storage(t);
	const other = open('other');
	other.putVectors([codeVector('one', 2)]);
	other.close();
	const holder = new DatabaseSync(join(other.folder, 'index.db'));
	t.after(() => holder.isOpen && holder.close());
	holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; DELETE FROM removed; COMMIT');
	const own = open('own');
	own.replace([file('a.ts', 'one')]);
	const missing = own.missingVectors(9);
	assert.deepEqual(own.takeOver(missing), missing);
	holder.close();
	assert.deepEqual(own.takeOver(missing), []);
});
