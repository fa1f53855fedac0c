/** For tests only: a worker whose files do what their names say. */
import { parentPort } from 'node:worker_threads';
import { servePool } from '../../server/src/indexing/pool.ts';

if (parentPort !== null) {
	servePool(parentPort, async (task) => {
		const { path } = task.stamp;
		if (path.startsWith('throw')) {
			throw new Error('no grammar');
		}
		if (path.startsWith('exit')) {
			process.exit(3);
		}
		if (path.startsWith('memory')) {
			const all: number[][] = [];
			for (;;) {
				all.push(new Array<number>(1_000_000).fill(all.length));
			}
		}
		while (path.startsWith('hang')) {
			JSON.parse('[1]');
		}
		return { kind: 'same', task };
	});
}
