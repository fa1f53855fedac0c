/** Files that are found whole whatever happens while they are written, and what a process leaves that is killed over one. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { clearDrafts, writeWhole } from '../../../server/src/base/disk.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { Journal } from '../../../server/src/indexing/journal.ts';
import { LinksFile } from '../../../server/src/links/linksFile.ts';
import { Pictures } from '../../../server/src/skills/pictures.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const diskModule = new URL('../../../server/src/base/disk.ts', import.meta.url).href;

/** A process that is killed as it renames its draft to this file. */
function dieWriting(file: string): void {
	const script = `import fs from 'node:fs';
		import { syncBuiltinESMExports } from 'node:module';
		fs.renameSync = () => process.kill(process.pid, 'SIGKILL');
		syncBuiltinESMExports();
		const { writeWhole } = await import(${JSON.stringify(diskModule)});
		writeWhole(process.argv[1], 'later');`;
	const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script, file]);
	assert.equal(signal, 'SIGKILL');
}

test('who is killed over a file leaves the former one and a draft, which the next start removes', async (t) => {
	const folder = tempFolder(t).path;
	const places: [file: string, start: () => unknown][] = [
		[join(folder, 'journal', 'deaths'), () => new Journal(folder).suspicion()],
		[join(folder, '.skilllens', 'links.json'), () => new LinksFile(folder)],
		[join(folder, 'pictures-3', 'ab', 'abc.json'), () => new Pictures(folder, silentLog).prune()],
		[join(folder, 'pictures-image-1', 'ab', 'abc'), () => new Pictures(folder, silentLog).prune()],
	];
	for (const [file, start] of places) {
		writeWhole(file, 'former');
		dieWriting(file);
		const home = join(file, '..');
		assert.deepEqual([readdirSync(home).length, readFileSync(file, 'utf8')], [2, 'former'], file);
		await start();
		assert.deepEqual([readdirSync(home).length, readFileSync(file, 'utf8')], [1, 'former'], file);
	}
});

test('whatever else lies there stays', (t) => {
	const kept = ['links.json', 'links.json.2024', 'plan.draft', `links.json.${process.pid}.draft`, `links.json.${process.ppid}.draft`];
	const folder = tempFolder(t, Object.fromEntries(kept.map((name) => [name, ''])));
	clearDrafts(folder.path);
	assert.deepEqual(readdirSync(folder.path).sort(), kept.sort());
	clearDrafts(join(folder.path, 'nowhere'));
});

test('a folder that leads out of the workspace is not tidied', (t) => {
	const [outside, root] = [tempFolder(t, { 'links.json.999999999.draft': '' }).path, tempFolder(t).path];
	mkdirSync(root, { recursive: true });
	symlinkSync(outside, join(root, '.skilllens'));
	new LinksFile(root);
	assert.equal(readdirSync(outside).length, 1);
});
