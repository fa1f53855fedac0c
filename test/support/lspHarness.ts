/** The language server in this process, spoken to over real messages. */
import { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createConnection } from 'vscode-languageserver/node';
import {
	createProtocolConnection,
	InitializedNotification,
	InitializeRequest,
	type InitializeResult,
	LogMessageNotification,
	type ProtocolConnection,
	ShutdownRequest,
	StreamMessageReader,
	StreamMessageWriter,
	WorkDoneProgress,
	WorkDoneProgressCreateRequest,
} from 'vscode-languageserver-protocol/node';
import { type FolderStatus, type Status, statusNotification } from '../../server/protocol/messages.ts';
import type { Model } from '../../server/src/inference/encoder.ts';
import { startServer } from '../../server/src/server.ts';
import { tempFolder } from './tempFolder.ts';

class Pipe extends Duplex {
	override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
		this.push(chunk);
		done();
	}
	override _read(): void {
		// what was written is pushed at once
	}
}

export type Harness = {
	readonly connection: ProtocolConnection;
	readonly log: readonly string[];
	readonly initialized: InitializeResult;
	readonly progress: SeenProgress;
	/** Resolves with the first status (the present one counts) that fits. */
	until(fits: (status: Status) => boolean): Promise<Status>;
	/** All folders have words and vectors of everything. */
	ready(): Promise<Status>;
	stop(): Promise<void>;
};

/** What the server told by work-done progress. */
export type SeenProgress = {
	readonly kinds: string[];
	readonly messages: string[] /** Resolves when what was begun has ended. */;
	ended(): Promise<void>;
};

export type HarnessOptions = {
	readonly roots: readonly string[];
	readonly model: Model;
	readonly settings?: object;
	readonly storage?: string;
	readonly workDoneProgress?: boolean;
};

const workerScript = new URL('../../server/src/chunkWorker.ts', import.meta.url);

export async function startInProcess(
	test: Pick<TestContext, 'after'>,
	{ roots, model, settings = {}, storage = tempFolder(test).path, workDoneProgress = false }: HarnessOptions,
): Promise<Harness> {
	const [toServer, toClient] = [new Pipe(), new Pipe()];
	startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), workerScript, () => model);
	const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
	const log: string[] = [];
	connection.onNotification(LogMessageNotification.type, ({ message }) => void log.push(message));
	let last: Status | undefined;
	const waiting = new Set<(status: Status) => void>();
	connection.onNotification(statusNotification, (status) => {
		last = status;
		for (const tell of [...waiting]) {
			tell(status);
		}
	});
	const progress = watchProgress(connection);
	connection.listen();
	const until = (fits: (status: Status) => boolean): Promise<Status> =>
		new Promise((resolve) => {
			const tell = (status: Status): void => {
				if (fits(status)) {
					waiting.delete(tell);
					resolve(status);
				}
			};
			waiting.add(tell);
			if (last !== undefined) {
				tell(last);
			}
		});
	const initialized = await connection.sendRequest(InitializeRequest.type, {
		processId: null,
		rootUri: null,
		capabilities: { workspace: { workspaceFolders: true }, window: { workDoneProgress } },
		workspaceFolders: roots.map((root) => ({ uri: pathToFileURL(root).href, name: root })),
		initializationOptions: { storage, settings },
	});
	await connection.sendNotification(InitializedNotification.type, {});
	let stopped: Promise<void> | undefined;
	const stop = (): Promise<void> => {
		stopped ??= (async () => {
			await connection.sendRequest(ShutdownRequest.type);
			connection.end();
			connection.dispose();
		})();
		return stopped;
	};
	test.after(stop);
	return {
		connection,
		log,
		initialized,
		progress,
		until,
		ready: () => until((status) => status.folders.length > 0 && status.folders.every(isDone)),
		stop,
	};
}

function watchProgress(connection: ProtocolConnection): SeenProgress {
	const [kinds, messages]: [string[], string[]] = [[], []];
	const waiting: (() => void)[] = [];
	connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
		const watching = connection.onProgress(WorkDoneProgress.type, token, ({ kind, message }) => {
			kinds.push(kind);
			messages.push(message ?? '');
			if (kind === 'end') {
				watching.dispose();
				for (const tell of waiting.splice(0)) {
					tell();
				}
			}
		});
	});
	return { kinds, messages, ended: () => (kinds.at(-1) === 'end' ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))) };
}

function isDone(folder: FolderStatus): boolean {
	return folder.state === 'failed' || (folder.state === 'ready' && folder.files > 0 && folder.vectors === folder.chunks);
}
