/** Entry of the model process' second thread: computes texts of a batch that the first thread has not come to, and ends when it is idle. */
import { parentPort, workerData } from 'node:worker_threads';
import { describe } from '../base/errors.ts';
import type { HostOptions, HostReply } from './hostMessages.ts';
import { readManifest } from './manifest.ts';
import { Sessions } from './session.ts';
import { type Shared, type Taken, Turns } from './sharing.ts';

/** Seconds without a batch: it holds graphs of its own. */
const idleSeconds = 10;

const port = parentPort;
if (port === null) {
	throw new Error('This is the script of a thread.');
}
const tell = (news: HostReply): void => {
	if (news.kind === 'log' && news.level === 'warn') {
		console.error(news.message); // to the log of the parent
	}
};
const options = workerData as HostOptions;
const sessions = new Sessions(await import('onnxruntime-node'), readManifest(options.folder), options, tell);
let last = Promise.resolve();

port.on('message', (shared: Shared) => {
	last = last.then(() => take(shared));
});
const idle = setTimeout(() => void last.then(end), idleSeconds * 1000);
port.postMessage('ready');

async function take({ id, batch, turns }: Shared): Promise<void> {
	idle.refresh();
	const vectors = await sessions.take(batch, new Turns(turns)).catch((error: unknown) => {
		console.error(describe(error));
		return new Map<number, Float32Array>();
	});
	port?.postMessage({ id, vectors } satisfies Taken);
}

async function end(): Promise<void> {
	await sessions.dispose();
	port?.close();
}
