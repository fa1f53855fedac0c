/** Typed filters and explicit ones, together. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { StoredChunk } from '../../../server/src/domain/chunk.ts';
import type { Query } from '../../../server/src/domain/query.ts';
import { bound } from '../../../server/src/search/bounds.ts';

const chunk = (id: number, startLine: number, endLine: number) => ({ id, startLine, endLine }) as StoredChunk;
const index = {
	languages: { named: (name: string) => name, present: () => ['go', 'rust'] },
	chunksOf: (path: string) => (path === 'a.ts' ? [chunk(1, 1, 9), chunk(2, 3, 5), chunk(3, 10, 12)] : []),
};
const set = (value: object) => Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
const filterOf = (query: Partial<Query>) => set(bound({ text: 'x', top: 1, ...query }, index).filter);

test('filters reach the index', () => {
	const cases: readonly (readonly [Partial<Query>, object])[] = [
		[{ text: 'x' }, {}],
		[
			{ text: 'x', root: 'src', kinds: ['doc'] },
			{ root: 'src', kinds: ['doc'] },
		],
		[{ text: 'x kind:code kind:doc' }, { kinds: ['code', 'doc'] }],
		[{ text: 'x -kind:code' }, { kinds: ['doc', 'picture'] }],
		[{ text: 'x kind:code', kinds: ['code', 'doc'] }, { kinds: ['code'] }],
		[{ text: 'x kind:code', kinds: ['doc'] }, { kinds: [] }],
		[
			{ text: 'x lang:go path:a -path:b path:c', root: 'r' },
			{ root: 'r', languages: ['go'], paths: ['a', 'c'], notPaths: ['b'] },
		],
		[{ text: 'x -lang:go' }, { languages: ['rust'] }],
		[{ text: 'x "HttpClient retries"' }, { having: [['httpclient'], ['retries', 'retri']] }],
		[{ text: 'x -HttpClient -retries' }, { lacking: [['http', 'client', 'httpclient'], ['retri']] }],
		[{ text: 'x -"y"' }, {}],
		[{ text: 'x kind:doc', verbatim: true }, {}],
		[{ text: 'x', refine: 'kind:doc' }, { kinds: ['doc'] }],
		[
			{
				among: [
					{ path: 'a.ts', startLine: 1, endLine: 9 },
					{ path: 'gone.ts', startLine: 1, endLine: 2 },
				],
			},
			{ among: [1] },
		],
		[{ except: [{ path: 'a.ts', startLine: 4, endLine: 4 }] }, { except: [1, 2] }],
		[{ among: [] }, { among: [] }],
	];
	for (const [query, expected] of cases) {
		assert.deepEqual(filterOf(query), expected, JSON.stringify(query));
	}
});

test('the question goes on without its filters, and further words with it', () => {
	const questionOf = (query: Partial<Query>) => bound({ text: 'x', top: 1, ...query }, index).question;
	assert.equal(questionOf({ text: 'a  b' }).text, 'a  b');
	assert.equal(questionOf({ text: 'a kind:doc  b' }).text, 'a b');
	assert.equal(questionOf({ text: 'f()\nkind:doc', verbatim: true, refine: 'lang:go later' }).text, 'f()\nkind:doc later');
	assert.deepEqual(questionOf({ text: 'a skill:code' }).skills, ['code']);
	assert.deepEqual(questionOf({ text: 'a -skill:code' }).skills, ['text']);
	assert.deepEqual(questionOf({ text: 'a skill:code', skills: ['text'] }).skills, []);
	assert.equal('skills' in questionOf({}), false);
});
