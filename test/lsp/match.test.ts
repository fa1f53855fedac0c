/** Pictures through the protocol: in the index by what they show and what is said of them, and matched with their code, stages told. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource, DidSaveTextDocumentNotification, LSPErrorCodes, WorkDoneProgress } from 'vscode-languageserver-protocol';
import { matchRequest, searchRequest, traceRequest } from '../../server/protocol/messages.ts';
import { fakeModel } from '../support/fakeModel.ts';
import { startInProcess } from '../support/lspHarness.ts';
import { boxesSvg, textPng } from '../support/pictures.ts';
import { tempFolder } from '../support/tempFolder.ts';

const retry = [
	'def retry_request(request, attempts):',
	'    for attempt in range(attempts):',
	'        pause_before(attempt)',
	'    return request()',
];
const files = {
	'src/retry.py': `import time\n\n\ndef unrelated(value):\n    return value\n\n\n${retry.join('\n')}\n`,
	'src/prices.py': 'def sum_prices(items):\n    return sum(items)\n',
	'docs/guide.md': '# Guide\n\n## Queues\n\nJobs that fail are put back.\n\n![The waiting room](img/queue.svg)\n',
	'docs/img/queue.svg': boxesSvg(['Dispatcher', 'Quarantine shelf']),
	'src/dispatch.py': 'class Dispatcher:\n    pass\n',
};
const uriOf = (folder: string, path: string): string => pathToFileURL(join(folder, path)).href;

test('search finds pictures by what is written in them and by what a document says of them', async (t) => {
	const folder = tempFolder(t, files);
	const { connection, ready, until } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const find = async (query: string) =>
		(await connection.sendRequest(searchRequest, { query, kinds: ['picture'] })).results.map(({ path }) => path);
	assert.deepEqual(await find('waiting room'), ['docs/img/queue.svg']);
	await until(() => true);
	for (let found: string[] = []; found.length === 0; found = await find('quarantine shelf')) {
		await until(({ folders }) => folders[0]?.state === 'ready');
	}
	folder.write('docs/guide.md', files['docs/guide.md'].replace('waiting room', 'antechamber'));
	await connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: uriOf(folder.path, 'docs/guide.md') } });
	for (let found: string[] = []; found.length === 0; found = await find('antechamber')) {
		await until(({ folders }) => folders[0]?.state === 'ready');
	}
	assert.deepEqual(await find('quarantine shelf'), ['docs/img/queue.svg']);
});

test('a screenshot of code lands on its function, and its stages are told', async (t) => {
	const folder = tempFolder(t, files);
	const shot = tempFolder(t, { 'shot.png': await textPng(retry, { ink: '#d4d4d4', ground: '#1e1e1e' }) });
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const stages: string[] = [];
	connection.onProgress(WorkDoneProgress.type, 'look', (value) => {
		stages.push(value.kind === 'report' ? (value.message ?? '') : value.kind);
	});
	const answer = await connection.sendRequest(matchRequest, { uri: uriOf(shot.path, 'shot.png'), workDoneToken: 'look' });
	const [first] = answer.results;
	assert.deepEqual([first?.path, first?.symbol, first?.range.start.line], ['src/retry.py', 'retry_request', 7]);
	assert.deepEqual(
		stages.map((stage) => stage.replace(/\d+/, 'n')),
		['begin', 'reading the picture', 'words read: n', 'boxes: n', 'comparing', 'end'],
	);
	assert.ok(first?.signals.some(({ name, evidence }) => name === 'lines' && /in order/.test(evidence)));
	assert.ok(first?.regions.every(({ width, height }) => width > 0 && height > 0) && first.regions.length > 0);
});

test('an image skill is told with what it cost, once for all folders; a text question does not need it', async (t) => {
	const [folder, other] = [tempFolder(t, files), tempFolder(t, { 'src/prices.py': files['src/prices.py'] })];
	const shot = tempFolder(t, { 'shot.png': await textPng(retry) });
	for (const [sees, skills, device, state] of [
		[() => 'retry a request', ['image'], 'fake', 'notNeeded'],
		[undefined, [], 'none', 'notInModel'],
	] as const) {
		const model = fakeModel(sees === undefined ? {} : { sees });
		const { connection, ready, stop } = await startInProcess(t, { roots: [folder.path, other.path], model });
		await ready();
		const answer = await connection.sendRequest(matchRequest, { uri: uriOf(shot.path, 'shot.png') });
		assert.deepEqual([answer.skills.map(({ skill }) => skill), answer.device, answer.totalParameters], [skills, device, 5000]);
		const trace = await connection.sendRequest(traceRequest, { query: 'sum the prices' });
		assert.equal(trace.skills.find(({ skill }) => skill === 'image')?.state, state);
		await stop();
	}
});

test('an image skill looks at the pictures of a folder by itself, behind everything else', { timeout: 60_000 }, async (t) => {
	const folder = tempFolder(t, files);
	const looked = Promise.withResolvers<void>();
	const sees = (): string => {
		looked.resolve();
		return 'retry a request';
	};
	const model = fakeModel({ sees });
	await startInProcess(t, { roots: [folder.path], model });
	await looked.promise;
	const pictures = model.seen.filter(({ texts }) => texts.some((text) => text.startsWith('picture:')));
	assert.deepEqual(
		pictures.map(({ lane }) => lane),
		['background'],
	);
});

test('a picture of the workspace is found with the section that shows it', async (t) => {
	const folder = tempFolder(t, files);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const { results, kind, regions } = await connection.sendRequest(matchRequest, { uri: uriOf(folder.path, 'docs/img/queue.svg') });
	assert.equal(kind, 'diagram');
	assert.deepEqual([results[0]?.path, results[0]?.kind], ['docs/guide.md', 'doc']);
	assert.deepEqual(
		regions.flatMap(({ links }) => links.map(({ symbol, path, line, state }) => [symbol, path, line, state])),
		[['Dispatcher', 'src/dispatch.py', 0, 'suggested']],
	);
	assert.match(results[0]?.signals.find(({ name }) => name === 'files')?.evidence ?? '', /shows it in line 7/);
});

test('what is no picture is told with a remedy, and a request can be cancelled', async (t) => {
	const folder = tempFolder(t, { ...files, 'broken.png': 'no picture' });
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	await assert.rejects(connection.sendRequest(matchRequest, { uri: uriOf(folder.path, 'broken.png') }), {
		code: LSPErrorCodes.RequestFailed,
		message: /no picture that can be read\. Choose a PNG/,
	});
	await assert.rejects(connection.sendRequest(matchRequest, { uri: uriOf(folder.path, 'gone.png') }), /cannot be opened \(ENOENT\)/);
	const source = new CancellationTokenSource();
	folder.write('shot.png', await textPng(retry));
	const asked = connection.sendRequest(matchRequest, { uri: uriOf(folder.path, 'shot.png') }, source.token);
	source.cancel();
	await assert.rejects(asked, { code: LSPErrorCodes.RequestCancelled });
});
