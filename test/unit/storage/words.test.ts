/** Which terms a question looks for, and that very common or very many terms neither slow it down nor lose the answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allOf, anyOf, mostLookups, mostTerms, planTerms, tokensOf } from '../../../server/src/storage/embedded/terms.ts';
import { file, opened, randomFrom, told } from './fixtures.ts';

const budgets = { rows: 100, places: 1_000, most: 500 };

const plans: [name: string, frequencies: Record<string, number>, rare: string[], common: string[]][] = [
	['few rows: all of them', { a: 10, b: 20, c: 70 }, ['a', 'b', 'c'], []],
	['rarest first, and no further than the budget', { c: 60, a: 10, b: 30, d: 1 }, ['d', 'a', 'b'], ['c']],
	['unknown terms are left out', { a: 0, b: 5 }, ['b'], []],
	['common terms raise scores as long as they are cheap', { a: 5, b: 400, c: 500, d: 600 }, ['a'], ['b', 'c']],
	['one term in any case', { a: 9_000, b: 9_500 }, ['a'], []],
	['nothing known', { a: 0 }, [], []],
];
for (const [name, frequencies, rare, common] of plans) {
	test(`plan: ${name}`, () => {
		const plan = planTerms(new Map(Object.entries(frequencies)), budgets);
		assert.deepEqual([plan.rare, plan.common], [rare, common]);
	});
}

test('plan: the rarest of very many', () => {
	const plan = planTerms(new Map(Array.from({ length: 300 }, (_, i) => [`t${i}`, 300 - i])), { ...budgets, rows: 1e9 });
	assert.equal(plan.rare.length, mostTerms);
	assert.equal(plan.rare[0], 't299');
});

const tokens: [term: string, tokens: string[]][] = [
	['retri', ['retri']],
	['Retry_Count', ['retry', 'count']],
	['東京', ['東京']],
	['"a" OR b*', ['a', 'or', 'b']],
	['\0', []],
	['x'.repeat(5_000), []],
];
for (const [term, expected] of tokens) {
	test(`tokens of ${JSON.stringify(term.slice(0, 20))}`, () => assert.deepEqual(tokensOf([term, term]), expected));
}

test('tokens of a pasted file are bounded', () => {
	assert.equal(tokensOf(Array.from({ length: 20_000 }, (_, i) => `t${i}`)).length, mostLookups);
});

test('expressions quote their terms', () => {
	assert.equal(anyOf(['a', 'b"']), '"a" OR "b"""');
	assert.equal(allOf(['a', 'or']), '"a" AND "or"');
});

test('common words: rare terms decide, and a question of common words alone is still answered', (t) => {
	const store = opened(t);
	const random = randomFrom(1);
	const chunks = 20_000;
	const texts = Array.from({ length: chunks }, (_, i) => {
		const filler = Array.from({ length: 12 }, () => `w${Math.floor(2_000 ** random())}`);
		return `the of and ${filler.join(' ')} ${i === 17_003 ? 'needle' : ''}`;
	});
	for (let i = 0; i < chunks; i += 100) {
		const hashed = texts.slice(i, i + 100).map((words, j) => ({ words, hash: `${i + j}` }));
		store.replace([file(`part${i % 1000 === 0 ? 'A' : 'B'}/f${i}.ts`, ...hashed)]);
	}
	assert.deepEqual(told(store, store.words('chunk', ['the', 'needle', 'of', 'w1', 'w2'], 1, {})), ['partA/f17000.ts:17003']);
	assert.equal(store.words('chunk', ['the', 'of', 'and'], 50, {}).length, 50);
	assert.equal(store.words('chunk', ['needle', 'the'], 50, {}).length, 50, 'common terms fill up');
	assert.equal(told(store, store.words('chunk', ['needle', 'the'], 50, {}))[0], 'partA/f17000.ts:17003');
	assert.equal(store.words('chunk', ['needle', 'the'], 50, { root: 'partA' }).length, 50, 'inside a folder too');
	const question = texts.join(' ').slice(0, 100_000).split(' ');
	store.words('chunk', question, 50, {});
	const start = performance.now();
	assert.equal(store.words('chunk', question, 50, {}).length, 50);
	const ms = performance.now() - start;
	assert.ok(ms < 500, `100,000 characters took ${ms} ms`);
});
