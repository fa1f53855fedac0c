/** What is offered while a filter is typed. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { complete } from '../../../server/src/search/complete.ts';

const files = [
	{ path: 'src/http/retry.ts', language: 'typescript' },
	{ path: 'src/http/client.ts', language: 'typescript' },
	{ path: 'src/store/a.py', language: 'python' },
	{ path: 'my docs/a.md', language: 'markdown' },
	{ path: 'README.md', language: 'markdown' },
	{ path: 'x.ts', language: 'typescript' },
];
const offered = (text: string) => complete(text, () => files).map(({ filter }) => filter);

test('values are offered while their filter is typed, most files first', () => {
	const cases: readonly (readonly [typed: string, offered: readonly string[]])[] = [
		['kind:', ['kind:code', 'kind:doc', 'kind:picture']],
		['retry kind:d', ['kind:doc']],
		['-kind:d', ['-kind:doc']],
		['kind:code,', ['kind:code,doc', 'kind:code,picture']],
		['lang:', ['lang:typescript', 'lang:markdown', 'lang:python']],
		['lang:T', ['lang:typescript']],
		['path:', ['path:src/', 'path:src/http/', 'path:src/store/', 'path:"my docs/"']],
		['path:ht', ['path:src/http/']],
		['path:src/', ['path:src/http/', 'path:src/store/']],
		['path:"my d', ['path:"my docs/"']],
		['skill:c', ['skill:code']],
	];
	for (const [typed, expected] of cases) {
		assert.deepEqual(offered(typed), expected, typed);
	}
});

test('nothing is offered where no filter is open', () => {
	for (const typed of [
		'',
		'kind',
		'retry',
		'kind:code',
		'kind:code ',
		'kind:c x',
		'foo:',
		'http://x',
		'lang:python',
		'xkind:',
		'kind:zzz',
		'"kind:',
	]) {
		assert.deepEqual(offered(typed), [], typed);
	}
});

test('taking one leaves the rest of the question and room for further words', () => {
	assert.deepEqual(
		complete('where is it lang:py', () => files),
		[{ filter: 'lang:python', query: 'where is it lang:python ', files: 1 }],
	);
});
