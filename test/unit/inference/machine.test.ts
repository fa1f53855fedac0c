/** What was found out about devices holds as long as nothing changes that it depends on. */
import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { addedProviders, machineKey } from '../../../server/src/inference/machine.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { copyOfTinyModel, tinyFolder, writeManifest } from './tinyModel.ts';

test('the key is the same until model, threads or a driver is another one', (context) => {
	const drivers = tempFolder(context, { 'icd.json': '{}' });
	const driver = join(drivers.path, 'icd.json');
	const before = process.env.VK_ICD_FILENAMES;
	context.after(() => {
		process.env.VK_ICD_FILENAMES = before ?? '';
	});
	process.env.VK_ICD_FILENAMES = driver;
	const key = machineKey(tinyFolder, 1);
	assert.match(key, /^[0-9a-f]{24}$/);
	assert.equal(machineKey(copyOfTinyModel(context), 1), key); // wherever it lies
	const other = copyOfTinyModel(context, (manifest, folder) => writeManifest(folder, { ...manifest, version: '2' }));
	assert.notEqual(machineKey(other, 1), key);
	assert.notEqual(machineKey(tinyFolder, 2), key);
	if (process.platform === 'linux') {
		utimesSync(driver, 1, 1); // as an update of the driver leaves it
		const updated = machineKey(tinyFolder, 1);
		assert.notEqual(updated, key);
		drivers.remove('icd.json');
		assert.notEqual(machineKey(tinyFolder, 1), updated);
		assert.equal(machineKey(tinyFolder, 1), machineKey(tinyFolder, 1));
	}
});

test('nothing is laid beside the runtime here', () => {
	assert.deepEqual(addedProviders(), []);
});
