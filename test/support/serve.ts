/** The language server as any editor starts it: a process, standard input and output. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
	createProtocolConnection,
	ExitNotification,
	InitializedNotification,
	InitializeRequest,
	type ProtocolConnection,
	ShutdownRequest,
	StreamMessageReader,
	StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { statusNotification } from '../../server/protocol/messages.ts';
import { tempFolder } from './tempFolder.ts';

export type Served = {
	readonly connection: ProtocolConnection;
	/** Ends it as editors do; resolves with its status and signal. */
	stop(): Promise<unknown>;
};

/** Started by `command` on a folder of so many files; resolves when words and vectors of all of them are there. */
export async function serve(test: TestContext, [program = '', ...args]: readonly string[], folder: string, files: number): Promise<Served> {
	const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
	test.after(() => child.kill('SIGKILL'));
	const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
	const ready = new Promise<void>((resolve) => {
		connection.onNotification(statusNotification, ({ folders }) => {
			if (folders.every((each) => each.state === 'ready' && each.files === files && each.vectors === each.chunks)) {
				resolve();
			}
		});
	});
	connection.listen();
	await shakeHands(connection, folder, { storage: tempFolder(test).path });
	await ready;
	return {
		connection,
		stop: () => partFrom(child, connection),
	};
}

/** What an editor says first; `options` are those of the server. */
export async function shakeHands(connection: ProtocolConnection, root: string, options: object): Promise<void> {
	const uri = pathToFileURL(root).href;
	await connection.sendRequest(InitializeRequest.type, {
		processId: process.pid,
		rootUri: uri,
		capabilities: {},
		workspaceFolders: [{ uri, name: 'work' }],
		initializationOptions: options,
	});
	await connection.sendNotification(InitializedNotification.type, {});
}

/** What an editor says last; resolves with the status and the signal by which the server ended. */
export async function partFrom(child: ChildProcess, connection: ProtocolConnection): Promise<unknown> {
	await connection.sendRequest(ShutdownRequest.type);
	const ended = once(child, 'exit');
	await connection.sendNotification(ExitNotification.type);
	return ended;
}
