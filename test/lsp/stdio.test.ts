/** The language server as any editor starts it: a process, standard input and output, the model that ships. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
	createProtocolConnection,
	ExitNotification,
	InitializedNotification,
	InitializeRequest,
	ShutdownRequest,
	StreamMessageReader,
	StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { searchRequest, statusNotification } from '../../server/protocol/messages.ts';
import { tempFolder } from '../support/tempFolder.ts';

const program = fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url));

test('a question by meaning, over standard input and output', async (t) => {
	const folder = tempFolder(t, {
		'src/queue.ts':
			'export class Backlog {\n\tprivate readonly waiting: string[] = [];\n\tenqueue(job: string): void {\n\t\tthis.waiting.push(job);\n\t}\n}\n',
		'src/paint.ts': 'export function fillRectangle(width: number, height: number): number {\n\treturn width * height;\n}\n',
	});
	const child = spawn(process.execPath, [program, 'serve', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
	t.after(() => child.kill());
	const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
	const ready = new Promise<void>((resolve) => {
		connection.onNotification(statusNotification, ({ folders }) => {
			if (folders.every(({ state, files, chunks, vectors }) => state === 'ready' && files === 2 && vectors === chunks)) {
				resolve();
			}
		});
	});
	connection.listen();
	const uri = pathToFileURL(folder.path).href;
	await connection.sendRequest(InitializeRequest.type, {
		processId: process.pid,
		rootUri: uri,
		capabilities: {},
		workspaceFolders: [{ uri, name: 'work' }],
		initializationOptions: { storage: tempFolder(t).path },
	});
	await connection.sendNotification(InitializedNotification.type, {});
	await ready;
	const answer = await connection.sendRequest(searchRequest, { query: 'add a task to the line of pending work' });
	assert.equal(answer.results[0]?.path, 'src/queue.ts');
	assert.ok(answer.results[0].signals.some(({ name, similarity }) => name === 'code' && similarity !== undefined));
	assert.deepEqual(
		answer.skills.map(({ skill }) => skill),
		['text'],
	);
	assert.ok(answer.totalParameters > (answer.skills[0]?.parameters ?? 0));
	await connection.sendRequest(ShutdownRequest.type);
	const ended = once(child, 'exit');
	await connection.sendNotification(ExitNotification.type);
	assert.deepEqual(await ended, [0, null]);
});
