import assert from 'node:assert/strict';
import test from 'node:test';
import { formOf, type QueryForm, route } from '../../../server/src/search/route.ts';

const forms: readonly (readonly [string, QueryForm])[] = [
	['where are retries handled', 'words'],
	['How does the router match (nested) paths?', 'words'],
	['HttpClient', 'symbol'],
	['raw_hash_set', 'symbol'],
	['std::vector', 'symbol'],
	['app.use()', 'symbol'],
	['def retry(self):\n    return self.client.get(url)\n\nx = retry()', 'code'],
	['for (let i = 0; i < n; i++) { total += prices[i]; }', 'code'],
	['if (a && b) return c;', 'code'],
	['検索機能', 'words'],
	['', 'words'],
];

test('what kind of question it is', () => {
	for (const [text, expected] of forms) {
		assert.equal(formOf(text), expected, text);
	}
});

test('words are read by the text skill, code by the code skill, and only allowed ones are activated', () => {
	assert.deepEqual(route({ text: 'where are retries', top: 1 }).activate, ['text']);
	assert.deepEqual(route({ text: 'x = f(1);\ny = g(x);', top: 1 }).activate, ['code']);
	assert.deepEqual(route({ text: 'where are retries', top: 1, skills: ['code'] }).activate, ['code']);
	assert.deepEqual(route({ text: 'where are retries', top: 1, skills: [] }).activate, []);
});

test('stop words go, unless nothing else is asked', () => {
	assert.deepEqual(route({ text: 'where is the retry', top: 1 }).terms, ['retri']);
	assert.deepEqual(route({ text: 'where are Requests tried again, and again', top: 1 }).words, ['Requests', 'tried', 'again']);
	assert.deepEqual(route({ text: 'what is this', top: 1 }).terms, ['what', 'is', 'thi']);
});

test('names with inner structure are symbols', () => {
	assert.deepEqual(
		[...route({ text: 'how does HttpClient call retry_all for URL values', top: 1 }).symbols],
		['httpclient', 'retry_all', 'url'],
	);
});

test('a question may ask for tests or docs', () => {
	assert.deepEqual([...route({ text: 'tests of the parser', top: 1 }).wants], ['test']);
	assert.deepEqual([...route({ text: 'the parser', top: 1 }).wants], []);
});

test('a question of any length is cut to size', () => {
	const words = Array.from({ length: 20_000 }, (_, i) => `word${i}`);
	const { terms } = route({ text: words.join(' '), top: 1 });
	assert.ok(terms.length > 100 && terms.length < 1000, `${terms.length} terms`);
	assert.ok(words.includes(terms.at(-1) ?? ''), 'the last word is whole');
});

test('neighbouring words may be one identifier', () => {
	assert.deepEqual(route({ text: 'flat hash map', top: 1 }).compounds, ['flathash', 'hashmap', 'flathashmap']);
	assert.deepEqual(route({ text: 'is it in the', top: 1 }).compounds, []);
	assert.deepEqual(route({ text: 'HttpClient', top: 1 }).compounds, []);
});
