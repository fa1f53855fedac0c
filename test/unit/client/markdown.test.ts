/** Hits as Markdown: links that work, code that stays code. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { answerAsMarkdown, hitAsMarkdown } from '../../../client/src/markdown.ts';
import { answer, hit } from './samples.ts';

test('a hit is a link to its line, its declaration and its evidence', () => {
	assert.equal(
		hitAsMarkdown(hit),
		'- [retryWithBackoff](src/http/retry.ts#L12): `export async function retryWithBackoff(request)` (code · words)',
	);
});

test('names and paths that would break the link do not', () => {
	const odd = { ...hit, symbol: '__init__[0]', path: 'a b/(x).py', preview: 'f`x`' };
	assert.equal(hitAsMarkdown(odd), '- [\\_\\_init\\_\\_\\[0\\]](a%20b/%28x%29.py#L12): `` f`x` `` (code · words)');
	assert.match(hitAsMarkdown({ ...hit, symbol: '', preview: '' }), /^- \[src\/http\/retry\.ts:12\]\(src\/http\/retry\.ts#L12\) \(/);
});

test('an answer has its question as heading and its notes at the end', () => {
	const text = answerAsMarkdown({ ...answer, notes: ['12 chunks have static vectors only'] });
	assert.match(text, /^## where are retries handled\n\n- \[/);
	assert.match(text, /\n> 12 chunks have static vectors only\n$/);
});
