/** A file that changes after the folder was listed and before it is watched is not forgotten. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { searchRequest } from '../../server/protocol/messages.ts';
import { fakeModel } from '../support/fakeModel.ts';
import { startInProcess } from '../support/lspHarness.ts';
import { tempFolder } from '../support/tempFolder.ts';

test('a file that changes while the folder is indexed for the first time', { timeout: 60_000 }, async (t) => {
	const files = Array.from({ length: 80 }, (_, i): [string, string] => [
		`src/part${i}.ts`,
		`export function part${i}() {\n\treturn ${i};\n}\n`,
	]);
	const folder = tempFolder(t, Object.fromEntries(files));
	const { connection, until } = await startInProcess(t, { roots: [folder.path], model: fakeModel() });
	await until(({ folders: [its] }) => its?.state === 'indexing' && its.total > 0);
	for (const [path] of files) {
		folder.write(path, 'export function zebraCrossing() {\n\treturn 0;\n}\n');
	}
	await until(({ folders: [its] }) => its?.state === 'ready' && its.files === files.length && its.vectors === its.chunks);
	const { results } = await connection.sendRequest(searchRequest, { query: 'zebra crossing', limit: files.length });
	assert.equal(results.length, files.length);
});
