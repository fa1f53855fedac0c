/** A file that takes the process down twice by itself is left alone; those that were read beside others when it ended are only read by themselves. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Journal } from '../../../server/src/indexing/journal.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const journalModule = new URL('../../../server/src/indexing/journal.ts', import.meta.url).href;

/** A process that says it is reading these files, and dies. */
function dieReading(folder: string, ...said: readonly (readonly string[])[]): void {
	const script = `import { Journal } from ${JSON.stringify(journalModule)};
		const journal = new Journal(process.argv[1]);
		JSON.parse(process.argv[2]).forEach((paths) => journal.reading(paths));
		process.kill(process.pid, 'SIGKILL');`;
	const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder, JSON.stringify(said)]);
	assert.equal(signal, 'SIGKILL');
}

function held(folder: string): [suspects: string[], fatal: string[]] {
	const { suspects, fatal } = new Journal(folder).suspicion();
	return [[...suspects].sort(), [...fatal].sort()];
}

test('however often processes end while many files are read, none of them is left alone', (t) => {
	const { path } = tempFolder(t);
	for (let deaths = 0; deaths < 5; deaths++) {
		dieReading(path, ['a.ts', 'b.ts']);
		assert.deepEqual(held(path), [['a.ts', 'b.ts'], []]);
	}
});

test('two deaths over a file alone make it fatal, and reading it well is forgiven', (t) => {
	const { path } = tempFolder(t);
	dieReading(path, ['a.ts', 'b.ts']);
	dieReading(path, ['b.ts']);
	assert.deepEqual(held(path), [['a.ts', 'b.ts'], []]);
	dieReading(path, ['b.ts']);
	assert.deepEqual(held(path), [['a.ts', 'b.ts'], ['b.ts']]);
	new Journal(path).forgive(['b.ts']);
	assert.deepEqual(held(path), [['a.ts'], []]);
});

test('what was read before the end is not held against it', (t) => {
	const { path } = tempFolder(t);
	dieReading(path, ['a.ts'], []);
	assert.deepEqual(held(path), [[], []]);
});

test('a process that ends well leaves nothing behind', (t) => {
	const { path } = tempFolder(t);
	const journal = new Journal(path);
	journal.reading(['a.ts']);
	assert.equal(readdirSync(join(path, 'journal')).length, 1);
	journal.close();
	assert.deepEqual(readdirSync(join(path, 'journal')), []);
});

test('the journal of a former process is known though ours has its number', (t) => {
	const { path } = tempFolder(t, { [`journal/${process.pid}-1`]: '["a.ts"]\n' });
	assert.deepEqual(held(path), [['a.ts'], []]);
});

test('a journal cut off in the middle of a write says nothing', (t) => {
	const { path } = tempFolder(t);
	dieReading(path, ['a.ts']);
	held(path);
	writeFileSync(join(path, 'journal', '999999999-1'), '["a.ts');
	assert.deepEqual(held(path), [['a.ts'], []]);
});
