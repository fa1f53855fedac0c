/** A file that takes the process down twice is left alone; one process that died over it once is forgiven when it is read well. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Journal } from '../../../server/src/indexing/journal.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const journalModule = new URL('../../../server/src/indexing/journal.ts', import.meta.url).href;

/** A process that says it is reading these files, and dies. */
function dieReading(folder: string, paths: readonly string[]): void {
	const script = `import { Journal } from ${JSON.stringify(journalModule)}; new Journal(process.argv[1]).reading(JSON.parse(process.argv[2])); process.kill(process.pid, 'SIGKILL');`;
	const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder, JSON.stringify(paths)]);
	assert.equal(signal, 'SIGKILL');
}

test('two deaths over a file make it suspect', (t) => {
	const { path } = tempFolder(t);
	dieReading(path, ['a.ts', 'b.ts']);
	assert.deepEqual([...new Journal(path).suspects()], []);
	dieReading(path, ['b.ts', 'c.ts']);
	assert.deepEqual([...new Journal(path).suspects()], ['b.ts']);
	new Journal(path).forgive(['b.ts']);
	assert.deepEqual([...new Journal(path).suspects()], []);
});

test('a process that ends well leaves nothing behind', (t) => {
	const { path } = tempFolder(t);
	const journal = new Journal(path);
	journal.reading(['a.ts']);
	assert.ok(existsSync(join(path, 'journal', String(process.pid))));
	journal.close();
	assert.ok(!existsSync(join(path, 'journal', String(process.pid))));
});

test('a journal cut off in the middle of a write says nothing', (t) => {
	const { path } = tempFolder(t);
	dieReading(path, ['a.ts']);
	new Journal(path).suspects();
	writeFileSync(join(path, 'journal', '999999999'), '["a.ts');
	assert.deepEqual([...new Journal(path).suspects()], []);
});
