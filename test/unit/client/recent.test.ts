/** Recent questions: newest first, each once, bounded. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Memento } from 'vscode';
import { RecentQuestions } from '../../../client/src/recent.ts';

function setUp(): RecentQuestions {
	const values = new Map<string, unknown>();
	const memory: Memento = {
		keys: () => [...values.keys()],
		get: <T>(key: string, fallback?: T) => (values.get(key) ?? fallback) as T,
		update: async (key: string, value: unknown) => void values.set(key, value),
	};
	return new RecentQuestions(memory);
}

test('newest first, each once', async () => {
	const recent = setUp();
	for (const question of ['a', 'b', ' a ', '', 'x'.repeat(201)]) {
		await recent.add(question);
	}
	assert.deepEqual(recent.list(), ['a', 'b']);
});

test('twenty are kept', async () => {
	const recent = setUp();
	for (let i = 1; i <= 25; i++) {
		await recent.add(`question ${i}`);
	}
	assert.equal(recent.list().length, 20);
	assert.equal(recent.list()[0], 'question 25');
});

test('one is forgotten, or all', async () => {
	const recent = setUp();
	await recent.add('a');
	await recent.add('b');
	await recent.remove('b');
	assert.deepEqual(recent.list(), ['a']);
	await recent.clear();
	assert.deepEqual(recent.list(), []);
});
