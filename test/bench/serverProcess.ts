/** The built language server as a process of its own, spoken to over standard input and output as an editor does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
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
import { type FolderStatus, statusNotification, statusRequest } from '../../server/protocol/messages.ts';
import { productRoot } from '../../server/src/base/assets.ts';

export type ServerProcess = {
	readonly connection: ProtocolConnection;
	readonly pid: number;
	/** Of its one folder. */
	status(): Promise<FolderStatus>;
	/** As an editor stops it. */
	stop(): Promise<void>;
	/** For good, however it was left. */
	end(): void;
};

export type ServerOptions = { readonly root: string; readonly storage: string; readonly settings: object };

const program = join(productRoot, 'dist', 'server', 'main.mjs');

/** Resolves when `files` files are indexed and nothing is under way. */
export async function startServerProcess(options: ServerOptions, files: number): Promise<ServerProcess> {
	const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
	const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
	const ready = new Promise<void>((resolve, reject) => {
		child.once('exit', (status) => reject(new Error(`the server ended with status ${status}`)));
		connection.onNotification(statusNotification, ({ folders: [folder] }) => {
			if (folder?.state === 'failed') {
				reject(new Error(folder.problem));
			} else if (folder?.state === 'ready' && folder.files >= files) {
				resolve();
			}
		});
	});
	connection.listen();
	const end = (): void => {
		connection.dispose();
		child.kill();
	};
	try {
		await Promise.all([ready, shakeHands(connection, options)]);
	} catch (error) {
		end();
		throw error;
	}
	return {
		connection,
		pid: child.pid ?? 0,
		status: async () => {
			const { folders } = await connection.sendRequest(statusRequest);
			return folders[0] as FolderStatus;
		},
		stop: async () => {
			await connection.sendRequest(ShutdownRequest.type);
			const ended = once(child, 'exit');
			await connection.sendNotification(ExitNotification.type);
			await ended;
		},
		end,
	};
}

async function shakeHands(connection: ProtocolConnection, { root, storage, settings }: ServerOptions): Promise<void> {
	const uri = pathToFileURL(root).href;
	await connection.sendRequest(InitializeRequest.type, {
		processId: process.pid,
		rootUri: uri,
		capabilities: {},
		workspaceFolders: [{ uri, name: 'bench' }],
		initializationOptions: { storage, settings },
	});
	await connection.sendNotification(InitializedNotification.type, {});
}
