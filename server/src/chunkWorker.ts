/** Entry of a worker thread that prepares files for the index. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerSetup } from './folder/folder.ts';
import { servePool } from './indexing/pool.ts';
import { prepare } from './indexing/prepare.ts';
import { loadStaticEncoder } from './inference/loadModel.ts';
import { createSkills } from './skills/registry.ts';
import { readSource } from './workspace/diskWorkspace.ts';

const { root, maxFileBytes, modelFolder } = workerData as WorkerSetup;
const table = modelFolder === undefined ? undefined : loadStaticEncoder(modelFolder);
const preparer = {
	read: (path: string) => readSource(root, path, { maxFileBytes }),
	skills: createSkills(),
	embed: table && ((passage: string) => table.encode(passage)),
};
if (parentPort !== null) {
	servePool(parentPort, (task) => prepare(preparer, task));
}
