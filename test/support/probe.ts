/** Loaded into a server before its program (`--import`): tells its parent, when asked over IPC, what it holds once all garbage is gone. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

export type Held = {
	/** Bytes of JavaScript objects that are alive, and of memory outside of the heap that they own. */
	readonly heapUsed: number;
	readonly external: number;
	/** How many of each kind keep, or could keep, the event loop alive: pipes, timers, processes, workers. */
	readonly resources: Readonly<Record<string, number>>;
};

export const question = 'what do you hold';

if (isMainThread && process.send !== undefined) {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	process.on('message', (message) => {
		if (message === question) {
			collect();
			setImmediate(() => {
				collect(); // what finalizers let go
				process.send?.(held());
			});
		}
	});
	process.channel?.unref();
}

function held(): Held {
	const { heapUsed, external } = process.memoryUsage();
	const kinds = Map.groupBy(process.getActiveResourcesInfo(), (kind) => kind);
	return { heapUsed, external, resources: Object.fromEntries([...kinds].map(([kind, all]) => [kind, all.length])) };
}
