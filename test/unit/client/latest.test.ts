/** Live typing: few questions, the former one cancelled, a stale answer never shown. */
import assert from 'node:assert/strict';
import test from 'node:test';
import './vscode.ts';

const { Latest } = await import('../../../client/src/latest.ts');
type Pending = {
	question: string;
	token: { readonly isCancellationRequested: boolean };
	answer(text: string): void;
	fail(error: Error): void;
};

function setUp() {
	const pending: Pending[] = [];
	const told: string[] = [];
	const latest = new Latest<string, string>(
		(question, token) => new Promise((answer, fail) => pending.push({ question, token, answer, fail })),
		{ answered: (_, text) => told.push(text), failed: (_, error) => told.push(String(error)) },
	);
	return { latest, pending, told };
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('asks once the typing pauses', (t) => {
	t.mock.timers.enable({ apis: ['setTimeout'] });
	const { latest, pending } = setUp();
	latest.request('r', 80);
	t.mock.timers.tick(79);
	latest.request('re', 80);
	t.mock.timers.tick(79);
	assert.deepEqual(pending, []);
	t.mock.timers.tick(1);
	assert.deepEqual(
		pending.map(({ question }) => question),
		['re'],
	);
});

test('cancels the question before, and does not show its answer', async (t) => {
	t.mock.timers.enable({ apis: ['setTimeout'] });
	const { latest, pending, told } = setUp();
	latest.request('old', 0);
	t.mock.timers.tick(0);
	latest.request('new', 0);
	t.mock.timers.tick(0);
	assert.deepEqual(
		pending.map(({ token }) => token.isCancellationRequested),
		[true, false],
	);
	pending[1]?.answer('new answer');
	pending[0]?.answer('stale answer');
	await settled();
	assert.deepEqual(told, ['new answer']);
});

test('tells a failure, but not of a question that was cancelled', async (t) => {
	t.mock.timers.enable({ apis: ['setTimeout'] });
	const { latest, pending, told } = setUp();
	latest.request('a', 0);
	t.mock.timers.tick(0);
	pending[0]?.fail(new Error('damaged'));
	await settled();
	latest.request('b', 0);
	t.mock.timers.tick(0);
	latest.cancel();
	pending[1]?.fail(new Error('cancelled'));
	await settled();
	assert.deepEqual(told, ['Error: damaged']);
});

test('is settled once the newest question has its answer, or is cancelled', async (t) => {
	t.mock.timers.enable({ apis: ['setTimeout'] });
	const { latest, pending, told } = setUp();
	await latest.settled();
	latest.request('old', 80);
	const seen = latest.settled().then(() => [...told]);
	latest.request('new', 80);
	t.mock.timers.tick(80);
	await settled();
	pending[0]?.answer('new answer');
	assert.deepEqual(await seen, ['new answer']);
	latest.request('never', 80);
	const cancelled = latest.settled();
	latest.cancel();
	await cancelled;
});
