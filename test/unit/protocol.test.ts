/** The wire in prose stays what the file says, and the command line's hit is the wire's. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import * as messages from '../../server/protocol/messages.ts';
import { readSettings, settingsTable } from '../../server/protocol/settings.ts';

const readme = readFileSync('server/protocol/README.md', 'utf8');

test('the page was read again after the file last changed', () => {
	const hash = createHash('sha256').update(readFileSync('server/protocol/messages.ts')).digest('hex');
	assert.ok(
		readme.includes(`messages.ts: sha256 ${hash}`),
		`bring server/protocol/README.md up to date, then write there: messages.ts: sha256 ${hash}`,
	);
});

test('every message is on the page, and under our prefix', () => {
	for (const { method } of Object.values(messages)) {
		assert.match(method, /^skilllens\//);
		assert.ok(readme.includes(`\`${method}\``), method);
	}
});

test('settings: flat or nested, wrong ones named, never dropped in silence', () => {
	assert.equal(readSettings({ index: { threads: 3 } }).settings['index.threads'], 3);
	assert.equal(readSettings({ 'index.threads': 3 }).settings['index.threads'], 3);
	for (const [name, { default: fallback }] of Object.entries(settingsTable)) {
		const { settings, problems } = readSettings({ [name]: [] });
		assert.equal(settings[name as keyof typeof settings], fallback);
		assert.equal(problems.length, 1, name);
	}
	assert.deepEqual(readSettings({ unheard: 1 }).problems, ['unknown setting: skilllens.unheard']);
	assert.deepEqual(readSettings(null).problems, []);
	assert.deepEqual(readSettings('text').problems, []);
});
