/** Hovers through the protocol: evidence with links that open, workspace text that stays text, what the client knows besides. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource, HoverRequest, LSPErrorCodes, MarkupContent } from 'vscode-languageserver-protocol';
import { explainRequest } from '../../server/protocol/messages.ts';
import { fakeModel } from '../support/fakeModel.ts';
import { startInProcess } from '../support/lspHarness.ts';
import { tempFolder } from '../support/tempFolder.ts';

const files = {
	'src/retry (1).ts': '/** Tries again [now](command:evil) <b>$(flame)</b> https://evil.example/x. */\nexport function retryAgain() {}\n',
	'src/use.ts': "import { retryAgain } from './retry (1).ts';\n\nretryAgain();\n",
	'docs/http.md': '# HTTP\n\nEvery failed request goes through `retryAgain`, five times at most.\n',
};
const call = { line: 2, character: 3 };

test('a hover says what a symbol is, and each place can be opened', async (t) => {
	const folder = tempFolder(t, files);
	const { connection, ready, initialized } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	assert.equal(initialized.capabilities.hoverProvider, true);
	const uri = pathToFileURL(join(folder.path, 'src/use.ts')).href;
	const hover = await connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: call });
	assert.ok(hover && MarkupContent.is(hover.contents));
	const { kind, value } = hover.contents;
	assert.equal(kind, 'markdown');
	const definition = pathToFileURL(join(folder.path, 'src/retry (1).ts')).href.replace('(', '%28').replace(')', '%29');
	assert.ok(value.startsWith(`**[retryAgain](${definition}#L2)** Tries again now`), value);
	assert.match(
		value,
		/Described in \[HTTP\]\(file:.*\/docs\/http\.md#L3\): “Every failed request goes through retryAgain, five times at most\\\.”/,
	);
	assert.match(value, /\n\n.*names.* · \d+ ms$/);
	assert.ok(value.split('\n').filter((line) => line !== '').length <= 12);
	const links = [...value.matchAll(/\]\(([^)]*)\)/g)].map((match) => match[1]);
	assert.ok(links.length >= 2 && links.every((link) => link?.startsWith('file:')), 'nothing of the workspace became a link');
	assert.doesNotMatch(value, /<b>|(?<!\\)\$\(|https:/);
	const nothing = await connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: { line: 1, character: 0 } });
	assert.equal(nothing, null);
});

test('what the client knows besides is not said again, and decides what is meant', async (t) => {
	const folder = tempFolder(t, files);
	const { connection, ready } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await ready();
	const uri = pathToFileURL(join(folder.path, 'src/use.ts')).href;
	const ask = (more: object) => connection.sendRequest(explainRequest, { uri, position: call, ...more });
	assert.match((await ask({}))?.doc ?? '', /^Tries again/);
	const known = await ask({ known: 'function retryAgain\n\nTries again [now](x) $(flame) https://evil.example/x.' });
	assert.equal(known?.doc, undefined);
	assert.equal(known?.described.length, 1);
	assert.match(known?.why ?? '', /is meant: imported from/);
	assert.equal(await ask({ definition: { uri: 'file:///elsewhere/lib.d.ts', line: 3 } }), null);
	const dirty = await ask({ text: `\n\n\n${files['src/use.ts']}`, position: { line: 5, character: 3 } });
	assert.equal(dirty?.definition.symbol, 'retryAgain', 'the text of the editor counts');
});

test('hovers can be turned off, and are cancelled', async (t) => {
	const folder = tempFolder(t, files);
	const uri = pathToFileURL(join(folder.path, 'src/use.ts')).href;
	const off = await startInProcess(t, { roots: [folder.path], model: fakeModel(), settings: { hover: { show: 'never' } } });
	await off.ready();
	assert.equal(await off.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position: call }), null);
	const on = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await on.ready();
	const source = new CancellationTokenSource();
	const pending = on.connection.sendRequest(explainRequest, { uri, position: call }, source.token);
	source.cancel();
	await assert.rejects(pending, { code: LSPErrorCodes.RequestCancelled });
});
