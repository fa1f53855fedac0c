/** Messages to the language server: every request is answered, whatever is in it, and nothing from outside the workspace is told. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import {
	createProtocolConnection,
	type ProtocolConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import * as messages from '../../../server/protocol/messages.ts';
import { fakeModel } from '../../support/fakeModel.ts';
import { startInProcess } from '../../support/lspHarness.ts';
import { shakeHands } from '../../support/serve.ts';
import { drawn, Given, giving } from '../given.ts';
import { holds, soon, type Target } from '../target.ts';
import { fuzzedWorkspace, secret } from './workspace.ts';

type Case = { readonly method: string; readonly params: unknown; readonly notify: boolean };

const program = join(import.meta.dirname, '..', '..', '..', 'server', 'src', 'cli.ts');
/** Milliseconds that an answer may take. */
const patience = 60_000;
const ours = Object.values(messages).flatMap((value) => (typeof value === 'object' && 'method' in value ? [String(value.method)] : []));
const standard = [
	...['textDocument/hover', 'textDocument/codeLens', 'textDocument/codeAction', 'workspace/executeCommand', 'codeLens/resolve'],
	...['textDocument/didOpen', 'textDocument/didChange', 'textDocument/didClose', 'textDocument/didSave', 'workspace/didChangeWatchedFiles'],
	...['$/cancelRequest', '$/setTrace', 'initialize', 'window/workDoneProgress/cancel', 'no/suchMethod'],
];

export const lsp: Target = {
	name: 'lsp',
	batch: 40,
	replayed: 1,
	open: async () => {
		const { folder, root, paths } = fuzzedWorkspace();
		const child = spawn(process.execPath, [program, 'serve', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
		const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
		connection.onUnhandledNotification(() => undefined);
		connection.listen();
		const settings = { index: { skillVectors: 'onDemand' } };
		await shakeHands(connection, root, { storage: join(folder, 'storage'), settings });
		const isThere = (): boolean => child.exitCode === null && child.signalCode === null;
		const check = (one: Case): Promise<void> => answered(connection, isThere, one);
		return {
			property: holds(cases(root, paths), check),
			close: async () => {
				child.kill('SIGKILL');
				rmSync(folder, { recursive: true, force: true });
			},
		};
	},
	// the server in this process, over the same messages; the model is the tests' own
	guided: async () => {
		const { folder, root, paths } = fuzzedWorkspace();
		const after: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
		const { connection, until } = await startInProcess(
			{ after: (work) => void after.push(work as () => unknown) },
			{ roots: [root], model: fakeModel(), settings: { index: { skillVectors: 'onDemand' } }, storage: join(folder, 'storage') },
		);
		await until(({ folders }) => folders.every(({ state, files: count }) => state === 'ready' && count > 0));
		const all = cases(root, paths);
		const methods = [...ours, ...standard];
		const check = soon((one: Case) => answered(connection, () => true, one));
		return {
			seeds: methods.map((_, i) => giving(sampleOf(root), 0, i, i)),
			check: (bytes) => {
				const given = new Given(bytes);
				const [isDrawn, method, notify] = [given.number(1) === 1, given.one(methods), given.number(9) === 9];
				return check(isDrawn ? drawn(all, given.bytes()) : { method, params: asJson(given.text()), notify });
			},
			close: async () => {
				for (const work of after.toReversed()) {
					await work();
				}
			},
		};
	},
};

/** Parameters as they should be, with any of them missing or something else. */
function cases(root: string, path: fc.Arbitrary<string>): fc.Arbitrary<Case> {
	const uri = fc.oneof(
		path.map((inner) => pathToFileURL(join(root, inner)).href),
		fc.constantFrom(
			...['', 'file:', 'file:///', 'file:///%00', 'file://host/a.ts', 'untitled:a', 'https://example.org/a', 'file:///%2e%2e%2f', 'a b'],
		),
	);
	const text = fc.oneof(
		fc.constantFrom('retry queue', 'RetryQueue', 'kind:doc', 'path:**/*', '"', 'a'.repeat(5_000)),
		path,
		fc.string({ unit: 'binary' }),
	);
	const number = fc.oneof(fc.constantFrom(0, 1, 2, -1, 1e9, 0.5, Number.MAX_SAFE_INTEGER), fc.nat(10));
	const position = fc.record({ line: number, character: number });
	const any = fc.jsonValue({ maxDepth: 2 });
	const odd = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> => fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: any });
	const fields = {
		...{
			uri: odd(uri),
			query: odd(text),
			text: odd(text),
			region: odd(text),
			known: odd(text),
			path: odd(path),
			line: odd(number),
			limit: odd(number),
		},
		...{ position: odd(position), range: odd(fc.record({ start: position, end: position })), paused: odd(fc.boolean()), symbol: odd(text) },
		...{ textDocument: odd(fc.record({ uri, languageId: text, version: number, text })), context: odd(fc.constant({ diagnostics: [] })) },
		...{ target: odd(fc.record({ uri, symbol: text, line: number })), decision: odd(fc.constantFrom('confirmed', 'rejected', undefined)) },
		...{
			kinds: odd(fc.constant(['code'])),
			skills: odd(fc.constant(['text'])),
			root: odd(uri),
			definition: odd(fc.record({ uri, line: number })),
		},
		...{
			command: odd(fc.constantFrom('skilllens.decide', 'no.such')),
			arguments: odd(fc.array(any, { maxLength: 3 })),
			uris: odd(fc.array(uri, { maxLength: 3 })),
		},
		...{ contentChanges: odd(fc.array(fc.record({ text }), { maxLength: 2 })), id: odd(number), value: odd(text), data: odd(any) },
	};
	return fc.record({
		method: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ours) }, { weight: 1, arbitrary: fc.constantFrom(...standard) }),
		params: fc.oneof(
			{ weight: 8, arbitrary: fc.record(fields, { requiredKeys: ['uri', 'query', 'textDocument', 'position'] }) },
			{ weight: 1, arbitrary: any },
		),
		notify: fc.boolean(),
	});
}

/** What nearly every request can take. */
function sampleOf(root: string): string {
	const uri = pathToFileURL(join(root, 'src/queue.ts')).href;
	const position = { line: 1, character: 15 };
	return JSON.stringify({
		uri,
		query: 'retry kind:code',
		textDocument: { uri },
		position,
		range: { start: position, end: position },
		line: 1,
	});
}

/** Itself where it is no JSON. */
function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		assert.ok(error instanceof SyntaxError);
		return text;
	}
}

async function answered(connection: ProtocolConnection, isThere: () => boolean, { method, params, notify }: Case): Promise<void> {
	if (notify) {
		await connection.sendNotification(method, params);
	}
	const given = await inTime(
		connection.sendRequest(notify ? messages.statusRequest.method : method, notify ? undefined : params).then(JSON.stringify, String),
		method,
	);
	assert.ok(isThere(), 'the server is there');
	// any picture on the machine may be matched, by whoever names it
	const mayTell = method === messages.matchRequest.method || JSON.stringify(params ?? null).includes(secret);
	assert.ok(mayTell || !String(given).includes(secret), `it tells what stands outside the workspace: ${given}`);
	assert.doesNotMatch(String(given), /root:x:0/);
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${what} is not answered`)), patience);
	});
	return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
