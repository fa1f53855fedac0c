/** Links through the protocol: regions and what they show, decisions, lenses, hovers, and drift with its quick fixes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import {
	CodeActionRequest,
	CodeLensRequest,
	type Command,
	type Diagnostic,
	DidSaveTextDocumentNotification,
	ExecuteCommandRequest,
	HoverRequest,
	LSPErrorCodes,
	PublishDiagnosticsNotification,
} from 'vscode-languageserver-protocol';
import {
	decideRequest,
	diagramRequest,
	explainRequest,
	linksChangedNotification,
	picturesRequest,
	shownInRequest,
} from '../../server/protocol/messages.ts';
import { fakeModel } from '../support/fakeModel.ts';
import { startInProcess } from '../support/lspHarness.ts';
import { boxesSvg } from '../support/pictures.ts';
import { tempFolder } from '../support/tempFolder.ts';

const files = {
	'src/queue.ts': 'export class RetryQueue {\n\tput(job: string) {\n\t\treturn job;\n\t}\n}\n',
	'src/use.ts': "import { RetryQueue } from './queue.ts';\n\nexport const queue = new RetryQueue();\n",
	'docs/flow.md': '# Flow\n\n![flow](img/flow.svg)\n',
	'docs/img/flow.svg': boxesSvg(['Retry queue', 'Customer']),
};

async function start(t: Parameters<typeof tempFolder>[0]) {
	const folder = tempFolder(t, files);
	const uriOf = (path: string): string => pathToFileURL(join(folder.path, path)).href;
	const harness = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	const { connection } = harness;
	const diagnostics = new Map<string, Diagnostic[]>();
	const changes: (() => void)[] = [];
	connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics: own }) => void diagnostics.set(uri, own));
	connection.onNotification(linksChangedNotification, () => changes.splice(0).forEach((tell) => void tell()));
	await harness.ready();
	/** Until `look` gives something, asked anew whenever the server says that something changed. */
	const until = async <T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
		for (;;) {
			const found = await look();
			if (found !== undefined) {
				return found;
			}
			await Promise.race([new Promise<void>((resolve) => changes.push(resolve)), new Promise((resolve) => setTimeout(resolve, 50))]);
		}
	};
	const picture = uriOf('docs/img/flow.svg');
	await until(async () => (await connection.sendRequest(picturesRequest)).pictures[0]);
	const save = (path: string, text: string) => {
		folder.write(path, text);
		return connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: uriOf(path) } });
	};
	return { folder, uriOf, connection, diagnostics, until, picture, save };
}

const start0 = { line: 0, character: 0 };

test('regions of a diagram, a decision, and who is told of it', async (t) => {
	const { connection, picture, uriOf, folder } = await start(t);
	const queue = { uri: uriOf('src/queue.ts'), symbol: 'RetryQueue' };
	const { regions, kind } = await connection.sendRequest(diagramRequest, { uri: picture });
	assert.equal(kind, 'diagram');
	assert.deepEqual(
		regions.map(({ text, links }) => [text, links.map(({ symbol, line, state }) => [symbol, line, state])]),
		[
			['', []],
			['Retry queue', [['RetryQueue', 0, 'suggested']]],
			['Customer', []],
		],
	);
	const lens = async () =>
		(await connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: queue.uri } }))?.map(({ range, command }) => [
			range.start.line,
			command?.title,
		]);
	assert.deepEqual(await lens(), [[0, 'probably shown in flow.svg']]);
	assert.deepEqual(
		await connection.sendRequest(decideRequest, { uri: picture, region: 'Retry queue', target: queue, decision: 'confirmed' }),
		{ symbol: 'RetryQueue' },
	);
	assert.deepEqual(await lens(), [[0, 'shown in flow.svg']]);
	assert.match(readFileSync(join(folder.path, '.skilllens/links.json'), 'utf8'), /"symbol":"RetryQueue","decision":"confirmed"/);
	const shown = await connection.sendRequest(shownInRequest, { uri: queue.uri, line: 1 });
	assert.deepEqual([shown.symbol, shown.pictures.length], ['RetryQueue.put', 0]);
	const { pictures } = await connection.sendRequest(shownInRequest, { uri: queue.uri, line: 0 });
	assert.deepEqual(
		pictures.map(({ picture: at, region, state }) => [at, region, state]),
		[['docs/img/flow.svg', 'Retry queue', 'confirmed']],
	);
	const use = { uri: uriOf('src/use.ts'), position: { line: 2, character: 27 } };
	const explained = await connection.sendRequest(explainRequest, use);
	assert.match(explained?.markdown ?? '', /Shown in \[flow\\\.svg\]\(file:.*\), “Retry queue”/, 'a confirmed picture is evidence enough');
	const hover = await connection.sendRequest(HoverRequest.type, { textDocument: { uri: use.uri }, position: use.position });
	assert.match(JSON.stringify(hover?.contents), /Shown in/);
	const again = { uri: picture, region: 'Retry queue', target: queue };
	assert.deepEqual(await connection.sendRequest(decideRequest, again), { symbol: 'RetryQueue', before: 'confirmed' });
	assert.deepEqual(await lens(), [[0, 'probably shown in flow.svg']]);
});

test('a diagram that is kept as text: its nodes with their lines, and what is drawn', async (t) => {
	const { connection, folder, uriOf } = await start(t);
	folder.write('docs/parts.md', '# Parts\n\n```mermaid\nflowchart LR\n  A[Retry queue] --> B[Customer]\n```\n');
	const { regions, source, width } = await connection.sendRequest(diagramRequest, { uri: uriOf('docs/parts.md') });
	assert.deepEqual(
		regions.map(({ text, line, links }) => [text, line, links.map(({ symbol, state }) => `${symbol} ${state}`)]),
		[
			['', undefined, []],
			['Retry queue', 4, ['RetryQueue suggested']],
			['Customer', 4, []],
		],
	);
	assert.deepEqual(
		[width, source],
		[
			0,
			[
				{ text: 'flowchart LR', line: 3 },
				{ text: '  A[Retry queue] --> B[Customer]', line: 4 },
			],
		],
	);
});

test('what drifted is told where the picture is shown, and fixed by linking or dismissing', async (t) => {
	const { connection, picture, uriOf, diagnostics, until, save, folder } = await start(t);
	const target = { uri: uriOf('src/queue.ts'), symbol: 'RetryQueue' };
	await connection.sendRequest(decideRequest, { uri: picture, region: 'Retry queue', target, decision: 'confirmed' });
	await save('src/queue.ts', 'export class RetryQueues {\n\tother() {\n\t\treturn 1;\n\t}\n}\n');
	const doc = uriOf('docs/flow.md');
	const [told] = await until(() => (diagnostics.get(doc)?.length ? diagnostics.get(doc) : undefined));
	assert.deepEqual([told?.range.start.line, told?.severity, told?.code], [2, 3, 'symbolGone']);
	assert.match(String(told?.message), /RetryQueue is gone from src\/queue\.ts/);
	const actions = async () =>
		((await connection.sendRequest(CodeActionRequest.type, {
			textDocument: { uri: doc },
			range: { start: { line: 2, character: 0 }, end: { line: 2, character: 4 } },
			context: { diagnostics: [] },
		})) ?? []) as { title: string; command: Command }[];
	const [link, dismiss] = await actions();
	assert.deepEqual([link?.title, dismiss?.title], ['Link “Retry queue” to RetryQueues (src/queue.ts:1)', 'Dismiss: forget this link']);
	const { command = '', arguments: given = [] } = link?.command ?? {};
	await connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: given });
	await until(() => (diagnostics.get(doc)?.length === 0 ? true : undefined));
	const text = readFileSync(join(folder.path, '.skilllens/links.json'), 'utf8');
	assert.equal(text.split('\n').filter((line) => line.includes('"picture"')).length, 1);
	assert.match(text, /"symbol":"RetryQueues","decision":"confirmed"/);
	folder.write('.skilllens/links.json', text.replace('RetryQueues', 'Nowhere').replace(/"symbolHash":"\w+"/, '"symbolHash":""'));
	const [byHand] = await until(() => (diagnostics.get(doc)?.length ? diagnostics.get(doc) : undefined));
	assert.match(String(byHand?.message), /Nowhere is gone/, 'the file is watched');
});

test('what cannot be linked is told with a remedy', async (t) => {
	const { connection, uriOf, picture } = await start(t);
	const other = tempFolder(t, { 'x.svg': boxesSvg(['A']) });
	const outside = pathToFileURL(join(other.path, 'x.svg')).href;
	const isTold = (message: RegExp) => ({ code: LSPErrorCodes.RequestFailed, message });
	await assert.rejects(connection.sendRequest(diagramRequest, { uri: outside }), isTold(/in none of the open folders\. Open the folder/));
	await assert.rejects(
		connection.sendRequest(diagramRequest, { uri: uriOf('gone.svg') }),
		isTold(/cannot be read: it is no longer there\. Choose/),
	);
	const target = { uri: outside, symbol: 'A' };
	await assert.rejects(
		connection.sendRequest(decideRequest, { uri: picture, region: 'x', target, decision: 'confirmed' }),
		isTold(/different folders\. Link code of the folder/),
	);
	assert.deepEqual(await connection.sendRequest(shownInRequest, { uri: outside }), { pictures: [], notes: [] });
	assert.equal(
		await connection
			.sendRequest(CodeActionRequest.type, {
				textDocument: { uri: picture },
				range: { start: start0, end: start0 },
				context: { diagnostics: [] },
			})
			.then((found) => found?.length),
		0,
	);
});
