/** The log of answers: off unless wanted, one JSON line an answer, bounded, erased whole, and never in the way of an answer. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { silentLog } from '../../server/src/base/log.ts';
import { AnswerLog } from '../../server/src/trace/answerLog.ts';
import { tempFolder } from '../support/tempFolder.ts';

const answer = { kind: 'search', question: 'where is it', ms: 3, device: 'cpu', results: [{ uri: 'file:///a.ts' }] } as const;

test('nothing is written while it is off; each answer is a line while it is on; erasing leaves nothing', async (t) => {
	const folder = tempFolder(t).path;
	let isOn = false;
	const answers = new AnswerLog({ folder, isOn: () => isOn, log: silentLog });
	answers.add(answer);
	await answers.settled();
	assert.deepEqual(readdirSync(folder), []);
	isOn = true;
	answers.add({ ...answer, results: Array.from({ length: 50 }, () => ({})) });
	answers.add({ kind: 'opened', question: 'where is it', uri: 'file:///a.ts', line: 3 });
	await answers.settled();
	const lines = readFileSync(answers.file, 'utf8')
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual(
		lines.map(({ kind, question }) => [kind, question]),
		[
			['search', 'where is it'],
			['opened', 'where is it'],
		],
	);
	assert.ok(!Number.isNaN(Date.parse(lines[0].time)) && lines[0].results.length === 10);
	await answers.erase();
	assert.deepEqual(readdirSync(folder), []);
});

test('it is bounded: a full file is put aside, and the one before is given up', async (t) => {
	const folder = tempFolder(t).path;
	const answers = new AnswerLog({ folder, isOn: () => true, log: silentLog });
	for (let i = 0; i < 30; i++) {
		answers.add({ ...answer, question: `${i} ${'x'.repeat(300_000)}` });
	}
	await answers.settled();
	const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
	assert.ok(sizes.length === 2 && sizes.every((size) => size <= 2 * 1024 * 1024), String(sizes));
	assert.match(readFileSync(answers.file, 'utf8').trimEnd().split('\n').at(-1) ?? '', /"question":"29 x/);
	await answers.erase();
	assert.deepEqual(readdirSync(folder), []);
});

test('what cannot be written costs a warning and no answer', async (t) => {
	const { path } = tempFolder(t, { taken: 'a file where a folder should be' });
	const warnings: string[] = [];
	const log = { ...silentLog, warn: (_tag: string, message: string) => warnings.push(message) } as unknown as typeof silentLog;
	const answers = new AnswerLog({ folder: join(path, 'taken'), isOn: () => true, log });
	answers.add(answer);
	await answers.settled();
	assert.match(warnings[0] ?? '', /an answer was not logged/);
});
