/** The state in one short word, and in full. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { ServerState } from '../../../client/src/languageClient.ts';
import type { FolderStatus, Status } from '../../../server/protocol/messages.ts';
import { folder, status } from './samples.ts';
import './vscode.ts';

const { longText, shortText } = await import('../../../client/src/statusText.ts');
const running = (more: Partial<Status> = {}, own: Partial<FolderStatus> = {}): ServerState => ({
	kind: 'running',
	status: { ...status, folders: [{ ...folder, ...own }], ...more },
});
const damaged = { ...status.model, problem: 'code.bin is damaged. Reinstall the extension.' };

test('one short word', () => {
	const table: readonly (readonly [ServerState, string])[] = [
		[{ kind: 'starting' }, '$(sync~spin) SkillLens'],
		[{ kind: 'waiting' }, '$(sync~spin) SkillLens'],
		[{ kind: 'stopped' }, '$(error) SkillLens'],
		[{ kind: 'running', status: undefined }, '$(sync~spin) SkillLens'],
		[running(), '$(search-fuzzy) SkillLens'],
		[running({}, { state: 'indexing', done: 62, total: 100 }), '$(sync~spin) 62 %'],
		[running({}, { state: 'vectors', done: 0, total: 10 }), '$(sync~spin) 0 %'],
		[running({ paused: true }, { state: 'indexing', done: 1, total: 2 }), '$(debug-pause) SkillLens'],
		[running({ model: damaged }), '$(warning) words only'],
		[running({}, { state: 'failed', problem: 'The disk is full.' }), '$(error) SkillLens'],
	];
	assert.deepEqual(
		table.map(([state]) => shortText(state).text),
		table.map(([, text]) => text),
	);
});

test('a screen reader hears words, not icons', () => {
	for (const state of [running(), running({ model: damaged }), { kind: 'stopped' } as const]) {
		assert.match(shortText(state).label, /^SkillLens: [a-z ]+$/);
	}
});

test('work of several folders is summed', () => {
	const folders = [
		{ ...folder, state: 'indexing' as const, done: 10, total: 10 },
		{ ...folder, state: 'indexing' as const, done: 0, total: 30 },
		{ ...folder, done: 500, total: 500 },
	];
	assert.equal(shortText({ kind: 'running', status: { ...status, folders } }).text, '$(sync~spin) 25 %');
});

test('in full: devices that are refused, and why, with nothing in the reason that becomes a link', () => {
	const refused = [{ device: 'webgpu', why: 'it hangs: it did not answer for 30 s [see](command:x)' }];
	assert.deepEqual(
		longText(running({ model: { ...status.model, refused } }))
			.split('\n\n')
			.slice(1),
		[
			'skillnet · 49 M parameters · cpu · loaded: text',
			'$(warning) webgpu is not used: it hangs: it did not answer for 30 s \\[see\\]\\(command:x\\)',
		],
	);
});

test('in full: what is indexed, what is left, the model, what is wrong', () => {
	const state = running(
		{ model: damaged },
		{ state: 'indexing', done: 62, total: 118, rate: 211.4, secondsLeft: 130, vectors: 8106, skipped: 12 },
	);
	assert.deepEqual(longText(state).split('\n\n'), [
		'118 files, 9,310 chunks · skill vectors of 8,106 · 12 left out · 12.3 MB',
		'$(sync) Indexing: 62 of 118 files · 211 chunks a second · about 2 min left',
		'skillnet · 49 M parameters · cpu · loaded: text',
		'$(warning) code.bin is damaged. Reinstall the extension.',
	]);
});

test('foreign text cannot become a link or an icon', () => {
	const text = longText(running({}, { notes: ['[x](command:evil) $(sync)'] }));
	assert.ok(!text.includes('[x](') && !text.includes(' $(sync)'));
});
