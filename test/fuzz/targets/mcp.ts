/** What agents send to `skilllens mcp`: lines that are no messages are passed over, calls are answered, and the server is there for the next. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import fc from 'fast-check';
import { tools } from '../../../server/protocol/tools.ts';
import { silentLog } from '../../../server/src/base/log.ts';
import { agentServer } from '../../../server/src/cli/mcpTools.ts';
import { Session } from '../../../server/src/cli/session.ts';
import { drawn, Given, giving } from '../given.ts';
import { mutated } from '../mutate.ts';
import { holds, soon, type Target } from '../target.ts';
import { fuzzedWorkspace, secret } from './workspace.ts';

type Case = { readonly kind: 'call'; readonly name: string; readonly given: unknown } | { readonly kind: 'line'; readonly line: string };
type Answer = { readonly id?: unknown; readonly [name: string]: unknown };

const program = join(import.meta.dirname, '..', '..', '..', 'server', 'src', 'cli.ts');
const patience = 60_000;
const call = JSON.stringify({
	jsonrpc: '2.0',
	id: 'x',
	method: 'tools/call',
	params: { name: tools.search.name, arguments: { query: 'retry' } },
});

export const mcp: Target = {
	name: 'mcp',
	batch: 40,
	replayed: 1,
	open: async () => {
		const { folder, root, paths } = fuzzedWorkspace();
		const args = ['--workspace', root, '--setting', 'index.skillVectors=onDemand', 'mcp', '--storage', join(folder, 'storage')];
		const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
		child.stdin.on('error', () => undefined);
		const isThere = (): boolean => child.exitCode === null && child.signalCode === null;
		const check = await agent({ toServer: child.stdin, fromServer: child.stdout, isThere });
		return {
			property: holds(cases(paths), check),
			close: async () => {
				child.kill('SIGKILL');
				rmSync(folder, { recursive: true, force: true });
			},
		};
	},
	// the server in this process, without a model
	guided: async () => {
		const { folder, root, paths } = fuzzedWorkspace();
		const setting = ['index.skillVectors=onDemand', `model.folder=${join(folder, 'no-model')}`];
		const session = new Session({ workspace: root, storage: join(folder, 'storage'), setting, log: silentLog });
		const [toServer, fromServer] = [new PassThrough(), new PassThrough()];
		const serving = serveStdio(() => agentServer(session), {
			transport: new StdioServerTransport(toServer, fromServer),
			onerror: () => undefined,
		});
		const check = soon(await agent({ toServer, fromServer, isThere: () => true }));
		const all = cases(paths);
		return {
			seeds: [giving(call, 0), ...Array.from({ length: 40 }, (_, i) => giving(Buffer.alloc(200, i * 6 + 1), 1))],
			check: (bytes) => {
				const given = new Given(bytes);
				return check(given.number(1) === 1 ? drawn(all, given.bytes()) : { kind: 'line', line: given.text().replaceAll('\n', ' ') });
			},
			close: async () => {
				await serving.close();
				session.dispose();
				rmSync(folder, { recursive: true, force: true });
			},
		};
	},
};

type Connection = { readonly toServer: Writable; readonly fromServer: Readable; readonly isThere: () => boolean };

/** Speaks to a server as an agent does, and holds what is answered against what may be. */
async function agent({ toServer, fromServer, isThere }: Connection): Promise<(one: Case) => Promise<void>> {
	const waiting = new Map<unknown, (answer: Answer) => void>();
	let rest = '';
	// not by readline, for which U+2028 ends a line, too
	fromServer.setEncoding('utf8').on('data', (some: string) => {
		const lines = (rest + some).split('\n');
		rest = lines.pop() ?? '';
		for (const answer of lines.map((line) => JSON.parse(line) as Answer)) {
			waiting.get(answer.id)?.(answer);
			waiting.delete(answer.id);
		}
	});
	let last = 0;
	const ask = (method: string, params: unknown): Promise<Answer> =>
		new Promise((resolve, reject) => {
			const id = ++last;
			const timer = setTimeout(() => reject(new Error(`${method} is not answered`)), patience);
			waiting.set(id, (answer) => {
				clearTimeout(timer);
				resolve(answer);
			});
			toServer.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
		});
	await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'fuzz', version: '1' } });
	toServer.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
	return async (one) => {
		if (one.kind === 'line') {
			toServer.write(`${one.line}\n`);
		}
		const answer = JSON.stringify(
			await (one.kind === 'line' ? ask('tools/list', {}) : ask('tools/call', { name: one.name, arguments: one.given })),
		);
		assert.ok(isThere(), 'the server is there');
		assert.ok(!answer.includes(secret), `it tells what stands outside the workspace: ${answer}`);
		assert.doesNotMatch(answer, /root:x:0|Something went wrong/);
	};
}

function cases(paths: fc.Arbitrary<string>): fc.Arbitrary<Case> {
	const any = fc.jsonValue({ maxDepth: 2 });
	const odd = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> => fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: any });
	const text = fc.oneof(fc.constantFrom('retry queue', 'RetryQueue', 'path:**/a'), fc.string({ unit: 'binary' }));
	const given = fc.record(
		{
			query: odd(text),
			file: odd(paths),
			root: odd(paths),
			line: odd(fc.integer()),
			top: odd(fc.integer()),
			kinds: odd(fc.constant(['doc'])),
			symbol: odd(text),
		},
		{ requiredKeys: [] },
	);
	return fc.oneof(
		{
			weight: 4,
			arbitrary: fc.record({
				kind: fc.constant('call' as const),
				name: fc.constantFrom(...Object.values(tools).map(({ name }) => name), 'none'),
				given,
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({ kind: fc.constant('line' as const), line: mutated([call], 3).map((line) => line.replaceAll('\n', ' ')) }),
		},
	);
}
