/** Hits as Markdown: links that work, code that stays code. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { inert } from '../../../client/src/format.ts';
import { answerAsMarkdown, hitAsMarkdown } from '../../../client/src/markdown.ts';
import './vscode.ts';
import { answer, hit } from './samples.ts';

const { traceMarkdown, traceTexts } = await import('../../../client/src/traceText.ts');
const { page } = await import('../../../client/src/views/webviewPage.ts');

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

const trace = {
	answer: { ...answer, results: [{ ...hit, rules: [{ rule: 'the name | of the file says it', effect: '+0.31' }] }] },
	form: 'words' as const,
	words: ['retries', 'handled'],
	candidates: 80,
	skills: [
		{ skill: 'text' as const, state: 'activated' as const },
		{ skill: 'code' as const, state: 'notNeeded' as const },
	],
	shares: [
		{ signal: 'code', share: 0.6 },
		{ signal: 'words', share: 0.4 },
	],
	hits: [{ fusedRank: 3, parts: [], passage: { start: { line: 17, character: 0 }, end: { line: 22, character: 0 } } }],
};

test('a trace as Markdown: skills, what decided, and each hit with its ranks, rules and passage', () => {
	const text = traceMarkdown(trace);
	assert.match(text, /^## “where are retries handled”\n\ntext activated/);
	assert.match(text, /\| text \| activated \| 10\.6 M \| 0\.30 \| 4 ms \| cpu \|\n\| code \| not needed \|/);
	assert.match(text, /What decided the order: code 60 %, words 40 %/);
	assert.match(text, /\| rank \| words \| file \| code \| before rules \| place \| rules and words \|/);
	assert.match(
		text,
		/\| 1 \| 2 \| 1 \| 1 \| 3 \| retryWithBackoff \(src\/http\/retry\.ts:12\) \| \+0\.31 the name \\\| of the file says it; words: retry; lines 18 to 22 \|/,
	);
});

test('a leg that did not find a hit has a dash', () => {
	const other = { ...hit, signals: [{ name: 'static', rank: 4 }] };
	const [, second] = traceTexts({ ...trace, answer: { ...answer, results: [hit, other] }, hits: [...trace.hits, ...trace.hits] }).hits;
	assert.deepEqual(second?.cells, ['2', '–', '–', '4', '–', '3']);
});

test('text of the workspace in messages and rows is text: no links, no icons, no signs that turn it', () => {
	assert.equal(
		inert('No picture shows [run](command:workbench.action.quit) $(zap)\u202e\n.'),
		'No picture shows [run] (command:workbench.action.quit) \\$(zap) .',
	);
});

test('every page of a web view runs its own script only', () => {
	const webview = { cspSource: 'vscode-webview://own', asWebviewUri: (uri: unknown) => uri };
	const views = readdirSync('client/src/views').map((name) => readFileSync(`client/src/views/${name}`, 'utf8'));
	assert.equal(views.filter((source) => /webview\.html\s*=(?! page\()/.test(source)).length, 0, 'every page is made in one place');
	for (const script of ['diagram', 'trace', 'clipboard']) {
		const html = page(webview as never, {} as never, { script, state: { uri: '"><script>alert(1)</script>&' } });
		const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
		assert.match(
			policy,
			/^default-src 'none'; img-src vscode-webview:\/\/own; style-src vscode-webview:\/\/own; script-src 'nonce-[\w-]{36}'$/,
		);
		assert.deepEqual([...html.matchAll(/<script\b[^>]*>/g)].length, 1);
		assert.match(html, /<script nonce="[\w-]{36}" src="[^"]+"><\/script>/);
		assert.doesNotMatch(html, /\son\w+=|javascript:|<script[^>]*>[^<]/);
		assert.match(html, /data-state="{&quot;uri&quot;:&quot;\\&quot;>&lt;script>alert\(1\)&lt;\/script>&amp;&quot;}"/);
	}
});
