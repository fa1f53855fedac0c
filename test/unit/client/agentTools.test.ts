/** The tools in the editor: what is asked of the server, what is told to the model, within which bounds. */
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import test from 'node:test';
import type { LanguageModelTool, LanguageModelToolResult } from 'vscode';
import { absolutePath } from '../../../client/src/agentPlaces.ts';
import type { Server } from '../../../client/src/languageClient.ts';
import { mcpArguments } from '../../../client/src/mcpArguments.ts';
import { defaultSettings } from '../../../server/protocol/settings.ts';
import { tools } from '../../../server/protocol/tools.ts';
import { fittingText, placeText } from '../../../server/protocol/toolText.ts';
import { answer, hit } from './samples.ts';
import { lm, workspace } from './vscode.ts';

const { registerAgentTools } = await import('../../../client/src/agentTools.ts');

type Asked = { readonly method: string; readonly params: unknown; readonly token: unknown };

/** Invokes a tool over a server that gives `reply`. */
async function invoke(name: string, input: object, { reply = answer as unknown, budget }: { reply?: unknown; budget?: number } = {}) {
	workspace.workspaceFolders = [{ name: 'w', uri: { fsPath: '/w' } }];
	const asked: Asked[] = [];
	const ask = async ({ method }: { method: string }, params: unknown, token: unknown) => {
		asked.push({ method, params, token });
		return reply;
	};
	registerAgentTools({ ask } as unknown as Server).dispose();
	const tool = lm.registered.get(name) as LanguageModelTool<object>;
	const token = { isCancellationRequested: false } as Parameters<typeof tool.invoke>[1];
	const tokenizationOptions =
		budget === undefined ? {} : { tokenizationOptions: { tokenBudget: budget, countTokens: async (text: string) => text.length } };
	const result = (await tool.invoke({ input, toolInvocationToken: undefined, ...tokenizationOptions }, token)) as LanguageModelToolResult;
	const text = result.content.map((part) => (part as { value: string }).value).join('\n');
	return { text, asked: asked.map(({ method, params }) => ({ method, params })), passedToken: asked.every((call) => call.token === token) };
}

test('a search asks the server and tells places with absolute paths', async () => {
	const input = { query: 'where are retries handled', top: 3, kinds: ['code'], root: 'src' };
	const { text, asked, passedToken } = await invoke(tools.search.name, input, {
		reply: { ...answer, notes: ['12 files are not indexed yet.'] },
	});
	const params = { query: input.query, limit: 3, kinds: ['code'], root: 'file:///w/src' };
	assert.deepEqual(asked, [{ method: 'skilllens/search', params }]);
	assert.ok(passedToken, 'cancelling the call cancels the request');
	assert.equal(
		text,
		[
			' 1  /w/src/http/retry.ts:12-47  retryWithBackoff  words, file, code',
			'    export async function retryWithBackoff(request)',
			'Note: 12 files are not indexed yet.',
		].join('\n'),
	);
	assert.equal((await invoke(tools.search.name, { query: 'x' }, { reply: { ...answer, results: [] } })).text, 'Nothing found.');
});

test('a picture is matched, and its labels that name code are told with lines as people count', async () => {
	const link = { uri: 'file:///w/src/queue.ts', path: 'src/queue.ts', symbol: 'RetryQueue', line: 4, state: 'suggested', because: '' };
	const regions = [
		{ text: 'Retry\nqueue', links: [link] },
		{ text: 'Customer', links: [{ ...link, state: 'rejected' }] },
	];
	const { text, asked } = await invoke(tools.match.name, { file: 'docs/flow.png' }, { reply: { ...answer, regions } });
	assert.deepEqual(asked, [{ method: 'skilllens/match', params: { uri: 'file:///w/docs/flow.png', limit: 10 } }]);
	assert.match(text, /^ 1 {2}\/w\/src\/http\/retry\.ts:12-47/);
	assert.match(text, /\nLabel “Retry queue”: probably RetryQueue \(src\/queue\.ts:5\)$/);
});

test('why asks for a line as the wire counts it', async () => {
	const input = { query: 'retries', file: '/w/a.ts', line: 12 };
	const { text, asked } = await invoke(tools.why.name, input, { reply: { text: 'a.ts stands\nat rank 1.' } });
	assert.deepEqual(asked, [{ method: 'skilllens/why', params: { query: 'retries', uri: 'file:///w/a.ts', line: 11 } }]);
	assert.equal(text, 'a.ts stands\nat rank 1.');
});

test('an answer keeps within the budget of its caller, whole places only', async () => {
	const reply = { ...answer, results: Array.from({ length: 10 }, () => hit), notes: ['incomplete'] };
	const { text } = await invoke(tools.search.name, { query: 'x' }, { reply, budget: 500 });
	assert.ok(text.length <= 500, text);
	assert.match(text, /^ 1 {2}.*\n {4}export[^\n]*\n 2 {2}[\s\S]*\nNote: \d more left off for want of room\.\nNote: incomplete$/);
});

test('a place outside the open folders is refused with what to do', async () => {
	await assert.rejects(
		invoke(tools.why.name, { query: 'x', file: '/elsewhere/a.ts' }),
		/none of the open folders\. Name a place inside \/w/,
	);
});

test('paths as models write them', () => {
	const [one, two] = [
		{ name: 'shop', root: resolve('/w/shop') },
		{ name: 'docs', root: resolve('/w/docs') },
	];
	assert.equal(absolutePath('src/a.ts', [one]), join(one.root, 'src', 'a.ts'));
	assert.equal(absolutePath('docs/a.md', [one, two]), join(two.root, 'a.md'));
	assert.equal(absolutePath(resolve('/x/y.ts'), []), resolve('/x/y.ts'));
	assert.throws(() => absolutePath('src/a.ts', [one, two]), /begin with the name of a folder: shop, docs\./);
	assert.throws(() => absolutePath('src/a.ts', []), /No folder is open/);
});

test('the text of a place has bounds of its own', async () => {
	assert.ok(placeText({ where: 'a.md:1-2', symbol: 's'.repeat(5_000), signals: [], preview: '' }, 1).length < 200);
	assert.equal(await fittingText(['a', 'b'], ['note'], () => false), '2 more left off for want of room.\nNote: note');
});

test('the MCP server is started on the index and the settings of the language server', () => {
	const settings = { ...defaultSettings, 'model.folder': '/m=1', 'trace.rowSkills': false };
	assert.deepEqual(mcpArguments({ folder: '/w', storage: '/s', settings }), [
		...['--workspace', '/w', '--setting', 'index.skillVectors=onDemand', '--setting', 'model.folder=/m=1'],
		...['--setting', 'trace.rowSkills=false', 'mcp', '--storage', '/s'],
	]);
});
