/** On battery or not, by what systems say of it; what cannot be known is no. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { linuxOnBattery, macOnBattery, watchBattery, windowsOnBattery } from '../../../server/src/base/battery.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const discharging = { 'BAT0/type': 'Battery\n', 'BAT0/status': 'Discharging\n', 'AC/type': 'Mains\n', 'AC/online': '0\n' };
const linux: [name: string, files: Record<string, string>, expected: boolean][] = [
	['nothing there', { 'hwmon/name': 'x' }, false],
	['a notebook without its plug', discharging, true],
	['with its plug', { ...discharging, 'AC/online': '1\n' }, false],
	['by USB', { ...discharging, 'usb/type': 'USB\n', 'usb/online': '1\n' }, false],
	['charged', { ...discharging, 'BAT0/status': 'Full\n' }, false],
	['a mouse', { 'mouse/type': 'Battery\n', 'mouse/status': 'Discharging\n', 'mouse/scope': 'Device\n' }, false],
];
for (const [name, files, expected] of linux) {
	test(`Linux: ${name}`, (t) => assert.equal(linuxOnBattery(tempFolder(t, files).path), expected));
}

test('macOS and Windows', () => {
	assert.equal(macOnBattery("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t80%; discharging; 5:00 remaining\n"), true);
	assert.equal(macOnBattery("Now drawing from 'AC Power'\n"), false);
	assert.equal(macOnBattery(''), false);
	assert.equal(windowsOnBattery('1\r\n'), true);
	assert.equal(windowsOnBattery('2\r\n'), false);
	assert.equal(windowsOnBattery('\r\n'), false);
	assert.equal(windowsOnBattery('10\r\n'), false);
});

test('a change is told; what cannot be asked is not on battery', async () => {
	const changed = Promise.withResolvers<void>();
	const battery = watchBattery(changed.resolve, async () => true);
	await changed.promise;
	assert.equal(battery.isInUse, true);
	battery.dispose();
	const asked = Promise.withResolvers<void>();
	const unknown = watchBattery(
		() => assert.fail('told'),
		() => {
			asked.resolve();
			return Promise.reject(new Error('no such program'));
		},
	);
	await asked.promise;
	await new Promise((resolve) => setImmediate(resolve));
	assert.equal(unknown.isInUse, false);
	unknown.dispose();
});
