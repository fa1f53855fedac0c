/** Two windows and the command line on one index while files change: no error, and without a further run what one built from nothing says. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { indexFolder } from '../../server/src/storage/openStore.ts';
import { randomFrom } from '../bench/madeUp.ts';
import { ChangingFolder } from '../support/changingFolder.ts';
import { program, skilllens } from '../support/cli.ts';
import { differences, faultsOf, imageOf } from '../support/indexImage.ts';
import { startServer } from '../support/processes.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { tinyFolder } from '../unit/inference/tinyModel.ts';

const seed = 5;
/** Runs of the command line while the windows are open. */
const runs = 3;

test('two windows and the command line write one index at once', { timeout: 180_000 }, async (t) => {
	const place = tempFolder(t).path;
	const [cache, fresh] = [join(place, 'cache'), join(place, 'fresh')];
	const folder = new ChangingFolder(join(place, 'work'), join(place, 'drafts'), randomFrom(seed));
	t.after(() => folder.rest());
	const index = (where: string) =>
		skilllens(['-w', folder.root, '--setting', `model.folder=${tinyFolder}`, 'index', '--json'], { cache: where });
	const options = { storage: join(cache, 'skilllens'), settings: { 'model.folder': tinyFolder } };

	folder.goOn();
	const opening = [startServer(program, folder.root, options), startServer(program, folder.root, options)];
	const results = [await index(cache)];
	const windows = await Promise.all(opening);
	t.after(() => windows.forEach(({ child }) => void child.kill('SIGKILL')));
	while (results.length < runs) {
		results.push(await index(cache));
	}
	folder.rest();
	results.push(await index(fresh));

	const expected = imageOf(indexFolder(join(fresh, 'skilllens'), folder.root));
	const [file, image] = [
		indexFolder(join(cache, 'skilllens'), folder.root),
		() => imageOf(indexFolder(join(cache, 'skilllens'), folder.root)),
	];
	const end = performance.now() + 30_000;
	while (differences(image(), expected).length > 0 && performance.now() < end) {
		await wait(100);
	}
	assert.deepEqual(differences(image(), expected), [], `seed ${seed}`);
	assert.deepEqual(
		[...results.map(({ status, stderr }) => [status, stderr]), ...windows.map(({ child, said }) => [child.exitCode ?? 0, said()])],
		Array.from({ length: runs + 3 }, () => [0, '']),
	);
	for (const { child, exit } of windows) {
		child.kill('SIGKILL');
		await exit;
	}
	assert.deepEqual(faultsOf(file), []);
});
