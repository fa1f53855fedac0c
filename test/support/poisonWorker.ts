/** For tests only: a worker whose files do what their names say. */
import { parentPort, resourceLimits } from 'node:worker_threads';
import { servePool } from '../../server/src/indexing/pool.ts';

if (parentPort !== null) {
	servePool(parentPort, async (task) => {
		const { path } = task.stamp;
		if (path.startsWith('throw')) {
			throw new Error('no grammar');
		}
		if (path.startsWith('limits')) {
			throw new Error(`${resourceLimits.maxYoungGenerationSizeMb} and ${resourceLimits.maxOldGenerationSizeMb} MB`);
		}
		if (path.startsWith('exit')) {
			process.exit(3);
		}
		const all: unknown[] = [];
		if (path.startsWith('memory')) {
			for (;;) {
				all.push(new Array<number>(1_000_000).fill(all.length));
			}
		}
		if (path.startsWith('hang')) {
			for (let turns = 0; ; turns++) {
				all.push(turns % 7);
				all.length = 0;
			}
		}
		return { kind: 'same', task };
	});
}
