/** `skilllens mcp` as built, under the official client: both generations of the protocol, answers, errors, progress, cancellation, the end. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type TestContext } from 'node:test';
import { type CallToolResult, Client, type Progress } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { build } from 'esbuild';
import { tools } from '../../server/protocol/tools.ts';
import { skilllens } from '../support/cli.ts';
import { boxesSvg } from '../support/pictures.ts';
import { tempFolder } from '../support/tempFolder.ts';

const root = join(import.meta.dirname, '..', '..');
const program = join(root, 'dist', 'skilllens.mjs');
const [search, match, why, explain] = [tools.search.name, tools.match.name, tools.why.name, tools.explain.name];
const shop = {
	'src/http/retry.ts':
		'/** Tries a request again with exponential back-off. */\nexport async function retryWithBackoff(request: () => Promise<void>, attempts = 5) {\n\tfor (let i = 0; i < attempts; i++) {\n\t\tawait request();\n\t}\n}\n',
	'src/prices.ts':
		'/** Adds up what is in the basket. */\nexport function sumPrices(items: number[]) {\n\treturn items.reduce((a, b) => a + b, 0);\n}\n',
	'docs/http.md': '# HTTP client\n\n## Retries\n\nFailed requests are tried again up to five times.\n',
	'.env': 'SECRET=1\n',
};

type Served = {
	readonly client: Client;
	readonly folder: ReturnType<typeof tempFolder>;
	call(name: string, args: Record<string, unknown>, options?: Parameters<Client['callTool']>[1]): Promise<CallToolResult>;
};

async function serve(t: TestContext, files: Readonly<Record<string, string>> = shop, mode: 'legacy' | 'auto' = 'legacy'): Promise<Served> {
	const [folder, storage] = [tempFolder(t, files), tempFolder(t).path];
	const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
	const transport = new StdioClientTransport({
		command: process.execPath,
		args: [program, '--workspace', folder.path, '--setting', 'index.skillVectors=onDemand', 'mcp', '--storage', storage],
		stderr: 'inherit',
	});
	t.after(() => client.close());
	await client.connect(transport);
	const call: Served['call'] = async (name, args, options) => (await client.callTool({ name, arguments: args }, options)) as CallToolResult;
	return { client, folder, call };
}

function textOf({ content }: CallToolResult): string {
	return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

for (const [mode, version] of [
	['legacy', /^2025-/],
	['auto', /^2026-/],
] as const) {
	test(`a question finds the place, in protocol ${version.source}`, async (t) => {
		const { client, call } = await serve(t, shop, mode);
		assert.match(client.getNegotiatedProtocolVersion() ?? '', version);
		const listed = (await client.listTools()).tools;
		assert.deepEqual(
			listed.map(({ name, inputSchema }) => ({ name, inputSchema })),
			Object.values(tools).map(({ name, inputSchema }) => JSON.parse(JSON.stringify({ name, inputSchema }))),
		);
		assert.ok(listed.every(({ outputSchema, annotations }) => outputSchema !== undefined && annotations?.readOnlyHint === true));
		const progress: Progress[] = [];
		const answer = await call(search, { query: 'where are retries handled', top: 2 }, { onprogress: (step) => progress.push(step) });
		assert.match(textOf(answer), /^ 1 {2}src\/http\/retry\.ts:1-6 {2}retryWithBackoff {2}.*words/);
		// the client has checked it against the declared schema
		const { results, device } = answer.structuredContent as { results: { path: string; startLine: number }[]; device: string };
		assert.deepEqual([results.length, results[0]?.path, results[0]?.startLine, device], [2, 'src/http/retry.ts', 1, 'cpu']);
		assert.ok(progress.length > 0 && progress.every(({ total }) => total === 3), JSON.stringify(progress));
	});
}

test('a symbol is explained by the name on its line, and nothing is said where nothing is certain', async (t) => {
	const { call } = await serve(t, {
		...shop,
		'src/use.ts': "import { retryWithBackoff } from './http/retry.ts';\n\nretryWithBackoff(ask);\n",
	});
	const known = await call(explain, { file: 'src/use.ts', line: 3, symbol: 'retryWithBackoff' });
	assert.match(textOf(known), /^src\/http\/retry\.ts:2 {2}retryWithBackoff {2}function\n {4}Tries a request again/);
	const { explanation } = known.structuredContent as { explanation: { definition: object } };
	assert.deepEqual(explanation.definition, { path: 'src/http/retry.ts', line: 2, symbol: 'retryWithBackoff' });
	const unknown = await call(explain, { file: 'src/use.ts', line: 3, symbol: 'ask' });
	assert.match(textOf(unknown), /nothing solid/);
	assert.equal('explanation' in (unknown.structuredContent as object), false);
});

test('a picture gives the code behind it and the labels that name code; one from elsewhere is refused', async (t) => {
	const { call, folder } = await serve(t, { ...shop, 'docs/flow.svg': boxesSvg(['retryWithBackoff', 'Customer']) });
	const answer = await call(match, { file: 'docs/flow.svg' });
	const { results, labels, kind } = answer.structuredContent as { results: { path: string }[]; labels: string[]; kind: string };
	assert.deepEqual([kind, results[0]?.path], ['diagram', 'src/http/retry.ts']);
	assert.deepEqual(labels, ['Label “retryWithBackoff”: probably retryWithBackoff (src/http/retry.ts:2)']);
	assert.ok(textOf(answer).includes(labels[0] ?? '?'));
	const broken = await call(match, { file: 'docs/http.md' });
	assert.match(textOf(broken), /no picture that can be read/);
	symlinkSync(join(tempFolder(t, { 'x.svg': boxesSvg(['A']) }).path, 'x.svg'), join(folder.path, 'out.svg'));
	for (const file of ['/elsewhere/x.png', 'out.svg']) {
		const refused = await call(match, { file });
		assert.equal(refused.isError, true);
		assert.match(textOf(refused), /is not inside the workspace|leads out of the workspace/);
	}
});

test('kinds and root narrow a search, and a file written since is found by the next', async (t) => {
	const { call, folder } = await serve(t);
	const paths = async (args: Record<string, unknown>) => {
		const { structuredContent } = await call(search, { query: 'retries of failed requests', ...args });
		return (structuredContent as { results: { path: string }[] }).results.map(({ path }) => path);
	};
	assert.deepEqual(await paths({ kinds: ['doc'] }), ['docs/http.md']);
	assert.deepEqual(await paths({ root: join(folder.path, 'src', 'http') }), ['src/http/retry.ts']);
	folder.write('src/http/late.ts', '/** Retries of failed requests, counted. */\nexport const failedRequestRetries = 3;\n');
	assert.ok((await paths({ root: 'src' })).includes('src/http/late.ts'));
});

test('why tells the rank of a place, or what keeps it out', async (t) => {
	const { call } = await serve(t);
	const found = await call(why, { query: 'where are retries handled', file: 'src/http/retry.ts', line: 2 });
	assert.match(textOf(found), /stands at rank 1 of \d+ candidates/);
	assert.equal((found.structuredContent as { rank?: number }).rank, 1);
	const secret = await call(why, { query: 'secret', file: '.env' });
	assert.match(textOf(secret), /not in the index \(secret\)/);
	assert.equal((secret.structuredContent as { indexed?: boolean }).indexed, false);
});

test('wrong input is an error of the tool that says what to give', async (t) => {
	const { call } = await serve(t);
	for (const [name, input, expected] of [
		[search, {}, /'query'.* The arguments are query \(required\), kinds, root, top\./],
		[search, { query: 'x', limit: 3 }, /additional properties.* The arguments are/],
		[search, { query: 'x', top: 500 }, /top must be <= 50/],
		[search, { query: 'x', kinds: ['song'] }, /kinds/],
		[search, { query: 'x', root: 'nowhere' }, /There is no folder nowhere .* Name a folder that is there/],
		[why, { query: 'x', file: '../../etc/passwd' }, /is not inside the workspace .* Name a place inside it/],
	] as const) {
		const answer = await call(name, input);
		assert.equal(answer.isError, true, JSON.stringify(input));
		assert.match(textOf(answer), expected);
	}
	assert.equal((await call(search, { query: 'basket prices' })).isError, undefined);
});

test('an answer has bounds', async (t) => {
	const heading = 'retries '.repeat(2_000);
	const many = Array.from({ length: 60 }, (_, i) => [`docs/${'d'.repeat(200)}/retries${i}.md`, `# ${heading}\n\nRetries, part ${i}.\n`]);
	const { call } = await serve(t, Object.fromEntries(many));
	const answer = await call(search, { query: 'retries', top: 50 });
	const { results, notes } = answer.structuredContent as { results: unknown[]; notes: string[] };
	assert.ok(JSON.stringify(results).length <= 30_100, 'what clients show the model is the object');
	assert.ok(textOf(answer).length <= 30_000);
	assert.ok(notes.includes(`${50 - results.length} more left off for want of room.`));
	assert.match(textOf(answer), /^Note: \d+ more left off for want of room\.$/m);
});

test('a call that is cancelled ends at once, and the next is answered', async (t) => {
	const many = Array.from({ length: 2_000 }, (_, i) => [`src/part${i}.ts`, `export function part${i}() {\n\treturn ${i};\n}\n`]);
	const { call } = await serve(t, Object.fromEntries(many));
	const cancel = new AbortController();
	const asked = call(search, { query: 'zzz' }, { signal: cancel.signal, onprogress: () => cancel.abort(new Error('no longer wanted')) });
	await assert.rejects(asked, /no longer wanted/);
	const answer = await call(search, { query: 'part1999' });
	assert.match(textOf(answer), /src\/part1999\.ts/);
});

test('only the protocol is on standard output, and the process ends by itself when its input closes', async (t) => {
	const [folder, storage] = [tempFolder(t, shop), tempFolder(t).path];
	const child = spawn(process.execPath, [program, '-w', folder.path, '-v', 'mcp', '--storage', storage], {
		stdio: ['pipe', 'pipe', 'ignore'],
	});
	t.after(() => child.kill());
	const ended = once(child, 'exit');
	const tell = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
	const clientInfo = { name: 'test', version: '1' };
	tell({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
	tell({ method: 'notifications/initialized' });
	const said: { jsonrpc: string; id?: number }[] = [];
	for await (const line of createInterface({ input: child.stdout })) {
		said.push(JSON.parse(line));
		if (said.at(-1)?.id === 1) {
			assert.deepEqual(readdirSync(storage), [], 'the index is opened by the first question');
			tell({ id: 2, method: 'tools/call', params: { name: search, arguments: { query: 'retries' } } });
		} else if (said.at(-1)?.id === 2) {
			child.stdin.end();
		}
	}
	assert.ok(said.every(({ jsonrpc }) => jsonrpc === '2.0'));
	assert.deepEqual(await ended, [0, null]);
});

test('a folder that is not there is said at once', async (t) => {
	const { status, stdout, stderr } = await skilllens(['-w', join(tempFolder(t).path, 'gone'), 'mcp'], { cache: tempFolder(t).path });
	assert.deepEqual([status, stdout], [1, '']);
	assert.match(stderr, /There is no folder .*gone\. Name an existing folder with --workspace\./);
});

test('nothing in the server for agents can reach a network', async () => {
	const { outputFiles, metafile } = await build({
		absWorkingDir: root,
		entryPoints: ['server/src/cli/mcp.ts'],
		bundle: true,
		platform: 'node',
		format: 'esm',
		write: false,
		metafile: true,
		outdir: 'nowhere',
		external: ['onnxruntime-node', '@parcel/watcher', 'web-tree-sitter'],
	});
	const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path.replace('node:', '')));
	assert.deepEqual(
		imported.filter((name) => /^(http|https|http2|net|tls|dns|dgram|undici)\b/.test(name)),
		[],
	);
	assert.doesNotMatch(outputFiles.map(({ text }) => text).join('\n'), /(?<![.\w])fetch\(|globalThis\.fetch|new (WebSocket|EventSource)\b/);
});
