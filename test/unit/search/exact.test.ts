/** Words as they were typed. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { anyCaseTerms, terms } from '../../../server/src/domain/terms.ts';
import type { Asked } from '../../../server/src/search/bounds.ts';
import { factsOf } from '../../../server/src/search/catalogue.ts';
import { exactTest, withExactWords } from '../../../server/src/search/exact.ts';
import type { Candidate } from '../../../server/src/search/retrieve.ts';

test('whole words, any white space, case only where it was typed', () => {
	const cases: readonly (readonly [phrase: string, text: string, stands: boolean])[] = [
		['retry', 'we Retry now', true],
		['retry', 'retryWithBackoff', false],
		['retry', 'retry_policy', false],
		['Retry', 'retry', false],
		['back off', 'back\n\t off', true],
		['back off', 'back-off', false],
		['=> x', 'a => x', true],
		['f(x)', 'if(x)', false],
		['f(x)', '!f(x)y', true],
		['a.b', 'aXb', false],
		['$el', 'my $el.x', true],
		['über', 'Über uns', true],
		['検索', '全文検索機能', true],
		['[a-z]+', '/[a-z]+/', true],
	];
	for (const [phrase, text, stands] of cases) {
		assert.equal(exactTest({ has: [phrase], lacks: [] })(text), stands, `${phrase} in ${text}`);
		assert.equal(exactTest({ has: [], lacks: [phrase] })(text), !stands, `no ${phrase} in ${text}`);
	}
});

test('the index has the terms of every text that has the words', () => {
	const texts = [
		'HttpClient',
		'httpclient',
		'HTTPClient_retries v2',
		'retries',
		'Retrying the requests',
		'getURLs',
		'検索機能 foo',
		'_x$y',
		'漢',
	];
	for (const text of texts) {
		const known = new Set(terms(text));
		for (const typed of [text, text.toLowerCase(), text.toUpperCase()]) {
			for (const group of anyCaseTerms(typed)) {
				assert.ok(
					group.some((term) => known.has(term)),
					`${typed}: ${group} of ${[...known]}`,
				);
			}
		}
	}
	assert.deepEqual(anyCaseTerms(`=> ${'x'.repeat(65)} 漢`), []);
});

test('candidates without the words make room for others, a few times', () => {
	const candidate = (id: number): Candidate => ({
		chunk: {
			...{ id, file: id, path: `${id}`, kind: 'code', skill: 'code', startLine: 1, endLine: 1 },
			symbol: '',
			signature: '',
			doc: '',
			names: [],
			hash: '',
		},
		file: factsOf({ id, path: `${id}`, hash: '' }),
		legs: new Map(),
	});
	/** A leg that brings ten at a time; of every ten chunks the last has the word. */
	const ask = (top: number, last: number) => {
		const asked: Asked = { question: { text: 'x', top }, filter: {}, exact: { has: ['word'], lacks: [] }, filters: [], notes: [] };
		const all = Array.from({ length: last }, (_, i) => i + 1);
		return withExactWords(
			asked,
			({ except = [] }) => ({
				candidates: all
					.filter((id) => !except.includes(id))
					.slice(0, 10)
					.map(candidate),
				idf: new Map(),
				chunks: last,
			}),
			({ id }) => (id % 10 === 0 ? 'a word' : 'other'),
		);
	};
	const ids = (found: ReturnType<typeof ask>) => found.candidates.map(({ chunk }) => chunk.id);
	assert.deepEqual([ids(ask(1, 10)), ask(1, 10).note], [[10], undefined]);
	assert.deepEqual([ids(ask(2, 20)), ask(2, 20).note], [[10, 20], undefined]);
	assert.match(ask(9, 1_000).note ?? '', /only the likeliest/);
});
