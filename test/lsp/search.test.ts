/** The server through its protocol: questions, evidence, cancellation, what is missing. */
import assert from 'node:assert/strict';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource, DidSaveTextDocumentNotification, LSPErrorCodes } from 'vscode-languageserver-protocol';
import {
	answerLogRequest,
	completeRequest,
	doctorRequest,
	eraseAnswerLogRequest,
	filesRequest,
	openedNotification,
	pauseRequest,
	reindexRequest,
	searchRequest,
	statusRequest,
	traceRequest,
	whyRequest,
} from '../../server/protocol/messages.ts';
import { fakeModel } from '../support/fakeModel.ts';
import { startInProcess } from '../support/lspHarness.ts';
import { tempFolder } from '../support/tempFolder.ts';

const shop = {
	'src/login.ts': '/** Shows the form for user name and password. */\nexport function drawLogin() {\n\treturn render(form);\n}\n',
	'src/prices.ts':
		'/** Adds up what is in the basket. */\nexport function sumPrices(items: number[]) {\n\treturn items.reduce((a, b) => a + b, 0);\n}\n',
	'docs/payments.md': '# Payments\n\nHow prices are summed.\n\n## Refunds\n\nMoney goes back within a week.\n',
	'.env': 'SECRET=1\n',
};

test('a question finds the code, with its evidence', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const answer = await connection.sendRequest(searchRequest, { query: 'form for user name and password', limit: 3 });
	const [first] = answer.results;
	assert.equal(first?.path, 'src/login.ts');
	assert.equal(first.symbol, 'drawLogin');
	assert.equal(first.uri, pathToFileURL(join(folder.path, 'src/login.ts')).href);
	assert.deepEqual(first.range, { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } });
	const signals = new Map(first.signals.map((signal) => [signal.name, signal]));
	assert.equal(signals.get('words')?.rank, 1);
	assert.equal(signals.get('code')?.rank, 1);
	assert.ok(answer.results.every((hit) => hit.signals.length > 0));
	assert.deepEqual(
		answer.skills.map(({ skill, parameters }) => [skill, parameters]),
		[['text', 1000]],
	);
	assert.equal(answer.totalParameters, 5000);
	assert.equal(answer.device, 'fake');
	assert.deepEqual(answer.notes, []);
});

test('a trace is the answer with how it came about', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const params = { query: 'form for user name and password', limit: 3 };
	const { answer, form, words, skills, shares, hits, candidates } = await connection.sendRequest(traceRequest, params);
	const plain = await connection.sendRequest(searchRequest, params);
	assert.deepEqual(
		answer.results.map(({ uri, score }) => [uri, score]),
		plain.results.map(({ uri, score }) => [uri, score]),
	);
	assert.deepEqual([form, hits.length, candidates >= hits.length], ['words', answer.results.length, true]);
	assert.ok(words.includes('password'));
	assert.deepEqual(
		skills.map(({ skill, state }) => [skill, state]),
		[
			['text', 'activated'],
			['code', 'notNeeded'],
			['image', 'notInModel'],
			['sound', 'notInModel'],
			['video', 'notInModel'],
		],
	);
	assert.ok(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 0.01, JSON.stringify(shares));
	const of = (path: string) => hits[answer.results.findIndex((hit) => hit.path === path)];
	assert.deepEqual(of('src/login.ts')?.passage, { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } });
	assert.ok(hits.some(({ parts }) => parts.some(({ signal, amount }) => signal === 'words' && amount === 1)));
	assert.deepEqual(
		hits.map(({ fusedRank }) => fusedRank).toSorted((x, y) => x - y),
		hits.map((_, i) => i + 1),
	);
});

test('kinds, skills and root bound the answer', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const ask = (more: object) => connection.sendRequest(searchRequest, { query: 'prices summed', ...more });
	assert.deepEqual([...new Set((await ask({ kinds: ['doc'] })).results.map((hit) => hit.kind))], ['doc']);
	assert.deepEqual(
		[...new Set((await ask({ root: pathToFileURL(join(folder.path, 'src')).href })).results.map((hit) => hit.path.split('/')[0]))],
		['src'],
	);
	assert.deepEqual((await ask({ skills: [] })).skills, []);
	assert.equal((await ask({ limit: 1 })).results.length, 1);
});

test('typed filters bound the answer and are told', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const ask = async (query: string, more: object = {}) => {
		const { results, filters, notes } = await connection.sendRequest(searchRequest, { query, ...more });
		return { paths: [...new Set(results.map(({ path }) => path))].sort(), filters: filters.map(({ text }) => text), notes };
	};
	assert.deepEqual(await ask('prices kind:doc'), { paths: ['docs/payments.md'], filters: ['kind:doc'], notes: [] });
	assert.deepEqual(await ask('prices', { refine: '"are summed"' }), { paths: ['docs/payments.md'], filters: ['"are summed"'], notes: [] });
	assert.deepEqual((await ask('prices kind:doc', { verbatim: true })).filters, []);
	assert.match((await ask('prices lang:klingon')).notes.join(), /lang can be markdown or typescript/);
});

test('an answer can be refined within itself, and the place asked from left out', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const first = await connection.sendRequest(searchRequest, { query: 'prices summed' });
	assert.ok(first.results.length > 1);
	const among = first.results.map(({ uri, range }) => ({ uri, range }));
	const refined = await connection.sendRequest(searchRequest, { query: 'prices summed', refine: 'kind:code', among });
	assert.deepEqual(
		refined.results.map(({ path }) => path),
		['src/prices.ts'],
	);
	const uri = pathToFileURL(join(folder.path, 'src/prices.ts')).href;
	const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
	const others = await connection.sendRequest(searchRequest, { query: 'prices summed', except: [{ uri, range }] });
	assert.ok(others.results.length > 0 && others.results.every(({ path }) => path !== 'src/prices.ts'));
});

test('a filtered question fills its answer, however deep its hits lie', async (t) => {
	const many = Array.from({ length: 300 }, (_, i): [string, string] => [
		`src/part${i}.ts`,
		`/** Handles the request. */\nexport function handleRequest${i}() {\n\treturn 'request ${i % 100 === 7 ? 'by hand' : 'hand by'}';\n}\n`,
	]);
	const folder = tempFolder(t, Object.fromEntries(many));
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const paths = async (query: string) =>
		(await connection.sendRequest(searchRequest, { query, limit: 10 })).results.map(({ path }) => path).sort();
	assert.deepEqual(await paths('handle request "by hand"'), ['src/part107.ts', 'src/part207.ts', 'src/part7.ts']);
	assert.equal((await paths('handle request -path:part1 -path:part2')).length, 10);
	assert.deepEqual(await paths('handle request path:part299.ts'), ['src/part299.ts']);
});

test('values are offered for the filter that is being typed', async (t) => {
	const folders = [tempFolder(t, shop), tempFolder(t, { 'src/a.ts': shop['src/login.ts'], 'b.py': 'x = 1\n' })];
	const { connection, ready } = await startInProcess(t, { roots: folders.map(({ path }) => path), model: fakeModel() });
	await ready();
	const { items } = await connection.sendRequest(completeRequest, { query: 'login lang:' });
	assert.deepEqual(items, [
		{ filter: 'lang:typescript', query: 'login lang:typescript ', files: 3 },
		{ filter: 'lang:markdown', query: 'login lang:markdown ', files: 1 },
		{ filter: 'lang:python', query: 'login lang:python ', files: 1 },
	]);
	const { notes } = await connection.sendRequest(searchRequest, { query: 'login lang:python' });
	assert.deepEqual(notes, []);
});

test('a cancelled question answers RequestCancelled', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel({ delayMs: 50 }) });
	await ready();
	const source = new CancellationTokenSource();
	const pending = connection.sendRequest(searchRequest, { query: 'password' }, source.token);
	source.cancel();
	await assert.rejects(pending, { code: LSPErrorCodes.RequestCancelled });
});

test('while vectors are computed a question is answered, ahead of them, and says what is not there yet', async (t) => {
	const many = Object.fromEntries(
		Array.from({ length: 600 }, (_, i) => [`src/filler${i}.ts`, `export function filler${i}() {\n\treturn ${i};\n}\n`]),
	);
	const folder = tempFolder(t, { ...shop, ...many });
	const model = fakeModel({ delayMs: 30 });
	const { connection, until } = await startInProcess(t, { roots: [folder.path], model, settings: { search: { rerankMilliseconds: 0 } } });
	await until(({ folders }) => folders[0]?.state === 'vectors');
	const answer = await connection.sendRequest(searchRequest, { query: 'user name and password' });
	assert.equal(answer.results[0]?.path, 'src/login.ts');
	assert.match(answer.notes.join(' '), /of 60\d chunks/);
});

test('candidates get the vectors of the skills within the time allowed, and keep them', async (t) => {
	const folder = tempFolder(t, shop);
	const model = fakeModel();
	const settings = { index: { skillVectors: 'onDemand' }, search: { rerankMilliseconds: 5000 } };
	const { connection, until } = await startInProcess(t, { roots: [folder.path], model, settings });
	await until(({ folders }) => folders[0]?.state === 'ready' && folders[0].files > 0);
	const first = await connection.sendRequest(searchRequest, { query: 'user name and password' });
	assert.ok(first.results[0]?.signals.some((signal) => signal.name === 'code'));
	const computed = model.seen.length;
	await connection.sendRequest(searchRequest, { query: 'user name and password' });
	assert.equal(model.seen.length, computed + 1, 'only the question itself is encoded the second time');
});

test('when the model breaks off, words answer alone and say so', async (t) => {
	const folder = tempFolder(t, shop);
	const model = fakeModel();
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model });
	await ready();
	model.break();
	const answer = await connection.sendRequest(searchRequest, { query: 'user name and password' });
	assert.equal(answer.results[0]?.path, 'src/login.ts');
	assert.equal(answer.device, 'none');
	assert.match(answer.notes.join(' '), /words alone/);
});

test('a saved file is found by its new words, a hit whose text is gone is not shown', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready, until } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	const before = await ready();
	folder.write('src/prices.ts', '/** Turns currencies into one another. */\nexport function exchangeCurrency() {\n\treturn 1;\n}\n');
	const stale = await connection.sendRequest(searchRequest, { query: 'sumPrices' });
	assert.ok(stale.results.every((hit) => hit.path !== 'src/prices.ts' || hit.symbol === 'exchangeCurrency'));
	await connection.sendNotification(DidSaveTextDocumentNotification.type, {
		textDocument: { uri: pathToFileURL(join(folder.path, 'src/prices.ts')).href },
	});
	let found: string | undefined;
	for (let tries = 0; found === undefined && tries < 100; tries++) {
		const { results } = await connection.sendRequest(searchRequest, { query: 'exchangeCurrency' });
		found = results.find((hit) => hit.symbol === 'exchangeCurrency')?.path;
		if (found === undefined) {
			await until(() => true);
			await new Promise((resolve) => setImmediate(resolve));
		}
	}
	assert.equal(found, 'src/prices.ts');
	assert.equal(before.folders[0]?.files, 3);
});

test('several folders answer as one', async (t) => {
	const [a, b] = [tempFolder(t, { 'a.ts': shop['src/login.ts'] }), tempFolder(t, { 'b.ts': shop['src/prices.ts'] })];
	const { connection, ready } = await startInProcess(t, { roots: [a.path, b.path], model: fakeModel() });
	await ready();
	const { results, chunks } = await connection.sendRequest(searchRequest, { query: 'password form or basket prices' });
	assert.deepEqual(results.map((hit) => hit.path).sort(), ['a.ts', 'b.ts']);
	assert.equal(chunks, 2);
});

test('what is left out has its reason; why a place stands where it does', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const files = await connection.sendRequest(filesRequest, {});
	assert.deepEqual(files.files.map(({ path, language }) => [path, language]).sort(), [
		['docs/payments.md', 'markdown'],
		['src/login.ts', 'typescript'],
		['src/prices.ts', 'typescript'],
	]);
	assert.deepEqual(
		files.skipped.map(({ path, reason }) => [path, reason]),
		[['.env', 'secret']],
	);
	const uri = (path: string) => pathToFileURL(join(folder.path, path)).href;
	const why = await connection.sendRequest(whyRequest, { query: 'basket prices', uri: uri('src/prices.ts'), line: 1 });
	assert.equal(why.rank, 1);
	assert.match(why.text, /rank 1/);
	const missing = await connection.sendRequest(whyRequest, { query: 'basket prices', uri: uri('.env') });
	assert.equal(missing.indexed, false);
	assert.match(missing.text, /secret/);
	const nowhere = await connection.sendRequest(whyRequest, { query: 'x', uri: 'file:///nowhere/a.ts' });
	assert.equal(nowhere.indexed, false);
});

test('background work can be held and goes on where it was', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, until, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await connection.sendRequest(pauseRequest, { paused: true });
	assert.equal((await connection.sendRequest(statusRequest)).paused, true);
	await connection.sendRequest(pauseRequest, { paused: false });
	const done = await ready();
	assert.equal(done.paused, false);
	await connection.sendRequest(reindexRequest, { all: true });
	await until(({ folders }) => folders[0]?.state === 'ready');
});

test('a folder that is not there fails with a sentence; the others work', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready } = await startInProcess(t, { roots: [join(folder.path, 'nowhere'), folder.path], model: fakeModel() });
	const { folders } = await ready();
	assert.deepEqual(
		folders.map(({ state }) => state),
		['failed', 'ready'],
	);
	assert.match(folders[0]?.problem ?? '', /nowhere/);
	assert.ok((await connection.sendRequest(searchRequest, { query: 'password' })).results.length > 0);
});

test('a wrong setting is named in the log, and its default is used', async (t) => {
	const folder = tempFolder(t, shop);
	const { log, ready } = await startInProcess(t, {
		roots: [folder.path],
		model: fakeModel(),
		settings: { index: { threads: 'many' }, moon: 1 },
	});
	await ready();
	assert.ok(
		log.some((line) => line.includes('skilllens.index.threads: "many" is not allowed, using 0')),
		log.join('\n'),
	);
	assert.ok(log.some((line) => line.includes('unknown setting: skilllens.moon')));
});

test('the doctor says what is wrong', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const report = await connection.sendRequest(doctorRequest, {});
	assert.equal(report.ok, false);
	assert.match(report.text, /The fake model has no status/);
	assert.match(report.text, /3 files/);
});

test('clients that show work-done progress are told of indexing', async (t) => {
	const many = Object.fromEntries(
		Array.from({ length: 400 }, (_, i) => [`src/filler${i}.ts`, `export function filler${i}() {\n\treturn ${i};\n}\n`]),
	);
	const folder = tempFolder(t, many);
	const { progress, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel({ delayMs: 20 }), workDoneProgress: true });
	await ready();
	await progress.ended();
	assert.equal(progress.kinds[0], 'begin');
	assert.equal(progress.kinds.at(-1), 'end');
	assert.ok(
		progress.messages.some((message) => /^(files|vectors) \d+\/\d+/.test(message)),
		progress.messages.join('\n'),
	);
});

test('a change that its stamp does not show is noticed when an answer meets it', async (t) => {
	const folder = tempFolder(t, shop);
	const sameStamp = (): void => utimesSync(join(folder.path, 'src/prices.ts'), 1_000_000, 1_000_000);
	sameStamp();
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	folder.write('src/prices.ts', shop['src/prices.ts'].replace('sumPrices', 'addPrices'));
	sameStamp();
	const names = async (): Promise<string[]> =>
		(await connection.sendRequest(searchRequest, { query: 'what is in the basket' })).results.map((hit) => hit.symbol);
	assert.ok(!(await names()).includes('sumPrices'));
	while (!(await names()).includes('addPrices')) {
		await new Promise((resolve) => setImmediate(resolve));
	}
});

test('files and folders are read again when that is asked for, whatever their stamps say', async (t) => {
	const folder = tempFolder(t, shop);
	const { connection, ready, log } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const written = async (params: object): Promise<string | undefined> => {
		await connection.sendRequest(reindexRequest, params);
		return /asked for: (\d+) written/.exec(log.findLast((line) => line.includes('asked for')) ?? '')?.[1];
	};
	const uriOf = (path: string): string => pathToFileURL(join(folder.path, path)).href;
	assert.equal(await written({}), '0');
	assert.equal(await written({ uris: [uriOf('src')] }), '2');
	assert.equal(await written({ uris: [uriOf('docs/payments.md')] }), '1');
	assert.equal(await written({ all: true }), '3');
	assert.equal(await written({ uris: ['file:///elsewhere'] }), '0');
});

test('the log of answers: where it is, what it keeps of a question and of what was opened, and that it can be erased', async (t) => {
	const [folder, storage] = [tempFolder(t, shop), tempFolder(t).path];
	const settings = { trace: { answerLog: true } };
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel(), settings, storage });
	await ready();
	const state = await connection.sendRequest(answerLogRequest);
	assert.deepEqual(state, { uri: pathToFileURL(join(storage, 'answers.jsonl')).href, on: true, exists: false });
	const query = 'form for user name and password';
	const { results } = await connection.sendRequest(searchRequest, { query });
	await connection.sendNotification(openedNotification, { query, uri: results[0]?.uri ?? '', line: 0 });
	assert.equal((await connection.sendRequest(answerLogRequest)).exists, true);
	const lines = readFileSync(new URL(state.uri), 'utf8')
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual(
		lines.map(({ kind, question }) => [kind, question]),
		[
			['search', query],
			['opened', query],
		],
	);
	const [{ results: kept, skills, device }, opened] = lines;
	assert.deepEqual([kept[0].uri, kept[0].startLine, kept[0].endLine, kept[0].symbol], [results[0]?.uri, 1, 4, 'drawLogin']);
	assert.ok(kept[0].signals.length > 0 && skills[0].parameters === 1000 && device === 'fake');
	assert.deepEqual([opened.uri, opened.line], [results[0]?.uri, 1]);
	await connection.sendRequest(eraseAnswerLogRequest);
	assert.equal((await connection.sendRequest(answerLogRequest)).exists, false);
});

test('what changed while no server ran is found by the next one, which computes nothing else', async (t) => {
	const [folder, storage] = [tempFolder(t, shop), tempFolder(t).path];
	const before = await startInProcess(t, { roots: [folder.path], model: fakeModel(), storage });
	await before.ready();
	await before.stop();
	folder.write('src/prices.ts', '/** Turns currencies into one another. */\nexport function exchangeCurrency() {\n\treturn 1;\n}\n');
	folder.remove('src/login.ts');
	const model = fakeModel();
	const { log, ready } = await startInProcess(t, { roots: [folder.path], model, storage });
	await ready();
	assert.ok(
		log.some((line) => line.includes('start: 1 written, 1 removed')),
		log.join('\n'),
	);
	const texts = model.seen.flatMap((call) => call.texts);
	assert.deepEqual([texts.length, texts[0]?.includes('exchangeCurrency')], [1, true], texts.join('\n'));
});
