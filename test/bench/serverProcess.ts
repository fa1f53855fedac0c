/** The built language server as a process of its own, spoken to over standard input and output as an editor does. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import {
	createProtocolConnection,
	type ProtocolConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { type FolderStatus, statusNotification, statusRequest } from '../../server/protocol/messages.ts';
import { productRoot } from '../../server/src/base/assets.ts';
import { partFrom, shakeHands } from '../support/serve.ts';

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
export async function startServerProcess({ root, storage, settings }: ServerOptions, files: number): Promise<ServerProcess> {
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
		await Promise.all([ready, shakeHands(connection, root, { storage, settings })]);
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
		stop: async () => void (await partFrom(child, connection)),
		end,
	};
}
